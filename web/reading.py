"""How a query was read, said back to the reader: as a heading and as chips."""

from dataclasses import dataclass
from typing import assert_never

from search.dates import parse_partial_date
from search.query import ast
from search.result import QueryReading
from web.language import N_, gettext, ngettext
from web.wording import range_in_words

# A heading names the query; a pasted page of text does not belong into one.
LONGEST_HEADING = 160
_IN_FIELD = {
    "title": N_("%(words)s in the title"),
    "author": N_("%(words)s as author"),
    "raw": N_("%(words)s also in removed lines"),
}
_NAME_FIELDS = {
    "source": N_("source %(name)s"),
    "entity": N_("named %(name)s"),
    "person": N_("person %(name)s"),
    "place": N_("place %(name)s"),
    "org": N_("organisation %(name)s"),
    "event": N_("event %(name)s"),
    "agreement": N_("agreement %(name)s"),
    "language": N_("language %(name)s"),
    "type": N_("type %(name)s"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Chip:
    """One part of the query. ``joint`` is the word that stands before it ("and", "or"; empty for the first)."""

    text: str
    joint: str = ""
    excluded: bool = False


def heading(reading: QueryReading) -> str:
    """The query in running text, for ``<h1>`` and ``<title>``; empty when every document was asked for."""
    said = _said(reading.tree, outermost=True)
    return said if len(said) <= LONGEST_HEADING else said[: LONGEST_HEADING - 1].rstrip() + "…"


def chips(reading: QueryReading) -> tuple[Chip, ...]:
    tree = reading.tree
    match tree:
        case ast.And():
            any_word = tree.implicit and reading.match == "any"
            return _row(tree.children, gettext("or") if any_word else gettext("and"))
        case ast.Or():
            return _row(tree.children, gettext("or"))
        case ast.All():
            return ()
        case _:
            return _row((tree,), "")


def is_telling(reading: QueryReading) -> bool:
    """Whether the chips say more than the box: not for a word or plain words that all must be there."""
    tree = reading.tree
    nodes = tree.children if isinstance(tree, ast.And) and tree.implicit else (tree,)
    plain = all(
        isinstance(node, ast.All) or (isinstance(node, ast.Word | ast.Phrase) and node.field == "any") for node in nodes
    )
    return bool(reading.warnings) or not plain or (reading.match == "any" and len(nodes) > 1)


def _row(nodes: tuple[ast.Node, ...], joint: str) -> tuple[Chip, ...]:
    return tuple(_chip(node, joint if index else "") for index, node in enumerate(nodes))


def _chip(node: ast.Node, joint: str) -> Chip:
    if isinstance(node, ast.Not):
        return Chip(text=_said(node.child), joint=gettext("and") if joint else "", excluded=True)
    return Chip(text=_said(node), joint=joint)


def _said(node: ast.Node, *, outermost: bool = False) -> str:
    match node:
        case ast.Word():
            return _in_field(node.text, node.field)
        case ast.Phrase():
            phrase = gettext("“%(words)s”", words=node.text)
            if node.slop:
                phrase = ngettext(
                    "%(phrase)s within %(num)s word", "%(phrase)s within %(num)s words", node.slop, phrase=phrase
                )
            return _in_field(phrase, node.field)
        case ast.Prefix():
            return _in_field(f"{node.text}*", node.field)
        case ast.Wildcard():
            return _in_field(node.text, node.field)
        case ast.Fuzzy():
            return _in_field(f"{node.text}~", node.field)
        case ast.Named():
            return gettext(_NAME_FIELDS[node.field], name=node.text)
        case ast.DateRange():
            return gettext("dated %(range)s", range=_range(node))
        case ast.And():
            return _group(node.children, " " if node.implicit else f" {gettext('and')} ", outermost)
        case ast.Or():
            return _group(node.children, f" {gettext('or')} ", outermost)
        case ast.Not():
            return gettext("not %(words)s", words=_said(node.child))
        case ast.Boost():
            return _said(node.child, outermost=outermost)
        case ast.All():
            return ""
        case _:
            assert_never(node)


def _in_field(words: str, field: str) -> str:
    return words if field == "any" else gettext(_IN_FIELD[field], words=words)


def _group(nodes: tuple[ast.Node, ...], joint: str, outermost: bool) -> str:
    said = joint.join(filter(None, map(_said, nodes)))
    return said if outermost else f"({said})"


def _range(node: ast.DateRange) -> str:
    first = parse_partial_date(node.first, "q") if node.first else None
    last = parse_partial_date(node.last, "q") if node.last else None
    return range_in_words(first, last)
