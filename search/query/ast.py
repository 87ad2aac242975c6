"""The query language's own tree. Readers keep their queries when the engine changes, so no engine's dialect enters here.

Every node knows the part of the query text it was read from (``span``: code points, half-open), so that chips, warnings
and errors can point at it. Nodes compare without their spans: two texts that mean the same give equal trees.
"""

from dataclasses import dataclass
from dataclasses import field as attribute
from typing import Literal

Span = tuple[int, int]
NO_SPAN: Span = (0, 0)

# Text fields one may name in a query. "any" is title and body together, the default; "raw" is everything as scraped,
# with what cleaning dropped.
TextField = Literal["any", "title", "author", "raw"]
TEXT_FIELDS: tuple[TextField, ...] = ("any", "title", "author", "raw")

# Fields whose values are looked up by name, not searched as text. "entity" is any of the entity kinds.
NameField = Literal["source", "entity", "person", "place", "org", "event", "agreement", "language", "type"]
NAME_FIELDS: tuple[NameField, ...] = (
    "source", "entity", "person", "place", "org", "event", "agreement", "language", "type",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """A word as typed. It may hold several terms (``six-party``), which then must stand next to each other."""

    text: str
    field: TextField = "any"
    span: Span = attribute(default=NO_SPAN, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrase:
    """Words in order; ``slop`` is the number of extra positions allowed in total (0: adjacent)."""

    text: str
    slop: int = 0
    field: TextField = "any"
    span: Span = attribute(default=NO_SPAN, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Prefix:
    """``nucl*``: any word that begins so, unstemmed. ``text`` has no asterisk."""

    text: str
    field: TextField = "any"
    span: Span = attribute(default=NO_SPAN, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wildcard:
    """``wom?n``, ``col*r``: ``?`` one character, ``*`` any number, after at least one literal character."""

    text: str
    field: TextField = "any"
    span: Span = attribute(default=NO_SPAN, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fuzzy:
    """``wrod~``: words within ``distance`` edits (optimal string alignment: insert, delete, replace, swap neighbours), same first letter."""

    text: str
    distance: Literal[1, 2]
    field: TextField = "any"
    span: Span = attribute(default=NO_SPAN, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """``source:Stratfor``, ``person:"Kim Jong Il"``: documents that carry this value or entity, by id, name or alias."""

    field: NameField
    text: str
    span: Span = attribute(default=NO_SPAN, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class DateRange:
    """``date:2009..2012``, ``date:>=2010-05``: documents whose span overlaps it. Ends are partial dates as typed, inclusive; None is open."""

    first: str | None
    last: str | None
    span: Span = attribute(default=NO_SPAN, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class And:
    """All of the children. ``implicit`` marks words that merely stand side by side: only those obey ``match=any``."""

    children: tuple["Node", ...]
    implicit: bool = False
    span: Span = attribute(default=NO_SPAN, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Or:
    children: tuple["Node", ...]
    span: Span = attribute(default=NO_SPAN, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Not:
    child: "Node"
    span: Span = attribute(default=NO_SPAN, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Boost:
    """``word^2``: counts for more (or less) in relevance; matches the same documents."""

    child: "Node"
    factor: float
    span: Span = attribute(default=NO_SPAN, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class All:
    """Every document: the empty query, or ``*``."""

    span: Span = attribute(default=NO_SPAN, compare=False)


Node = Word | Phrase | Prefix | Wildcard | Fuzzy | Named | DateRange | And | Or | Not | Boost | All


@dataclass(frozen=True, slots=True, kw_only=True)
class Warning:
    """Something odd that was read as the reader most likely meant it. ``message`` is a whole sentence for people."""

    code: str  # stable: "unclosed-quote", "unclosed-parenthesis", "dangling-operator", "ignored-characters", ...
    message: str
    span: Span = NO_SPAN


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedQuery:
    """A query as read. ``canonical`` is ``format_query(tree)``: parsing it again gives an equal tree and no warnings."""

    text: str
    tree: Node
    canonical: str
    warnings: tuple[Warning, ...] = ()
