"""One text from characters to canonical entities; each stage is a plain function of the one before."""

import re
from collections.abc import Mapping, Sequence

from indexer.entities.abroad import names_abroad
from indexer.entities.acronyms import defined_acronyms
from indexer.entities.annotation import Annotation
from indexer.entities.capitals import without_shouting
from indexer.entities.closed import closed_matches, dash_splits, dashed_forms, party_talks
from indexer.entities.consistency import consistent
from indexer.entities.datelines import datelines
from indexer.entities.lexicon import is_common
from indexer.entities.readings import TextReading
from indexer.entities.recognisers import Recogniser, chosen
from indexer.entities.resolve import Found, kind_by_head, resolve
from indexer.entities.results import clubs
from indexer.entities.spans import Span, bare, singular
from indexer.entities.sure import sure_spans
from indexer.entities.tables import Known, load_tables
from indexer.entities.tokens import islands, places_of, tokenise, tokens_of
from indexer.entities.tongue import foreign_language, retokenised
from indexer.entities.trim import trimmed_spans
from indexer.entities.whole import whole_names
from indexer.entities.words import (
    AGREEMENT_HEADS,
    EVENT_HEADS,
    FUNCTION_WORDS,
    GENERIC,
    MONTHS,
    OFFICE_HOLDERS,
    ORG_WORDS,
)
from indexer.steps import Asked, Steps, ended
from search.documents import Kind

# Lone surrogates are no characters: the tagger, which works in UTF-8, cannot be given them.
_SURROGATES = re.compile("[\ud800-\udfff]")
# What stands in an address is no name: "http://politi.co/1M75UbX".
_ADDRESS = re.compile(r"(?:\bhttps?://|\bwww\.)[^\s<>\"“”]+")


def annotate(text: str, *, kept: Sequence[tuple[int, int]] | None = None) -> Annotation:
    """Name the entities of ``text``. Offsets are its code points, half-open; only inside ``kept`` when that is given."""
    return annotated_by(chosen(), text, kept)


def annotated_by(marker: Recogniser, text: str, kept: Sequence[tuple[int, int]] | None = None) -> Annotation:
    """``annotate`` with names marked by ``marker``."""
    return ended(_annotated(marker, text, kept))


def annotated_in_steps(text: str, *, kept: Sequence[tuple[int, int]] | None = None) -> Steps[Annotation]:
    """``annotate``, a step at a time; names are marked in many texts at once."""
    return _annotated(chosen(), text, kept)


def _annotated(marker: Recogniser, text: str, kept: Sequence[tuple[int, int]] | None) -> Steps[Annotation]:
    visible = text if kept is None else _masked(text, kept)
    if not visible.isascii():
        visible = _SURROGATES.sub("\ufffd", visible)
    if "://" in visible or "www." in visible:
        visible = _ADDRESS.sub(_blank, visible)
    reading = read(visible)
    spans = _consistent(reading, (yield Asked(marker.spans, reading)))
    acronyms = defined_acronyms(visible)
    return resolve(text, _found(text, visible, reading, spans, acronyms), acronyms)


def read(text: str) -> TextReading:
    raw = tokenise(text, dash_splits(), dashed_forms())
    language = foreign_language(raw.words)
    if language is not None:
        names = names_abroad(language)
        raw = retokenised(raw, language, names.dashed, names.forms.keys())
    lines = _capital_lines(text)
    places, teams = datelines(text, raw, lines), clubs(text, raw, lines)
    calm = without_shouting(text, raw, places)
    tokens = raw if calm is raw.words else tokens_of(calm, raw.starts, raw.ends)
    lands = islands(tokens, FUNCTION_WORDS)
    closed = closed_matches(tokens, lands, language)
    if teams:
        taken = {i for first, last, _ in teams for i in range(first, last)}
        closed = [match for match in closed if taken.isdisjoint(range(match[0], match[1]))]
    return TextReading(text, tokens, lands, closed, places + teams, language)


def _capital_lines(text: str) -> list[int]:
    """Where the lines begin that begin with a capital letter."""
    found = [0] if text[:1].isupper() else []
    at = text.find("\n") + 1
    while at:
        if text[at : at + 1].isupper():
            found.append(at)
        at = text.find("\n", at) + 1
    return found


