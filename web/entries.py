"""One document of a list, as the page shows it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from markupsafe import Markup

from search.documents import EntityName
from search.request import SearchRequest
from search.result import Copies, Copy, Hit, Snippet
from web import links
from web.highlight import marked, passage, shortened
from web.language import Language, gettext, language
from web.wording import KIND_SHORT, WrittenDate, foreign, in_words, upper_first, written_date

LONGEST_TITLE = 300
LONGEST_NAME = 120
LONGEST_AUTHORS = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class NameLink:
    text: str
    kind: str
    href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CopyLink:
    """``about``: when and by whom; ``compare``: the page that shows it beside the document it is a copy of."""

    title: str
    about: str
    href: str
    compare: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CopiesView:
    """``more`` copies are not listed."""

    total: int
    listed: tuple[CopyLink, ...]
    more: int


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryView:
    """``why`` says where the document matched when no passage can show it."""

    title: Markup
    href: str
    date: WrittenDate | None
    source: str | None
    authors: str
    lang: str | None
    passages: tuple[Markup, ...]
    why: str
    names: tuple[NameLink, ...]
    coins: str
    copies: CopiesView | None


def entry_views(
    hits: Sequence[Hit],
    found_by: SearchRequest,
    *,
    first: int | None = None,
    coins_of: Callable[[Hit], str] | None = None,
    tells_matched: bool = False,
) -> list[EntryView]:
    """A view of each hit; ``first`` is the position of the first one in the list, carried into the links.

    ``tells_matched``: not every document holds every part of the query, so each says which it holds.
    """
    address = links.document_links(found_by)
    asks = bool(found_by.text)
    return [
        _view(
            hit,
            address(hit.id, None if first is None else first + index),
            asks=asks,
            coins=coins_of(hit) if coins_of else "",
            tells_matched=tells_matched,
        )
        for index, hit in enumerate(hits)
    ]


def _view(hit: Hit, href: str, *, asks: bool, coins: str, tells_matched: bool) -> EntryView:
    spoken = language()
    shown = [snippet for snippet in hit.snippets if snippet.field != "title"]
    in_body = any(snippet.field == "body" and snippet.ranges for snippet in shown)
    return EntryView(
        title=marked(hit.title, hit.title_ranges, longest=LONGEST_TITLE),
        href=href + "#hit-1" if in_body else href,
        date=written_date(hit.date),
        source=shortened(hit.source, LONGEST_NAME) if hit.source else None,
        authors=shortened("; ".join(hit.authors), LONGEST_AUTHORS),
        lang=foreign(hit.language),
        passages=tuple(
            passage(snippet.text, snippet.ranges, before=snippet.cut_start, after=snippet.cut_end) for snippet in shown
        ),
        why=_why(hit, shown, asks=asks, tells_matched=tells_matched),
        names=tuple(_name_link(entity, spoken) for entity in hit.entities),
        coins=coins,
        copies=None if hit.copies is None else copies_view(hit.id, hit.copies),
    )


@lru_cache(maxsize=8192)  # the same names stand under document after document
def _name_link(entity: EntityName, spoken: Language) -> NameLink:
    return NameLink(
        text=shortened(entity.name, LONGEST_NAME), kind=KIND_SHORT[entity.kind], href=links.entity_page(entity.id)
    )


def copies_view(document_id: str, copies: Copies) -> CopiesView:
    """The near copies of a document, each with its address and the comparison of the two."""
    return CopiesView(
        total=copies.total,
        listed=tuple(
            CopyLink(
                title=shortened(one.title, LONGEST_TITLE),
                about=upper_first(f"{in_words(one.date)}, {_source_of(one)}"),
                href=links.document_page(one.id),
                compare=links.comparing(document_id, **{"with": one.id}),
            )
            for one in copies.listed
        ),
        more=copies.total - len(copies.listed),
    )


def _source_of(one: Copy) -> str:
    return shortened(one.source, LONGEST_NAME) if one.source else gettext("source unknown")


def _why(hit: Hit, shown: Sequence[Snippet], *, asks: bool, tells_matched: bool) -> str:
    if hit.damaged:
        return gettext("Its text is damaged in the archive and cannot be shown.")
    held = tuple(dict.fromkeys(hit.matched))
    fields = {snippet.field for snippet in shown if snippet.ranges}
    if "removed" in fields:
        return gettext("Found in a line that cleaning took out of the text.")
    if "author" in fields:
        return gettext("Found in the author’s name.")
    if tells_matched and held:
        return gettext("Has %(words)s", words=", ".join(held))
    if not asks or fields:
        return ""
    if hit.title_ranges:
        return gettext("Found in the title.")
    return gettext("Found by what is known about it, not by words of its text.")
