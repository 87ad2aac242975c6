"""The tagger learned from English, where a capital in mid-sentence is a name. In other languages it takes sentences' first words,
titles and, in German, half of all nouns for names. What it marks there is kept only where something else speaks for a name."""

from collections.abc import Sequence, Set
from dataclasses import dataclass

from indexer.entities.abroad import names_abroad
from indexer.entities.abroad_words import (
    AND,
    ARTICLES,
    BODY_ENDS,
    BODY_HEADS,
    NOUN_BODIES,
    NOUN_TOWNS,
    OF_SOMETHING,
    PARTICLES,
    TITLE_ENDS,
    TITLES,
    given_names,
    small_words,
)
from indexer.entities.lexicon import is_common, load_bodies, load_lexicon, load_towns
from indexer.entities.spans import Span, bare
from indexer.entities.tables import load_tables
from indexer.entities.tokens import Tokens
from indexer.entities.words import NOT_NAMES, ORG_WORDS

# A person's name has a given name and one to three more words that are no particles.
_MOST_NAMES = 5
# An acronym that stands once may be anything in capitals.
_OFTEN = 2
_CYRILLIC = frozenset(("ru", "uk", "bg", "sr"))


def sure_spans(tokens: Tokens, spans: Sequence[Span], language: str) -> list[Span]:
    """Those of the spans of a text in ``language`` that are names by more than their capital letter, cut to the name."""
    reader = _Reader(tokens.words, tokens.different, language)
    if language in _CYRILLIC:
        spans = [*spans, *_with_given_names(tokens.words, spans)]
    people = [person for span in spans for person in reader.people(span)]
    families = {tokens.words[last - 1] for first, last, _ in people}
    taken = {i for first, last, _ in people for i in range(first, last)}
    others = [
        reader.other(part, families)
        for span in spans
        if taken.isdisjoint(range(span[0], span[1]))
        for part in reader.bodies(span)
    ]
    return sorted(people + [span for span in others if span is not None])


def _with_given_names(words: list[str], spans: Sequence[Span]) -> list[Span]:
    """Capitalised words after a given name, where the tagger, which knows no word of the script, marked nothing."""
    taken = {i for first, last, _ in spans for i in range(first, last)}
    found: list[Span] = []
    for first, word in enumerate(words):
        if word in given_names() and first not in taken:
            last = first + 1
            while last < min(len(words), first + 3) and words[last].istitle() and last not in taken:
                last += 1
            found.append((first, last, "person"))
            taken.update(range(first, last))
    return found


