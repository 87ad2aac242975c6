"""Trees back to text: the canonical way to write a query, and the pieces that the page shows as chips."""

import re
from dataclasses import dataclass
from typing import Literal, assert_never

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
    Phrase,
    Prefix,
    Span,
    TextField,
    Wildcard,
    Word,
)
from search.query.lexer import QUOTES, compact
from search.query.tree import all_of

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


# --- chips ------------------------------------------------------------------------------------------------------------

ChipKind = Literal["word", "phrase", "open", "name", "date", "group", "all"]

_FIELD_LABELS: dict[TextField, str] = {"any": "", "title": "title: ", "author": "author: ", "raw": "as scraped: "}
_NAME_LABELS: dict[NameField, str] = {
    "source": "source",
    "entity": "named",
    "person": "person",
    "place": "place",
    "org": "organisation",
    "event": "event",
    "agreement": "agreement",
    "language": "language",
    "type": "type",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Chip:
    """One part of a query that every hit must have (or, ``negated``, must not), in words for the page.

    ``index`` is its place among the parts, ``span`` where it stands in the query text, ``text`` its canonical form.
    """

    index: int
    label: str
    kind: ChipKind
    negated: bool
    span: Span
    text: str


def describe_query(tree: Node) -> tuple[Chip, ...]:
    """The parts of a query in order; none for the query that asks for everything."""
    return tuple(
        Chip(
            index=index,
            label=_label(part),
            kind=_kind(part),
            negated=isinstance(part, Not),
            span=part.span,
            text=format_query(part),
        )
        for index, part in enumerate(_parts(tree))
    )


def without(tree: Node, chip: Chip) -> str:
    """The canonical query text when ``chip``, one of ``describe_query(tree)``, is taken away; empty when nothing is left."""
    rest = [part for index, part in enumerate(_parts(tree)) if index != chip.index]
    return format_query(all_of(rest, implicit=not isinstance(tree, And) or tree.implicit)) if rest else ""


def _parts(tree: Node) -> tuple[Node, ...]:
    if isinstance(tree, All):
        return ()
    return tree.children if isinstance(tree, And) else (tree,)


def _kind(tree: Node) -> ChipKind:
    match tree:
        case Word():
            return "word"
        case Phrase():
            return "phrase"
        case Prefix() | Wildcard() | Fuzzy():
            return "open"
        case Named():
            return "name"
        case DateRange():
            return "date"
        case And() | Or():
            return "group"
        case Not() | Boost():
            return _kind(tree.child)
        case All():
            return "all"
        case _:
            assert_never(tree)


def _label(tree: Node) -> str:
    match tree:
        case Word():
            return _FIELD_LABELS[tree.field] + tree.text
        case Phrase():
            words = "word" if tree.slop == 1 else "words"
            near = f" with up to {tree.slop} {words} between" if tree.slop else ""
            return f"{_FIELD_LABELS[tree.field]}“{tree.text}”{near}"
        case Prefix():
            return f"{_FIELD_LABELS[tree.field]}{tree.text}…"
        case Wildcard():
            return _FIELD_LABELS[tree.field] + tree.text
        case Fuzzy():
            return f"{_FIELD_LABELS[tree.field]}like {tree.text}"
        case Named():
            return f"{_NAME_LABELS[tree.field]}: {tree.text}"
        case DateRange():
            return _date_label(tree)
        case And():
            return (" " if tree.implicit else " and ").join(_label_part(child) for child in tree.children)
        case Or():
            return " or ".join(_label_part(child) for child in tree.children)
        case Not():
            return f"not {_label_part(tree.child)}"
        case Boost():
            return f"{_label_part(tree.child)} (×{tree.factor:g})"
        case All():
            return "everything"
        case _:
            assert_never(tree)


def _label_part(tree: Node) -> str:
    return f"({_label(tree)})" if isinstance(tree, And | Or) else _label(tree)


def _date_label(dates: DateRange) -> str:
    if dates.first is None and dates.last is None:
        return "date: any"
    if dates.first is None:
        return f"date: until {dates.last}"
    if dates.last is None:
        return f"date: from {dates.first}"
    return f"date: {dates.first}" if dates.first == dates.last else f"date: {dates.first} to {dates.last}"
