"""Where a query matches in a text, for every kind of query and every engine alike.

The text is read by the same token rules and compared with the same plan the engine ran, so a mark never claims more than the
search did: words of a phrase are marked only where they stand as the phrase.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as attribute
from typing import NamedTuple, assert_never

from search.analysis import fold_plain, folder, stem, stemmer, surface_spans, surfaces, terms_between, token_at
from search.engines import contract as plan
from search.engines.contract import PlanNode

# With more words to look for, reading the whole text is as quick as looking for each.
_MOST_BEGINNINGS = 40
# Words met in texts that are remembered: what begins as the query's words do, on a page or two.
_MOST_KNOWN = 1_000
_APOSTROPHES = "'’ʼ＇"
# Behind these a token may already be under way: "l'Europe", "U.S.", "240,000".
_INSIDE_TOKENS = _APOSTROPHES + ".,"
# The first two letters of dotted words, behind the first: one look for all of them, for every word of a query may stand so.
_DOTTED = re.compile(r"\.[a-z]")


class Marks:
    """What to look for in texts of one field: index terms, unstemmed words and phrases, each with the part of the query it answers."""

    def __init__(
        self,
        terms: Mapping[str, int],
        words: Mapping[str, int],
        phrases: Sequence[tuple[int, tuple[frozenset[str], ...], int]],
        *,
        stemmed: bool = True,
    ) -> None:
        self.terms = dict(terms)
        self.words = dict(words)
        self.phrases = tuple(phrases)
        self.stemmed = stemmed
        self.slop = max((slop for _, _, slop in self.phrases), default=0)
        self.phrase_terms = frozenset(
            term for _, phrase, _ in self.phrases for alternatives in phrase for term in alternatives
        )
        self.wanted = self.phrase_terms.union(self.terms)
        looked_for = {*self.wanted, *self.words}
        plain = {
            term if term in self.words or not stemmed else beginning(term) for term in looked_for if term[-1:] != "."
        }
        forms = _forms(looked_for, plain)
        self.beginnings = tuple(sorted(plain.union([form for form in forms if "." not in form])))
        self.dotted = frozenset([form for form in forms if "." in form])
        # How tokens read that were met in texts: (index term, term), () where they are not looked for.
        self.known: dict[str, tuple[()] | tuple[str, str]] = {}
        self.easy = len(plain) <= _MOST_BEGINNINGS and all(
            one.isascii() and one.removesuffix(".").isalpha() for one in (*plain, *looked_for)
        )

    def __bool__(self) -> bool:
        return bool(self.terms or self.words or self.phrases)

    def __or__(self, other: "Marks") -> "Marks":
        """Whatever either of them looks for."""
        if not other or not self:
            return self or other
        return Marks(
            self.terms | other.terms, self.words | other.words, self.phrases + other.phrases, stemmed=self.stemmed
        )


def beginning(term: str) -> str:
    """Letters that every word with this stem begins with: Snowball replaces at most two letters at a stem's end (``skies`` -> ``sky``)."""
    if len(term) <= 3:
        return term[:1]
    return term[:-1] if len(term) == 4 else term[:-2]


def _forms(terms: Iterable[str], plain: Collection[str]) -> set[str]:
    """How abbreviations (``us.``) begin in a text of small letters, ``u.s`` and ``us``, but for what begins as ``plain`` words do."""
    forms: set[str] = set()
    for term in terms:
        letters = term.removesuffix(".")
        if letters != term:
            forms.add(".".join(letters[:2]))
            if not letters.startswith(tuple(plain)):
                forms.add(letters)
    return forms


def _letters_by_fold() -> dict[int, str]:
    """Accented and barred letters of the Latin script, each with the one letter it folds to, capitals with capitals."""
    folded = {chr(code): fold_plain(chr(code)) for code in (*range(0xC0, 0x250), *range(0x1E00, 0x1F00))}
    return {
        ord(written): letter.upper() if written.isupper() else letter
        for written, letter in folded.items()
        if len(letter) == 1 and "a" <= letter <= "z"
    }


_ONE_LETTER = _letters_by_fold()
# All but ASCII, those letters and punctuation: ligatures, combining marks, invisible characters, letters in disguise
# (𝐀, Ａ, ª), other scripts. Where they occur, letters are not where a plain comparison looks for them.
_PUNCTUATION = (
    "\u00a0-\u00a9\u00ab\u00ac\u00ae-\u00b1\u00b4\u00b6-\u00b8\u00bb\u00bf\u2009\u200a\u2010-\u2027\u2030-\u205e\u20ac"
)
_ACCENTED = re.compile(f"[{''.join(map(chr, _ONE_LETTER))}]")
_NOT_PLAIN = re.compile(f"[^\\x00-\\x7f{_PUNCTUATION}]")
_AWKWARD = re.compile(f"[^\\x00-\\x7f{_PUNCTUATION}{''.join(map(chr, _ONE_LETTER))}]")
NO_MARKS = Marks({}, {}, ())


