"""Did you mean, for names: ``person:"Kim Jong Ill"`` and ``source:Stratfr`` name nothing here, but nearly so do names that documents carry."""

from collections.abc import Iterator
from dataclasses import replace
from typing import assert_never

from rapidfuzz import process
from rapidfuzz.distance import OSA

from search.catalog.names import name_key
from search.catalog.reading import CatalogReader
from search.facets import ENTITY_FACETS
from search.query import ast
from search.query.ast import Node
from search.query.formatter import format_query

# A fifth of the letters may be wrong: two of "Kim Jong Ill", one of "Stratfr"; beyond that names are others' names.
LEAST_ALIKE = 0.8
# Names with the same first letter are looked at; where none is near, all of them, in archives with no more than so many.
MOST_NAMES = 50_000


def correct_names(text: str, tree: Node, catalog: CatalogReader) -> str | None:
    """``text`` with the names that this archive does not know replaced by the nearest ones it does; None where none is near."""
    corrected = text
    for node in sorted(_names(tree), key=lambda node: -node.span[0]):
        if catalog.find_values(node.field, node.text):
            continue
        nearest = nearest_name(catalog, node.field, node.text)
        if nearest is None:
            continue
        written = format_query(replace(node, text=nearest))
        start, end = node.span
        if not text[start:end].lower().startswith(f"{node.field}:"):  # one of several in parentheses behind the field
            written = written.partition(":")[2]
        corrected = corrected[:start] + written + corrected[end:]
    return corrected if corrected != text else None


def nearest_name(catalog: CatalogReader, field: ast.NameField, text: str) -> str | None:
    """The name, as documents write it, of a value that live documents carry and that ``text`` is most likely a misspelling of."""
    wanted = name_key(text)
    if not wanted:
        return None
    fields = ENTITY_FACETS if field == "entity" else (field,)
    return _likeliest(catalog, wanted, fields, wanted[0]) or _likeliest(catalog, wanted, fields, "")


def _likeliest(catalog: CatalogReader, wanted: str, fields: tuple[str, ...], beginning: str) -> str | None:
    marks = ",".join("?" * len(fields))
    spare = max(1, round(len(wanted) * (1 - LEAST_ALIKE)) + 1)
    rows = catalog.ask(
        "SELECT a.key, a.surface, v.label, v.documents FROM aliases a JOIN facet_values v ON v.number = a.number "  # noqa: S608
        f"WHERE a.key >= ? AND a.key < ? AND length(a.key) BETWEEN ? AND ? AND v.documents > 0 AND v.field IN ({marks}) LIMIT ?",
        (beginning, beginning + chr(0x10FFFF), len(wanted) - spare, len(wanted) + spare, *fields, MOST_NAMES + 1),
    )
    if len(rows) > MOST_NAMES and not beginning:
        return None
    near = process.extract(
        wanted,
        [key for key, _, _, _ in rows],
        scorer=OSA.normalized_similarity,
        processor=None,
        score_cutoff=LEAST_ALIKE,
        limit=10,
    )
    if not near:
        return None
    # The nearest; of names as near the one that most documents carry. Its usual form is offered where that is as near.
    best = max(near, key=lambda found: (found[1], rows[found[2]][3]))
    key, surface, label, _ = rows[best[2]]
    return str(label) if name_key(label) == key else str(surface)


def _names(node: Node) -> Iterator[ast.Named]:
    """The names a query asks for; one that is excluded may well be unknown."""
    match node:
        case ast.Named():
            yield node
        case ast.And() | ast.Or():
            for child in node.children:
                yield from _names(child)
        case ast.Boost():
            yield from _names(node.child)
        case (
            ast.Not()
            | ast.Word()
            | ast.Phrase()
            | ast.Prefix()
            | ast.Wildcard()
            | ast.Fuzzy()
            | ast.DateRange()
            | ast.All()
        ):
            return
        case _:
            assert_never(node)