def _consistent(reading: TextReading, spans: list[Span]) -> list[Span]:
    """Labelled token ranges: those that were marked, made consistent over the text."""
    if reading.language is not None:
        spans = sure_spans(reading.tokens, spans, reading.language)
    known: list[Span] = [(first, last, "person") for first, last, entry in reading.closed if entry.kind == "person"]
    known += reading.settled
    if known:
        taken = {i for first, last, _ in known for i in range(first, last)}
        spans = sorted(known + [span for span in spans if taken.isdisjoint(range(span[0], span[1]))])
    words = reading.tokens.words
    places = {first: last for first, last, entry in reading.closed if entry.kind == "place" and entry.certain}
    return consistent(
        words,
        reading.islands,
        whole_names(reading.tokens, trimmed_spans(words, spans, reading.tokens.different), places),
    )


def _blank(address: re.Match[str]) -> str:
    """Line breaks in the place of an address, so that offsets stay and no name reaches across."""
    return "\n" * len(address.group())


def _masked(text: str, kept: Sequence[tuple[int, int]]) -> str:
    """``text`` with line breaks for everything outside ``kept``, so that offsets stay and no name reaches across."""
    pieces: list[str] = []
    at = 0
    for start, end in sorted(kept):
        start, end = max(start, at), min(end, len(text))
        if start < end:
            pieces += ("\n" * (start - at), text[start:end])
            at = end
    pieces.append("\n" * (len(text) - at))
    return "".join(pieces)


# Where a name stands, what it seems to be (None: no entity of ours), and its entry in the tables.
_Candidate = tuple[int, int, Kind | None, Known | None]


def _found(
    text: str, visible: str, reading: TextReading, spans: list[Span], acronyms: Mapping[str, str]
) -> list[Found]:
    """What each name is, where several readings overlap: the longer wins, a closed table wins at equal length."""
    words, starts, ends = reading.tokens.words, reading.tokens.starts, reading.tokens.ends
    candidates: list[_Candidate] = []
    for first, last, label in spans:
        head = kind_by_head(" ".join(words[first:last])) if label in ("org", "misc") and last - first > 1 else "org"
        if head != "org" and _is_no_name(words, first, last):
            continue
        if head != "org":
            candidates.append((starts[first], ends[last - 1], head, None))
        elif label != "misc":
            candidates.append((starts[first], ends[last - 1], label, None))
        elif last - first > 1:
            # A work, a prize, a ship: no entity of ours, but neither is the country inside its name.
            candidates.append((starts[first], ends[last - 1], None, None))
    for first, last, known in reading.closed:
        if known.certain:
            candidates.append((starts[first], ends[last - 1], known.kind, known))
    for start, end, entity in party_talks(visible):
        candidates.append((start, end, "event", Known(entity, "event", "name")))
    if reading.language is None:
        candidates += _as_english_has_it(visible, reading)
    if acronyms:
        for i in places_of(acronyms.keys(), words):
            candidates.append((starts[i], ends[i], kind_by_head(acronyms[words[i]]), None))
    candidates.sort(key=lambda c: (-(c[1] - c[0]), c[3] is None, c[0]))
    chosen: list[Found] = []
    covered = bytearray(len(text) + 1)
    for start, end, kind, entry in candidates:
        if not covered[start] and not covered[end - 1]:
            covered[start:end] = b"\x01" * (end - start)
            if kind is not None:
                chosen.append(Found(start, end, text[start:end], kind, entry))
    return sorted(chosen, key=lambda f: f.start)


def _as_english_has_it(visible: str, reading: TextReading) -> list[_Candidate]:
    """Names told by the order of their words: "Treaty of Rome", "1979 Canadian federal election"."""
    starts, ends = reading.tokens.starts, reading.tokens.ends
    candidates: list[_Candidate] = [
        (starts[first], ends[last - 1], headed, None)
        for first, last, headed in _headed(reading.tokens.words, reading.islands)
    ]
    if "lection" in visible or "rimar" in visible or "eferendum" in visible:  # few texts, and the expression is slow
        candidates += [(match.start(), match.end(), "event", None) for match in _ELECTION.finditer(visible)]
    for match in _DEPARTMENTS.finditer(visible):
        for group, body in ((1, "state"), (2, match[2].lower())):
            known = Known(f"org:us-department-of-{body}", "org", "short")
            candidates.append((match.start(group), match.end(group), "org", known))
    return candidates


