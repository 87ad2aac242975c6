"""How one word, or several that must stand together, are asked of a text field."""

from search.analysis import alternatives, stem
from search.engines.contract import Best, Phrase, PlanNode, Term, TextField

# The index terms that one typed term may stand as, at one position.
Spellings = tuple[str, ...]


def spellings(field: TextField, term: str) -> Spellings:
    """``nato`` also stands as ``nato.`` for NATO; stemmed where the field is."""
    spelled = alternatives(term)
    return spelled if field == "author" else tuple(dict.fromkeys(map(stem, spelled)))


def in_field(field: TextField, terms: list[Spellings], slop: int) -> PlanNode:
    """The one term, by the best of its spellings, or all of them as a phrase."""
    if len(terms) > 1:
        return Phrase(field=field, terms=tuple(terms), slop=slop)
    variants = tuple(Term(field=field, term=term) for term in terms[0])
    return variants[0] if len(variants) == 1 else Best(children=variants)
