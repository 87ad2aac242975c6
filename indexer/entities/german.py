"""German writes every noun with a capital letter, so a capital says nothing there, and the tagger, which learned from English,
takes half of them for names. What it marks in such a text is kept only where something else speaks for a name."""

from collections.abc import Sequence, Set

from indexer.entities.lexicon import is_common, load_lexicon, load_towns
from indexer.entities.spans import Span, bare

# Words that stand in every German paragraph and in no English one.
_WORDS = frozenset(
    "und der das ist nicht mit für auf im dem des eine einen sich auch zu von nach bei wird werden oder als es ein".split()
)
_ENGLISH = frozenset("the of and to that by for with from".split())
# German prose has twice as many; a page in another language that names a "Verein für Kultur und Sport" has fewer.
_LEAST_SHARE, _LEAST_DIFFERENT = 0.06, 5
_TITLES = frozenset(
    """herr herrn frau dr prof professor professorin präsident präsidentin bundespräsident bundespräsidentin kanzler kanzlerin
    bundeskanzler bundeskanzlerin minister ministerin ministerpräsident ministerpräsidentin premierminister premierministerin
    staatssekretär staatssekretärin botschafter botschafterin general generalsekretär generalsekretärin papst könig königin
    bürgermeister bürgermeisterin abgeordnete abgeordneter senator senatorin kommissar kommissarin""".split()
)
# "Außenminister", "Regierungschefin": offices are made of words.
_TITLE_ENDS = ("minister", "ministerin", "präsident", "präsidentin", "sekretär", "sekretärin", "chef", "chefin")
_BODY_ENDS = (
    "partei", "ministerium", "amt", "universität", "hochschule", "institut", "bank", "verband", "gericht", "parlament", "kommission",
    "gesellschaft", "stiftung", "rat", "bund", "union", "agentur", "behörde", "konzern", "gmbh", "ag",
)  # fmt: skip


def is_german(words: Sequence[str], different: Set[str]) -> bool:
    """Whether a text, by its words and what they are once each, is written in German."""
    met = _WORDS & different
    if len(met) < _LEAST_DIFFERENT:
        return False
    german = sum(word in met for word in words)
    return german >= _LEAST_SHARE * len(words) and german > sum(word in _ENGLISH for word in words)


def sure_spans(words: Sequence[str], spans: Sequence[Span]) -> list[Span]:
    """Those of the spans that are names by more than their capital letter."""
    spans = [_without_title(words, span) for span in spans]
    full = [span for span in spans if span[2] == "person" and _is_person(words, span)]
    families = {words[last - 1] for _, last, _ in full}
    kept = set(full)
    return [span for span in spans if span in kept or _is_sure(words, span, families)]


def _without_title(words: Sequence[str], span: Span) -> Span:
    first, last, label = span
    while label == "person" and last - first > 1 and _is_title(words[first]):
        first += 1
    return first, last, label


def _is_person(words: Sequence[str], span: Span) -> bool:
    first, last, _ = span
    if any(is_common(word) for word in words[first:last]):
        return False
    if first and _is_title(words[first - 1]):
        return True
    return last - first > 1 and "F" in load_lexicon().get(words[first], ("",))[0]


def _is_sure(words: Sequence[str], span: Span, families: Set[str]) -> bool:
    first, last, label = span
    match label:
        case "person":
            return last - first == 1 and words[first] in families
        case "place":
            return " ".join(words[first:last]) in load_towns()
        case "org":
            return any(
                (word.isupper() and 2 <= len(word) <= 6) or word.lower().endswith(_BODY_ENDS)
                for word in words[first:last]
            )
        case "misc":
            return False


def _is_title(word: str) -> bool:
    lower = bare(word)
    return lower in _TITLES or lower.endswith(_TITLE_ENDS)
