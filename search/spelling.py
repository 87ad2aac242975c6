"""Did you mean: another spelling for words that no document holds, from the words the archive does hold.

Never put in the place of what was typed: the corrected query is only ever offered.
"""

from rapidfuzz import process
from rapidfuzz.distance import OSA

from search.analysis import alternatives, stem, tokens
from search.engines.contract import EngineReader
from search.expansion import MAX_SCANNED
from search.query.ast import And, Boost, Node, Not, Or, Word
from search.result import Suggestion

# One edit for short words, two from six letters on: at two edits almost any four-letter word becomes any other.
_SHORT = 5
MIN_LENGTH = 3


def suggest_spelling(text: str, tree: Node, reader: EngineReader) -> Suggestion | None:
    """``text`` with every unknown word replaced by the nearest known one, the more frequent of equals; None when one has none near."""
    replacements: list[tuple[int, int, str]] = []
    for word in _positive_words(tree):
        terms = [token.term for token in tokens(word.text, capitals_mean_nothing=True)]
        if len(terms) != 1 or word.field != "any" or _is_known(terms[0], reader):
            continue
        nearest = _nearest(terms[0], reader)
        if nearest is None:
            return None
        replacements.append((*word.span, nearest))
    if not replacements:
        return None
    corrected = text
    for start, end, spelling in sorted(replacements, reverse=True):
        corrected = corrected[:start] + spelling + corrected[end:]
    return Suggestion(text=corrected)


def _positive_words(node: Node) -> list[Word]:
    match node:
        case Word():
            return [node]
        case And() | Or():
            return [word for child in node.children for word in _positive_words(child)]
        case Boost():
            return _positive_words(node.child)
        case Not():
            return []
        case _:
            return []


def _is_known(term: str, reader: EngineReader) -> bool:
    return any(reader.document_frequency("any", stem(one)) for one in alternatives(term))


def _nearest(term: str, reader: EngineReader) -> str | None:
    if len(term) < MIN_LENGTH:
        return None
    edits = 1 if len(term) <= _SHORT else 2
    known = reader.vocabulary("any", term[:1], MAX_SCANNED) or ()
    frequency = {word.removesuffix("."): count for word, count in known if abs(len(word) - len(term)) <= edits + 1}
    near = process.extract(term, list(frequency), scorer=OSA.distance, processor=None, score_cutoff=edits, limit=20)
    if not near:
        return None
    return str(min(near, key=lambda one: (one[1], -frequency[one[0]], one[0]))[0])