class Match(NamedTuple):
    """One marked stretch of a text (code points, half-open) and the part of the query (its index) that it answers.

    ``reach``: where the loose phrase ends of which this is the first word; 0 of all else.
    """

    start: int
    end: int
    part: int
    reach: int = 0


@dataclass(slots=True)
class _Wanted:
    """What is looked for in the texts of one field, as it is collected."""

    terms: dict[str, int] = attribute(default_factory=dict)
    words: dict[str, int] = attribute(default_factory=dict)
    phrases: list[tuple[int, tuple[frozenset[str], ...], int]] = attribute(default_factory=list)


def marks_of(parts: Sequence[tuple[str, PlanNode]]) -> dict[plan.TextField, Marks]:
    """What the positive parts of a lowered query look like in texts of each field; fields they do not name are absent."""
    wanted: dict[plan.TextField, _Wanted] = {}
    for number, (_, node) in enumerate(parts):
        _collect(node, number, wanted)
    return {
        field: Marks(found.terms, found.words, found.phrases, stemmed=field != "author")
        for field, found in wanted.items()
        if found.terms or found.words or found.phrases
    }


def _collect(node: PlanNode, number: int, wanted: dict[plan.TextField, _Wanted]) -> None:
    match node:
        case plan.Term(field=field, term=term):
            wanted.setdefault(field, _Wanted()).terms.setdefault(term, number)
        case plan.Words(field=field, words=words):
            found = wanted.setdefault(field, _Wanted())
            for word in words:
                found.words.setdefault(word, number)
        case plan.Phrase(field=field, terms=terms, slop=slop):
            found = wanted.setdefault(field, _Wanted())
            if len(terms) == 1:
                for term in terms[0]:
                    found.terms.setdefault(term, number)
            else:
                found.phrases.append((number, tuple(map(frozenset, terms)), slop))
        case plan.And() | plan.Or() | plan.Best():
            for child in node.children:
                _collect(child, number, wanted)
        case plan.Boost() | plan.Constant() | plan.Preferred():
            _collect(node.child, number, wanted)
        case plan.Values() | plan.DateOverlap() | plan.Dated() | plan.Not() | plan.All():
            pass
        case _:
            assert_never(node)


def find_matches(text: str, marks: Marks) -> list[Match]:
    """Every match in ``text``, by place; a phrase whose words are adjacent is one match from its first word to its last."""
    if not marks:
        return []
    found: list[Match] = []
    positions: dict[str, list[int]] = {}
    places: dict[int, tuple[int, int]] = {}
    position = last_end = 0
    for start, end, index_term, term in _interesting_tokens(text, marks):
        part = marks.terms.get(index_term)
        if part is None:
            part = marks.words.get(term)
        if part is not None:
            found.append(Match(start, end, part))
        if index_term in marks.phrase_terms:
            position += 1 + _terms_between(text, last_end, start, marks.slop + 1)
            last_end = end
            positions.setdefault(index_term, []).append(position)
            places[position] = (start, end)
    if not marks.phrases:
        return found  # tokens stand apart, in order
    for number, phrase, slop in marks.phrases:
        found.extend(_phrase_matches(number, phrase, slop, positions, places))
    return _without_overlaps(found)


def _interesting_tokens(text: str, marks: Marks) -> Iterator[tuple[int, int, str, str]]:
    """(start, end, index term, unstemmed term) of every token that the marks look for, in order."""
    easy = _easily_compared(text) if marks.easy else None
    if easy is None:
        yield from _read(text, 0, marks)
        return
    done = line_start = line_end = 0
    known = marks.known
    for at in _promising_places(easy, text, marks):
        if at < done:
            continue
        before = text[at - 1 : at]
        if before and (before in _INSIDE_TOKENS or not before.isascii()):
            # A token may have begun earlier: read the whole line.
            line_start, line_end = _line_around(text, at)
            read = done
            done = line_end
            for token in _read(text[line_start:line_end], line_start, marks):
                if token[0] >= read:
                    yield token
        elif not before.isalnum() and (span := token_at(text, at)) is not None:
            done = span[1]
            surface = text[at:done]
            terms = known.get(surface)
            if terms is None:
                if at >= line_end:
                    line_start, line_end = _line_around(text, at)
                term = folder(text[line_start:line_end])[surface]
                index_term = stem(term) if marks.stemmed else term
                terms = (index_term, term) if index_term in marks.wanted or term in marks.words else ()
                if surface[1:].islower() and len(known) < _MOST_KNOWN:
                    known[surface] = terms  # not all capitals: read alike in every line
            if terms:
                yield at, done, *terms


