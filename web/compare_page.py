"""The page of two texts side by side: what was removed and what was added, told by more than colour, without a script."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from flask import Blueprint, Flask, Response, current_app, request

from search.addresses import api_address
from search.comparing import MOST_WORDS, Comparison, Kind, Piece, compare_documents
from search.dates import DateSpan
from search.errors import RequestError
from search.views import DocumentView
from web import caching, links
from web.archive import service
from web.highlight import shortened
from web.render import page
from web.wording import foreign, in_words

blueprint = Blueprint("comparing", __name__)

LONGEST_TITLE = 300
# So many paragraphs alike are shown before and after a change; what lies between is folded away.
AROUND = 1
_PARAGRAPH_BREAK = re.compile(r"\n{2,}")
VIEWS = ("side", "inline")


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    kind: Kind
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A paragraph of either side, or of both."""

    spans: tuple[Span, ...]

    @property
    def left(self) -> tuple[Span, ...]:
        return tuple(span for span in self.spans if span.kind != "added")

    @property
    def right(self) -> tuple[Span, ...]:
        return tuple(span for span in self.spans if span.kind != "removed")

    @property
    def changed(self) -> bool:
        return any(span.kind != "same" for span in self.spans)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """Rows one after the other; ``folded`` ones are alike and far from any change."""

    rows: tuple[Row, ...]
    folded: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    title: str
    href: str
    source: str | None
    date: DateSpan | None
    version: int
    versions: int
    lang: str | None


def add_comparing(app: Flask) -> None:
    app.register_blueprint(blueprint)


@blueprint.get("/compare/<path:name>")
def compare(name: str) -> Response:
    return caching.tagged(current_app.extensions["regesta_options"], lambda: _compare(name))


def _compare(name: str) -> Response:
    found = asked_comparison(name)
    view = request.args.get("view")
    view = view if view in VIEWS else VIEWS[0]
    address = {
        key: value for key, value in request.args.items() if key in ("with", "version", "with_version") and value
    }
    return page(
        "compare.html",
        found=found,
        before=_side(found.before),
        after=_side(found.after),
        itself=found.before.stored.hit.id == found.after.stored.hit.id,
        stretches=tuple(_stretches(list(rows_of(found.pieces)))),
        differs=any(piece.kind != "same" for piece in found.pieces),
        view=view,
        views={
            each: links.comparing(name, **address, **({"view": each} if each != VIEWS[0] else {})) for each in VIEWS
        },
        api_href=links.with_query(api_address("compare", name), address),
        most_words=MOST_WORDS,
        in_words=in_words,
    )


def asked_comparison(name: str) -> Comparison:
    """What the parameters of this request ask to be compared with the document ``name``."""
    return compare_documents(
        service(),
        name,
        request.args.get("with") or None,
        version=_version("version"),
        other_version=_version("with_version"),
    )


def rows_of(pieces: Sequence[Piece]) -> Iterator[Row]:
    spans: list[Span] = []
    for piece in pieces:
        if piece.kind != "same":
            if piece.text.startswith("\n\n"):
                yield from _row(spans)
                spans = []
            spans.append(Span(kind=piece.kind, text=piece.text.strip("\n")))
            if piece.text.endswith("\n\n"):
                yield from _row(spans)
                spans = []
            continue
        first, *others = _PARAGRAPH_BREAK.split(piece.text)
        spans.append(Span(kind="same", text=first))
        for text in others:
            yield from _row(spans)
            spans = [Span(kind="same", text=text)]
    yield from _row(spans)


def _row(spans: Sequence[Span]) -> Iterator[Row]:
    said = tuple(span for span in spans if span.text)
    if said:
        yield Row(spans=said)


def _stretches(rows: Sequence[Row]) -> Iterator[Stretch]:
    near = set[int]()
    for place, row in enumerate(rows):
        if row.changed:
            near.update(range(place - AROUND, place + AROUND + 1))
    for folded, run in groupby(enumerate(rows), key=lambda pair: pair[0] not in near):
        alike = tuple(row for _, row in run)
        # A fold of one paragraph is longer than what it hides.
        yield Stretch(rows=alike, folded=folded and len(alike) > 1)


def _side(view: DocumentView) -> Side:
    hit = view.stored.hit
    newest = view.stored.versions[-1].version
    return Side(
        title=shortened(hit.title, LONGEST_TITLE),
        href=links.document_page(hit.id) + (f"?version={hit.version}" if hit.version != newest else ""),
        source=view.source,
        date=hit.date,
        version=hit.version,
        versions=len(view.stored.versions),
        lang=foreign(view.language),
    )


def _version(name: str) -> int | None:
    text = request.args.get(name)
    if not text:
        return None
    if text.isascii() and text.isdigit() and len(text) < 9 and int(text) > 0:
        return int(text)
    raise RequestError(name, f"{text!r} is not a whole number above 0.", suggestion="1")