# "1979 Canadian federal election": the year is what makes it one event among many.
_ELECTION = re.compile(
    r"\b(?:1[89]|20)\d\d (?:[A-Z][\w.'’-]*,? (?:of |and )?){1,5}"
    r"(?:(?:general|presidential|federal|state|special|local|parliamentary|legislative|municipal|primary|by-?) ?){0,2}"
    r"(?:[Ee]lections?|primar(?:y|ies)|referendum)\b"
)


# "Both State and Defense agreed": departments as Washington's papers call them.
_DEPARTMENTS = re.compile(
    r"(State)(?<!\wState)(?: and |/|-|–|, | or )(Defense|Commerce|Justice)(?! (?:Department|Minist|Secret))\b"
)
_HEADS = EVENT_HEADS | AGREEMENT_HEADS
_ABOUT = frozenset(("on", "for", "against", "of", "concerning"))


_HELD = OFFICE_HOLDERS | ORG_WORDS


_MET = frozenset(("conference", "summit", "talks", "meeting", "festival"))


def _is_no_name(words: list[str], first: int, last: int) -> bool:
    """Whether what has the head word of an event or agreement is no certain one: "Joint Press Conference", "Two-Day Conference",
    "Chief of Protocol", "Time of War"."""
    said = [word.lower() for word in words[first : last - 1]]
    if len(said) > 1 and said[-1] == "of":
        return _HEADS.isdisjoint(said)
    met = words[last - 1].lower() in _MET
    return all(word in GENERIC or (met and _is_description(word)) for word in said)


def _is_description(word: str) -> bool:
    """Whether a word is put together of ordinary ones: "well-organized", "75-minute"."""
    return "-" in word and all(part.isdigit() or is_common(part) for part in word.split("-"))


def _after_part(words: list[str], first: int, last: int) -> int:
    """Where the event or agreement begins of which an island's first words are a part: "Title V of the Stafford Act"."""
    for at in range(last - 3, first, -1):
        if words[at] == "the" and words[at - 1] == "of" and last - at > 2:
            return first if any(word.lower() in _HEADS for word in words[first:at]) else at + 1
    return first


def _headed(words: list[str], lands: list[tuple[int, int]]) -> list[tuple[int, int, Kind]]:
    """Islands that end in the head word of an event or agreement ("China-North Korea Friendship Year").

    An agreement reaches on over what it is about ("Framework Convention on Climate Change").
    """
    found: list[tuple[int, int, Kind]] = []
    forms = load_tables().forms
    ends = dict(lands)
    for first, last in lands:
        if words[last - 1].lower() not in _HEADS:
            continue
        if last - first > 2 and words[last - 2] == "of" and singular(words[last - 3]) in _HELD:
            continue  # "Secretary of War", "Departments of War"
        first = _after_part(words, first, last)
        kind = kind_by_head(" ".join(words[first:last]))
        if kind == "org":
            continue
        for i in range(last - 1, first, -1):
            # "Following the Austro-Prussian War", but "Treaty of the Meadows".
            if words[i] == "the" and words[i - 1] not in ("of", "on"):
                first = i + 1
                break
        # "UN and Chairman of the Geneva Conference": another name, or an office, before it.
        joint = next((i for i in range(last - 2, first, -1) if words[i] == "and"), None)
        if joint is not None and " ".join(words[first:joint]) in forms:
            first = joint + 1
        if last - first > 3 and bare(words[first]) in OFFICE_HOLDERS and words[first + 1] == "of":
            first += 2
        while first < last and words[first].lower() in FUNCTION_WORDS:
            first += 1
        reaches = kind == "agreement" or words[last - 1] in ("Conference", "Summit")
        if reaches and words[last : last + 1] and words[last] in _ABOUT:
            about = last + 2 if words[last + 1 : last + 2] == ["the"] else last + 1
            if about < len(words) and bare(words[about]) not in MONTHS:  # "Summit on Tuesday"
                last = ends.get(about, last)
        if last - first > 1 and not _is_no_name(words, first, last):
            found.append((first, last, kind))
    return found