@dataclass(frozen=True, slots=True)
class _Reader:
    words: list[str]
    different: Set[str]
    language: str

    def people(self, span: Span) -> list[Span]:
        """The full names, and the names after titles, in a span; two where an "and" was taken for part of one name."""
        first, last, label = span
        if label not in ("person", "org"):
            return []
        for joint in range(first + 2, last - 2):
            if self.words[joint] in AND and self._begins_name(joint + 1, last) and self._begins_name(first, joint):
                return self.people((first, joint, label)) + self.people((joint + 1, last, label))
        if label == "org" and (last - first > 3 or self._is_body(first, last)):
            return []
        last = self._before_body(first, last)
        at = next((i for i in range(first, last - 1) if self._begins_name(i, last)), None)
        if at is not None and (at == first or label == "person"):
            return [(at, last, "person")] if last - at <= _MOST_NAMES else []
        while first < last and self._is_title(self.words[first]):
            first += 1
        titled = label == "person" and first and last > first and self._is_title(self.words[first - 1])
        titled = titled and (self.language == "de" or bare(self.words[first - 1]) not in OF_SOMETHING)
        if titled and last - first <= _MOST_NAMES and not any(self._is_word(i) for i in range(first, last)):
            return [(first, last, "person")]
        return []

    def bodies(self, span: Span) -> list[Span]:
        """A span, in two where an "and" joins two bodies: "Asociación de Periodistas y la Fundación Cristosal"."""
        first, last, label = span
        heads = BODY_HEADS.get(self.language, frozenset())
        for joint in range(first + 1, last - 1) if label == "org" and heads else ():
            after = joint + 1
            while after < last - 1 and self.words[after].islower():
                after += 1
            if self.words[joint] in AND and bare(self.words[after]) in heads:
                return [(first, joint, label), *self.bodies((after, last, label))]
        return [span]

    def other(self, span: Span, families: Set[str]) -> Span | None:
        """A span that is no full name of a person."""
        first, last, label = span
        name = " ".join(self.words[first:last])
        match label:
            case "person":
                return span if last - first == 1 and name in families else None
            case "place":
                return span if self._is_town(first, name) else None
            case "org":
                return self._body(first, last, name)
            case "misc":
                return None

    def _begins_name(self, at: int, last: int) -> bool:
        """Whether a given name and a family name stand from ``at`` to ``last``."""
        if last - at < 2 or not _is_given(self.words[at]) or self.words[at].lower() in small_words(self.language):
            return False
        rest = self.words[at + 1 : last]
        if not rest[-1][0].isupper() or not all(
            word[0].isupper() or self._joins(i) for i, word in enumerate(rest, at + 1)
        ):
            return False
        if any((word.isupper() and len(word) > 2) or word in names_abroad(self.language).forms for word in rest[-1:]):
            return False
        return not any(self._is_word(i) for i in range(at + 1, last) if self.words[i][0].isupper())

    def _before_body(self, first: int, last: int) -> int:
        """Where a person's name ends in "Carlos Sainz van McLaren", "Clara Rojas de Telefónica"."""
        for i in range(first + 2, last - 1):
            if self.words[i] in ("van", "von", "de", "di") and " ".join(self.words[i + 1 : last]) in load_bodies():
                return i
        return last

    def _joins(self, at: int) -> bool:
        """Whether a small word is part of a name: "Ursula von der Leyen", but not "Witzel den Buchpreis"."""
        word = self.words[at]
        if word in ARTICLES and (word != "de" or self.language == "nl"):
            return self.words[at - 1] in ("van", "von", "op", "in")
        return word in PARTICLES

    def _is_word(self, at: int) -> bool:
        """Whether a capitalised word is an ordinary one all the same."""
        word = self.words[at]
        if self.language == "de":  # "Thomas König", but not "Erich Lizenz"
            return word.lower() in small_words("de") or (is_common(word) and not _is_family(word))
        lower = word.lower()
        return lower in small_words(self.language) or lower in self.different or _names_body(word, self.language)

    def _is_title(self, word: str) -> bool:
        lower = bare(word)
        if lower in TITLES.get(self.language, ()):
            return True
        return self.language == "de" and lower.endswith(TITLE_ENDS)

    def _is_town(self, first: int, name: str) -> bool:
        if name not in load_towns() or name in load_tables().forms:
            return False  # what English calls so has another name here, or is in the language's own table
        if self.language == "de":
            before = self.words[first - 1] if first else ""
            return name not in NOUN_TOWNS or before in ("in", "aus", "nach", "Stadt", "bei")
        return name.lower() not in self.different and name.lower() not in small_words(self.language)

    def _is_body(self, first: int, last: int) -> bool:
        return any(_names_body(word, self.language) for word in self.words[first:last])

    def _body(self, first: int, last: int, name: str) -> Span | None:
        """An organisation by its head word, by being known, or an acronym that is used as one."""
        if name in load_bodies():
            doubted = name in NOUN_BODIES and self.language == "de"
            return None if doubted or self._is_small(name) or name.lower() in self.different else (first, last, "org")
        if last - first == 1:
            lasting = name.isupper() and 2 < len(name) <= 6 and name.lower() not in self.different
            if lasting and name.lower() not in NOT_NAMES and self.words.count(name) >= _OFTEN:
                return first, last, "org"
            return (first, last, "org") if self._ends_as_body(name) and name.lower() not in self.different else None
        heads = BODY_HEADS.get(self.language)
        if heads:
            at = next((i for i in range(first, last - 1) if bare(self.words[i]) in heads), None)
            if at is not None:
                return at, last, "org"
        elif self._ends_as_body(self.words[last - 1]) and not any(self._is_small(w) for w in self.words[first:last]):
            return first, last, "org"
        english = any(bare(word) in ORG_WORDS for word in self.words[first:last])
        if english and not any(self._is_small(word) for word in self.words[first:last] if word not in PARTICLES):
            return first, last, "org"
        return None

    def _ends_as_body(self, word: str) -> bool:
        ends = BODY_ENDS.get(self.language, ())
        return word == "AG" or (bool(ends) and word.lower().endswith(ends))

    def _is_small(self, word: str) -> bool:
        return word.lower() in small_words(self.language)


def _names_body(word: str, language: str) -> bool:
    lower = bare(word)
    if lower in BODY_HEADS.get(language, ()) or lower in ORG_WORDS:
        return True
    return len(lower) > 4 and lower.endswith(BODY_ENDS.get(language, ("\0",)))


def _is_given(word: str) -> bool:
    return word in given_names() or (len(word) > 2 and "F" in load_lexicon().get(word, ("",))[0])


def _is_family(word: str) -> bool:
    return "L" in load_lexicon().get(word, ("",))[0]
