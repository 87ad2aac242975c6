"""Trees back to text: the canonical way to write a query."""

import re
from typing import assert_never

from search.query.ast import (
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
    TextField,
    Wildcard,
    Word,
)
from search.query.lexer import QUOTES, compact

_QUOTE = re.compile(f"[{QUOTES}]")
_PLAIN_NAME = re.compile(r"\w(?:[\w.:'/-]*\w)?")
_BROKEN = re.compile(rf"[\s()|{QUOTES}]")
_OPERATOR_WORDS = ("AND", "OR", "NOT")


def format_query(tree: Node) -> str:
    """The query as text. ``parse_query`` reads it back to an equal tree without warnings when the tree is canonical
    (``search.query.tree``) and its texts are as the parser leaves them: NFC, no quotation marks in phrases and names, words
    that begin and end with a term."""
    match tree:
        case Word():
            return _field(tree.field) + _word(tree.text)
        case Phrase():
            return _field(tree.field) + _quoted(tree.text) + (f"~{tree.slop}" if tree.slop else "")
        case Prefix():
            return f"{_field(tree.field)}{tree.text}*"
        case Wildcard():
            return _field(tree.field) + tree.text
        case Fuzzy():
            return f"{_field(tree.field)}{tree.text}~{tree.distance}"
        case Named():
            return f"{tree.field}:{tree.text if _PLAIN_NAME.fullmatch(tree.text) else _quoted(tree.text)}"
        case DateRange():
            return f"date:{_dates(tree)}"
        case And():
            return (" " if tree.implicit else " AND ").join(_part(child) for child in tree.children)
        case Or():
            return " OR ".join(_part(child) for child in tree.children)
        case Not():
            return "-" + _part(tree.child)
        case Boost():
            return f"{_part(tree.child)}^{tree.factor:g}"
        case All():
            return "*"
        case _:
            assert_never(tree)


def _part(tree: Node) -> str:
    return f"({format_query(tree)})" if isinstance(tree, And | Or) else format_query(tree)


def _field(field: TextField) -> str:
    return "" if field == "any" else f"{field}:"


def _word(text: str) -> str:
    if text in _OPERATOR_WORDS:
        return text.lower()
    return _quoted(text) if _BROKEN.search(text) else text


def _quoted(text: str) -> str:
    return f'"{compact(_QUOTE.sub(" ", text))}"'


def _dates(dates: DateRange) -> str:
    if dates.first is None and dates.last is None:
        return "*"
    if dates.first == dates.last:
        return dates.first or ""
    return f"{dates.first or ''}..{dates.last or ''}"
