"""The query language: text to tree and back. Import from here; the modules inside are its own business."""

from search.query.ast import (
    All,
    And,
    Boost,
    DateRange,
    Fuzzy,
    Named,
    NameField,
    Node,
    Not,
    Or,
    ParsedQuery,
    Phrase,
    Prefix,
    Span,
    TextField,
    Warning,
    Wildcard,
    Word,
)
from search.query.formatter import format_query
from search.query.limits import DEFAULT_LIMITS, Limits
from search.query.parser import parse_query

__all__ = [
    "DEFAULT_LIMITS",
    "All",
    "And",
    "Boost",
    "DateRange",
    "Fuzzy",
    "Limits",
    "NameField",
    "Named",
    "Node",
    "Not",
    "Or",
    "ParsedQuery",
    "Phrase",
    "Prefix",
    "Span",
    "TextField",
    "Warning",
    "Wildcard",
    "Word",
    "format_query",
    "parse_query",
]
