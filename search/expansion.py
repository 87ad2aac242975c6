"""What a prefix, a wildcard or a fuzzy word stands for in this archive: the words it holds that fit.

Expanding before the search, in one place, makes engines agree, lets the page say what was searched, and lets highlights mark
exactly the words that matched.
"""

import re
from collections.abc import Sequence

from rapidfuzz import process
from rapidfuzz.distance import OSA

from search.analysis import tokens
from search.engines.contract import EngineReader, TextField
from search.errors import QueryError
from search.query.ast import Fuzzy, Prefix, Wildcard

# More words than this are no longer a search but a scan: at a thousand the query takes about as long as the facets.
MAX_WORDS = 1_000
# How many words of the vocabulary a wildcard or a fuzzy word may look at, those with its first letters.
MAX_SCANNED = 200_000


def expand(node: Prefix | Wildcard | Fuzzy, field: TextField, reader: EngineReader) -> tuple[str, ...]:
    """The unstemmed words of ``field`` that the node stands for, sorted. Raise QueryError with a hint when they are too many."""
    match node:
        case Prefix():
            stem = folded_pattern(node.text)
            found = reader.vocabulary(field, stem, MAX_WORDS) if stem else None
            if found is None:
                raise _too_many(node, f"{node.text}*")
            return tuple(word for word, _ in found)
        case Wildcard():
            pattern = folded_pattern(node.text)
            literal = re.split(r"[*?]", pattern, maxsplit=1)[0]
            scanned = _scan(node, node.text, literal, field, reader)
            fits = re.compile("".join({"*": ".*", "?": "."}.get(char, re.escape(char)) for char in pattern))
            words = [word for word, _ in scanned if fits.fullmatch(word.removesuffix("."))]
        case Fuzzy():
            # The first letter is hardly ever the wrong one, and without it every word of the archive would have to be looked at.
            term = "".join(token.term for token in tokens(node.text, capitals_mean_nothing=True))
            scanned = _scan(node, f"{node.text}~", term[:1], field, reader)
            words = [
                word
                for word, _, _ in process.extract_iter(
                    term,
                    [word for word, _ in scanned if abs(len(word) - len(term)) <= node.distance],
                    scorer=OSA.distance,
                    processor=None,
                    score_cutoff=node.distance,
                )
            ]
    if len(words) > MAX_WORDS:
        raise _too_many(node, node.text)
    return tuple(sorted(words))


def folded_pattern(text: str) -> str:
    """A prefix or wildcard pattern as the vocabulary spells it: folded like any word, ``*`` and ``?`` left in place."""
    parts = re.split(r"([*?])", text)
    return "".join(
        part if part in {"*", "?"} else "".join(token.term for token in tokens(part, capitals_mean_nothing=True))
        for part in parts
    )


def _scan(
    node: Prefix | Wildcard | Fuzzy, typed: str, literal: str, field: TextField, reader: EngineReader
) -> Sequence[tuple[str, int]]:
    scanned = reader.vocabulary(field, literal, MAX_SCANNED) if literal else None
    if scanned is None:
        raise _too_many(node, typed)
    return scanned


def _too_many(node: Prefix | Wildcard | Fuzzy, typed: str) -> QueryError:
    return QueryError(
        f"{typed} stands for more than {MAX_WORDS:,} words of this archive.",
        start=node.span[0],
        end=node.span[1],
        hint="Write more of its letters.",
    )
