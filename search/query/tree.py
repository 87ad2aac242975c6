"""Building canonical trees: the one form in which two queries that mean the same are equal.

In a canonical tree no ``And`` stands directly in an ``And`` of its own kind (implicit or not) and no ``Or`` in an ``Or``; each
has at least two children; ``All`` never stands beside anything in an ``And``; nothing is negated twice; a boost is never
1, never on a boost, a ``Not``, a filter or ``All``. ``format_query`` and ``parse_query`` are each other's inverse on them.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import assert_never

from search.analysis import tokens
from search.query.ast import (
    NO_SPAN,
    All,
    And,
    Boost,
    DateRange,
    Fuzzy,
    Named,
    Node,
    Not,
    Or,
    Phrase,
    Prefix,
    Span,
    Wildcard,
    Word,
)
from search.query.limits import DEFAULT_LIMITS, Limits


def all_of(children: list[Node], *, implicit: bool) -> Node:
    """The And of ``children`` in canonical form; of none of them, everything."""
    if len(children) == 1:
        return children[0]
    flat: list[Node] = []
    for child in children:
        if isinstance(child, And) and child.implicit is implicit:
            flat.extend(child.children)
        else:
            flat.append(child)
    narrowing = [child for child in flat if not isinstance(child, All)]
    if not narrowing:
        return All(span=_around(flat))
    if len(narrowing) == 1:
        return narrowing[0]
    return And(children=tuple(narrowing), implicit=implicit, span=_around(narrowing))


def any_of(children: list[Node]) -> Node:
    """The Or of ``children`` (at least one) in canonical form."""
    if len(children) == 1:
        return children[0]
    flat: list[Node] = []
    for child in children:
        flat.extend(child.children if isinstance(child, Or) else (child,))
    return Or(children=tuple(flat), span=_around(flat))


def negated(child: Node, span: Span = NO_SPAN) -> Node:
    return child.child if isinstance(child, Not) else Not(child=child, span=span)


def boosted(child: Node, factor: float, span: Span = NO_SPAN, *, limits: Limits = DEFAULT_LIMITS) -> Node:
    """``child`` counting ``factor`` times as much; itself where that says nothing. Four decimals are kept."""
    if isinstance(child, Boost):
        factor *= child.factor
        child = child.child
    factor = round(min(max(factor, limits.least_boost), limits.most_boost), 4)
    if factor == 1 or isinstance(child, Not | Named | DateRange | All):
        return child
    return Boost(child=child, factor=factor, span=span)


def leaves(tree: Node) -> Iterator[Node]:
    """Every node without children, from left to right."""
    match tree:
        case And() | Or():
            for child in tree.children:
                yield from leaves(child)
        case Not() | Boost():
            yield from leaves(tree.child)
        case Word() | Phrase() | Prefix() | Wildcard() | Fuzzy() | Named() | DateRange() | All():
            yield tree
        case _:
            assert_never(tree)


def clauses(tree: Node) -> int:
    """How much work the query asks for: its terms, open-ended words and filters."""
    return sum(
        max(1, sum(1 for _ in tokens(leaf.text))) if isinstance(leaf, Word | Phrase) else 1 for leaf in leaves(tree)
    )


def depth(tree: Node) -> int:
    """How many groups stand within each other; the tree written out nests no deeper than that."""
    match tree:
        case And() | Or():
            return 1 + max(depth(child) for child in tree.children)
        case Not() | Boost():
            return depth(tree.child)
        case Word() | Phrase() | Prefix() | Wildcard() | Fuzzy() | Named() | DateRange() | All():
            return 0
        case _:
            assert_never(tree)


def widened(tree: Node, span: Span) -> Node:
    """The same tree, its outermost node covering ``span``: the parentheses around it, the field before it."""
    return replace(tree, span=span)


def _around(nodes: Sequence[Node]) -> Span:
    return (min(node.span[0] for node in nodes), max(node.span[1] for node in nodes)) if nodes else NO_SPAN