def _line_around(text: str, at: int) -> tuple[int, int]:
    end = text.find("\n", at)
    return text.rfind("\n", 0, at) + 1, len(text) if end < 0 else end


def _easily_compared(text: str) -> str | None:
    """``text`` without accents, character by character; None when that cannot be."""
    if text.isascii() or not _NOT_PLAIN.search(text):  # in most texts only quotes and dashes are not ASCII
        return text
    if _AWKWARD.search(text):
        return None
    # Few letters have accents: to look every character up took a third of a search in long documents.
    return _ACCENTED.sub(_without_accent, text)


def _without_accent(letter: re.Match[str]) -> str:
    return _ONE_LETTER[ord(letter[0])]


def _promising_places(easy: str, text: str, marks: Marks) -> list[int]:
    """Where a token may start that the marks look for; and every token with an apostrophe, which hides a letter's neighbour."""
    places: list[int] = []
    small = easy.lower()
    for beginning in marks.beginnings:
        at = small.find(beginning)
        while at >= 0:
            places.append(at)
            at = small.find(beginning, at + 1)
    if marks.dotted:
        for found in _DOTTED.finditer(small):
            at = found.start() - 1
            if small[at : at + 3] in marks.dotted:
                places.append(at)
    for apostrophe in "'" if text.isascii() else _APOSTROPHES:
        at = text.find(apostrophe)
        while at >= 0:
            start = at
            while start > 0 and text[start - 1].isalnum():
                start -= 1
            if start < at and text[at + 1 : at + 2].isalnum() and not _is_possessive(text, at):
                places.append(start)
            at = text.find(apostrophe, at + 1)
    places.sort()
    return places


def _is_possessive(text: str, apostrophe: int) -> bool:
    return text[apostrophe + 1] in "sS" and not text[apostrophe + 2 : apostrophe + 3].isalnum()


def _read(text: str, offset: int, marks: Marks) -> Iterator[tuple[int, int, str, str]]:
    """Token by token."""
    for line in text.split("\n"):
        folded = folder(line)
        written = surfaces(line)
        terms = [*map(folded.__getitem__, written)]
        index_terms = [*map(stemmer(line).__getitem__, written)] if marks.stemmed else terms
        if not (marks.wanted.isdisjoint(index_terms) and marks.words.keys().isdisjoint(terms)):
            for (start, end), index_term, term in zip(surface_spans(line), index_terms, terms, strict=True):
                if index_term in marks.wanted or term in marks.words:
                    yield offset + start, offset + end, index_term, term
        offset += len(line) + 1


def _terms_between(text: str, start: int, end: int, most: int) -> int:
    """How many terms stand between two tokens, counted up to ``most``."""
    count = 0
    for _ in terms_between(text, start, end):
        count += 1
        if count >= most:
            break
    return count


def _phrase_matches(
    part: int,
    phrase: tuple[frozenset[str], ...],
    slop: int,
    positions: Mapping[str, list[int]],
    places: Mapping[int, tuple[int, int]],
) -> Iterator[Match]:
    at = [{position for term in spelled for position in positions.get(term, ())} for spelled in phrase]
    if not all(at):
        return
    for first in sorted(at[0]):
        chain = [first]
        slack = slop
        for candidates in at[1:]:
            # The nearest next word leaves the most slack for the rest: greedy finds a match whenever there is one.
            following = next((p for p in range(chain[-1] + 1, chain[-1] + 2 + slack) if p in candidates), None)
            if following is None:
                break
            slack -= following - chain[-1] - 1
            chain.append(following)
        else:
            if chain[-1] - first == len(chain) - 1:
                yield Match(places[first][0], places[chain[-1]][1], part)
            else:
                yield Match(*places[first], part, places[chain[-1]][1])
                for position in chain[1:]:
                    yield Match(*places[position], part)


def _without_overlaps(matches: list[Match]) -> list[Match]:
    """By place; where two overlap the longer one stays."""
    if len(matches) < 2:
        return matches
    matches.sort(key=lambda match: (match.start, -match.end))
    kept: list[Match] = []
    for match in matches:
        if kept and match.start < kept[-1].end:
            continue
        kept.append(match)
    return kept
