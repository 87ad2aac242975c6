"""Text in capitals (telegrams, headings) read as if it had been written in lower case with capitalised names."""

import re
from collections.abc import Sequence, Set
from functools import cache

from indexer.entities.lexicon import is_written_small
from indexer.entities.names import title_cased
from indexer.entities.spans import Span
from indexer.entities.tables import load_tables
from indexer.entities.tokens import LINKS, Tokens, places_of
from indexer.entities.words import FUNCTION_WORDS

# A line is shouted when four words in five of its longer words are all capitals, and there are at least four of them; part
# of a line, when more than four stand together ("REMARKS BY PRESIDENT OBAMA BEFORE MEETING Novo Ogaryovo").
_SHARE = 0.8
_LEAST = 4
# Two long words in capitals near each other: without that, no line can be shouted.
_HINT = re.compile(r"(?<!\w)[A-Z]{4,30}[\s,.;:-]{1,3}(?:[A-Z]{1,30}[\s,.;:-]{1,3}){0,4}[A-Z]{4,30}(?!\w)")
_RUN = re.compile("[A-Z]{4}")
_REACH = 200  # more characters than the hint can have


def without_shouting(text: str, tokens: Tokens, places: Sequence[Span] = ()) -> list[str]:
    """The words with shouted lines and ``places`` put in ordinary case; words that are known in capitals ("NATO", "U.S.") keep
    them."""
    calm = _calmed_lines(text, tokens)
    if places:
        calm = list(calm)
        for first, last, _ in places:
            calm[first:last] = [word.capitalize() for word in tokens.words[first:last]]
    return calm


def _calmed_lines(text: str, tokens: Tokens) -> list[str]:
    placed = _with_places(tokens)
    if not _may_shout(text, tokens):
        return placed
    forms = load_tables().forms
    words = tokens.words
    calm = placed
    line_start = 0
    breaks = {word for word in tokens.unlike if word[0] == "\n"}
    upper = {word for word in tokens.unlike if len(word) > 3 and word[0].isalpha() and word.isupper()}
    for at in (*places_of(breaks, words), len(words)):
        for first, last in _shouted(words, line_start, at, upper):
            if calm is placed:
                calm = list(placed)
            calm[first:last] = [_calmed(w, w in forms) if w.isupper() else w for w in words[first:last]]
            for i in range(first, last - 1):
                # "NEW ZEALAND", "UNITED NATIONS": common words, but not together.
                pair = (words[i].capitalize(), words[i + 1].capitalize())
                if words[i].isupper() and words[i + 1].isupper() and " ".join(pair) in forms:
                    calm[i : i + 2] = pair
                elif words[i + 1] == "'s" and (around := _around_possessive(words, i)) in _possessors():
                    calm[i], calm[i + 2] = around
        line_start = at + 1
    return calm


def _around_possessive(words: list[str], at: int) -> tuple[str, str]:
    return words[at].capitalize(), words[at + 2].capitalize() if at + 2 < len(words) else ""


@cache
def _possessors() -> frozenset[tuple[str, str]]:
    """What stands on both sides of a possessive in names of the tables: ("People", "Republic")."""
    parted = (re.split("['’]s ", form, maxsplit=1) for form in load_tables().forms)
    return frozenset((sides[0].split()[-1], sides[1].split()[0]) for sides in parted if len(sides) == 2)


def _with_places(tokens: Tokens) -> list[str]:
    """The words with states and towns that stand in capitals by themselves ("BAGHDAD - Coalition forces ...") put in ordinary case."""
    calmed = {word: word.capitalize() for word in tokens.unlike if word.isupper() and len(word) > 3 and _is_place(word)}
    return [calmed.get(word, word) for word in tokens.words] if calmed else tokens.words


def _is_place(word: str) -> bool:
    forms = load_tables().forms
    known = forms.get(word.capitalize())
    return word not in forms and known is not None and known.kind == "place" and known.how == "name"


def _may_shout(text: str, tokens: Tokens) -> bool:
    """Whether the hint is found; looked for only where a token may begin it."""
    longer = {word for word in tokens.unlike if len(word) > 3 and _RUN.search(word)}
    if not longer:
        return False
    return any(
        _HINT.match(text, tokens.starts[i])
        if tokens.words[i].isalpha()
        else _HINT.search(text, tokens.starts[i], tokens.ends[i] + _REACH)
        for i in places_of(longer, tokens.words)
    )


def _shouted(words: list[str], start: int, end: int, capitals: Set[str]) -> list[tuple[int, int]]:
    """The shouted parts of the line [start, end): all of it, a stretch of it, or none. ``capitals``: the text's longer words
    that are all capitals."""
    upper = sum(map(capitals.__contains__, words[start:end]))
    if upper < 2:
        return []
    line = [w for w in words[start:end] if len(w) > 3 and w[0].isalpha()]
    if upper == len(line) and upper < _LEAST:
        return [(start, end)] if _is_known_line(words[start:end]) else []
    if upper >= _LEAST and upper >= _SHARE * len(line):
        return [(start, end)]
    stretches: list[tuple[int, int]] = []
    first = start
    for at in range(start, end + 1):
        if (
            at == end
            or words[at].islower()
            or (len(words[at]) > 1 and words[at][0].isalpha() and not words[at].isupper())
        ):
            if sum(1 for w in words[first:at] if len(w) > 3 and w.isupper()) > _LEAST:
                stretches.append((first, at))
            first = at + 1
    return stretches


def _is_known_line(words: list[str]) -> bool:
    """Whether a short line is a name of the tables in capitals: "THE WHITE HOUSE"."""
    name = " ".join(words[1:] if words[0] == "THE" else words)
    return name.isupper() and title_cased(name) in load_tables().forms


def _calmed(word: str, known: bool) -> str:
    lower = word.lower()
    if lower in FUNCTION_WORDS or lower in LINKS or lower in ("'s", "’s"):
        # "US" and "WHO" in shouted text are as likely the pronouns: neither reading is taken.
        return lower
    if not known and is_written_small(word):
        return lower
    return word if known or "." in word else "-".join(part.capitalize() for part in word.split("-"))
