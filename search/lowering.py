"""From the query as read to a plan an engine can run, and to what its matches look like in a text.

Words become terms by ``search.analysis``, names become value numbers by the catalog, open-ended words become the words of this
archive. Nothing here knows an engine.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import assert_never

from search.analysis import STOPWORDS, alternatives, is_all_capitals, stem, tokens
from search.dates import parse_partial_date
from search.engines import contract as plan
from search.engines.contract import EngineReader, PlanNode
from search.expansion import expand
from search.facets import ENTITY_FACETS
from search.query import ast
from search.query.ast import Node, Warning
from search.request import Match

# What lifts documents that hold all the words above those that hold some: more than any sum of term scores.
ALL_WORDS_SCORE = 1_000.0

# (field, name) -> value numbers of the catalog.
FindValues = Callable[[str, str], tuple[int, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Lowered:
    """``scored``: whether anything in the query ranks documents. ``words``: (as typed, plan) of each positive part, for "matched in"."""

    plan: PlanNode
    scored: bool
    parts: tuple[tuple[str, PlanNode], ...]
    warnings: tuple[Warning, ...]


def lower(tree: Node, text: str, match: Match, reader: EngineReader, find_values: FindValues) -> Lowered:
    """The plan of ``tree`` over the archive that ``reader`` sees. Raise QueryError where a part stands for too many words."""
    state = _Lowering(reader, find_values, capitals_mean_nothing=is_all_capitals(text) or None, match=match)
    node = state.lower(tree)
    return Lowered(
        plan=node,
        scored=_is_scored(node),
        parts=tuple(state.parts),
        warnings=tuple(state.warnings),
    )


class _Lowering:
    """One walk over one tree. Parts under a NOT are searched but never reported as matched."""

    def __init__(
        self, reader: EngineReader, find_values: FindValues, *, capitals_mean_nothing: bool | None, match: Match
    ) -> None:
        self._reader = reader
        self._find_values = find_values
        self._capitals = capitals_mean_nothing
        self._match = match
        self._negated = False
        self.parts: list[tuple[str, PlanNode]] = []
        self.warnings: list[Warning] = []

    def lower(self, node: Node) -> PlanNode:
        match node:
            case ast.Word():
                return self._part(node.text, self._words(node.text, node.field, slop=0))
            case ast.Phrase():
                return self._part(f"“{node.text}”", self._words(node.text, node.field, slop=node.slop))
            case ast.Prefix():
                return self._part(f"{node.text}*", self._expanded(node, node.field))
            case ast.Wildcard():
                return self._part(node.text, self._expanded(node, node.field))
            case ast.Fuzzy():
                return self._part(f"{node.text}~", self._expanded(node, node.field))
            case ast.Named():
                return self._named(node)
            case ast.DateRange():
                first = parse_partial_date(node.first, "q") if node.first else None
                last = parse_partial_date(node.last, "q") if node.last else None
                return plan.DateOverlap(
                    first=first.earliest.toordinal() if first else None, last=last.latest.toordinal() if last else None
                )
            case ast.And():
                return self._and(node)
            case ast.Or():
                return plan.Or(children=tuple(self.lower(child) for child in node.children))
            case ast.Not():
                self._negated = not self._negated
                child = self.lower(node.child)
                self._negated = not self._negated
                return plan.Not(child=child)
            case ast.Boost():
                return plan.Boost(child=self.lower(node.child), factor=node.factor)
            case ast.All():
                return plan.All()
            case _:
                assert_never(node)

    def _part(self, typed: str, node: PlanNode) -> PlanNode:
        if not self._negated:
            self.parts.append((typed, node))
        return node

    def _and(self, node: ast.And) -> PlanNode:
        children = [child for child in node.children if not self._is_stopword(child)] or list(node.children)
        lowered = tuple(self.lower(child) for child in children)
        if not (node.implicit and self._match == "any"):
            return plan.And(children=lowered)
        # Any word will do, but what was excluded stays excluded and what is not a word (a name, a date) stays required.
        optional = tuple(low for child, low in zip(children, lowered, strict=True) if _is_optional(child))
        required = tuple(low for child, low in zip(children, lowered, strict=True) if not _is_optional(child))
        if len(optional) < 2:
            return plan.And(children=(*required, *optional))
        everything = plan.Constant(child=plan.And(children=optional), score=ALL_WORDS_SCORE)
        return plan.And(children=(plan.Or(children=(*optional, everything)), *required))

    def _is_stopword(self, node: Node) -> bool:
        """Function words are ignored in a bag of words: they say nothing of what a document is about."""
        if not isinstance(node, ast.Word) or node.field != "any":
            return False
        terms = self._terms(node.text)
        return bool(terms) and all(term in STOPWORDS for term in terms)

    def _terms(self, text: str) -> list[str]:
        return [token.term for token in tokens(text, capitals_mean_nothing=self._capitals)]

    def _words(self, text: str, field: ast.TextField, *, slop: int) -> PlanNode:
        terms = [alternatives(term) for term in self._terms(text)]
        if not terms:
            return plan.All()
        match field:
            case "any":
                return _in_field("any", terms, slop)
            case "title":
                return _in_field("title", terms, slop)
            case "author":
                return _in_field("author", terms, slop)
            case "raw":
                return plan.Or(children=(_in_field("any", terms, slop), _in_field("other", terms, slop)))
            case _:
                assert_never(field)

    def _expanded(self, node: ast.Prefix | ast.Wildcard | ast.Fuzzy, field: ast.TextField) -> PlanNode:
        match field:
            case "any" | "title" | "author":
                return plan.Words(field=field, words=expand(node, field, self._reader))
            case "raw":
                return plan.Or(
                    children=tuple(
                        plan.Words(field=one, words=expand(node, one, self._reader)) for one in ("any", "other")
                    )
                )
            case _:
                assert_never(field)

    def _named(self, node: ast.Named) -> PlanNode:
        numbers = self._find_values(node.field, node.text)
        if not numbers:
            kind = {"entity": "name", "org": "organisation"}.get(node.field, node.field)
            self.warnings.append(
                Warning(code="unknown-name", message=f"This archive knows no {kind} “{node.text}”.", span=node.span)
            )
        fields = ENTITY_FACETS if node.field == "entity" else (node.field,)
        found = tuple(plan.Values(field=field, numbers=numbers) for field in fields)
        return found[0] if len(found) == 1 else plan.Or(children=found)


def _is_optional(node: Node) -> bool:
    match node:
        case ast.Word() | ast.Phrase() | ast.Prefix() | ast.Wildcard() | ast.Fuzzy() | ast.Or():
            return True
        case ast.Boost():
            return _is_optional(node.child)
        case ast.Named() | ast.DateRange() | ast.And() | ast.Not() | ast.All():
            return False
        case _:
            assert_never(node)


def _in_field(field: plan.TextField, terms: list[tuple[str, ...]], slop: int) -> PlanNode:
    stemmed = [spelled if field == "author" else tuple(dict.fromkeys(map(stem, spelled))) for spelled in terms]
    if len(stemmed) > 1:
        return plan.Phrase(field=field, terms=tuple(stemmed), slop=slop)
    variants = tuple(plan.Term(field=field, term=term) for term in stemmed[0])
    return variants[0] if len(variants) == 1 else plan.Best(children=variants)


def _is_scored(node: PlanNode) -> bool:
    match node:
        case plan.Term() | plan.Phrase():
            return True
        case plan.Words() | plan.Values() | plan.DateOverlap() | plan.Dated() | plan.Not() | plan.All():
            return False
        case plan.And() | plan.Or() | plan.Best():
            return any(map(_is_scored, node.children))
        case plan.Boost() | plan.Constant():
            return _is_scored(node.child)
        case _:
            assert_never(node)
