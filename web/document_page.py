"""What the page of one document shows: its text, what is known about it with the evidence, how to cite it, its place in the list."""

import datetime as dt
from collections import Counter
from dataclasses import dataclass, replace
from typing import Any

from flask import current_app, request

from search.addresses import api_address
from search.dates import DateSpan, date_span
from search.documents import Evidence
from search.errors import RegestaError, RequestError
from search.facets import DEFAULT_FACETS
from search.params import read_params
from search.request import MAX_OFFSET, SearchRequest
from search.result import Hit
from search.service import SearchService
from search.views import DocumentView
from web import links
from web.as_scraped import FIELD_OF, scraped_lines, tally, tally_in_words
from web.citing import citations, reference_of_document
from web.entries import copies_view
from web.exports import EXPORT, FOR_ONE, coins
from web.highlight import joined, marked, shortened, web_address
from web.language import N_, gettext
from web.linked_data import json_ld
from web.options import WebOptions
from web.paragraphs import paragraphs_of
from web.render import base_url
from web.wording import KIND_NAMES, foreign, in_words, language_name, written_date

OWN_PARAMETERS = ("view", "version", "at", "names")
SIMILAR_SHOWN = 5
NAMES_SHOWN = 10
# Titles of a megabyte exist, and government reports with titles of four hundred characters: a page stays a page, but shows those.
LONGEST_TITLE = 1_000
# A title of more characters than this is set smaller, or it would fill the first screen alone.
LONG_TITLE = 120
# So many hits are numbered in the strip; the arrows beside the paragraphs reach them all.
HITS_IN_STRIP = 30

# What evidence is about, in the order of the page, with the words for it.
FIELDS = (
    ("source", N_("Source")),
    ("date", N_("Date")),
    ("updated", N_("Updated")),
    ("title", N_("Title")),
    ("author", N_("Author")),
    ("language", N_("Language")),
    ("type", N_("Type")),
    ("section", N_("Section")),
    ("url", N_("Address")),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One row of the metadata: its value in words (None: none was found), and what that rests on."""

    name: str
    label: str
    value: str | None
    machine: str | None
    href: str | None
    evidence: tuple[Evidence, ...]
    decided: str | None  # the archivist's reason, where a person decided


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where the document stands in the list it was opened from."""

    at: int
    total: int
    previous: str | None
    following: str | None


def document_context(service: SearchService, name: str) -> dict[str, Any]:
    pairs = [(key, value) for key, value in request.args.items(multi=True) if key not in OWN_PARAMETERS]
    asked = read_params(pairs, strict=False)
    version = _whole("version")
    view = service.document(name, version=version, request=asked if asked.text or asked.included else None)
    stored, hit = view.stored, view.stored.hit
    found_by = asked if links.searching(asked) != "/search" else None
    view_name = "scraped" if request.args.get("view") == "scraped" else "indexed"
    counts = Counter(mention.entity for mention in stored.mentions)
    hits = len(joined(hit.body, view.highlights))
    options: WebOptions = current_app.extensions["regesta_options"]
    reference = reference_of_document(view, archive=options.name, base_url=base_url())
    every_name = request.args.get("names") == "all"
    return {
        "view": view,
        "stored": stored,
        "hit": hit,
        "view_name": view_name,
        "title": marked(hit.title, view.title_highlights, longest=LONGEST_TITLE),
        "plain_title": shortened(hit.title, LONGEST_TITLE),
        "is_long": len(hit.title) > LONG_TITLE,
        "date": written_date(hit.date),
        "fields": _fields(view),
        "paragraphs": () if view_name == "scraped" else tuple(paragraphs_of(view, every_name=every_name)),
        "hits_in_strip": range(1, min(hits, HITS_IN_STRIP) + 1),
        "hit_count": hits,
        "lines": scraped_lines(stored.lines, stored.evidence),
        "tally": tally(stored.lines),
        "tally_in_words": tally_in_words(stored.lines),
        "names": [(entity, KIND_NAMES[entity.kind], counts[entity.id]) for entity in view.entities],
        "names_shown": NAMES_SHOWN,
        "every_name": every_name,
        "similar": _similar(service, view) if view_name == "indexed" else (),
        "copies": None if view.copies is None else copies_view(hit.id, view.copies),
        "compare_versions": _compare_versions(view),
        "url": web_address(hit.url),
        "found_by": found_by,
        "place": _place(service, asked) if found_by is not None else None,
        "links": links,
        "citations": citations(replace(reference, title=shortened(hit.title, LONGEST_TITLE))),
        "cite_as": [EXPORT[name] for name in FOR_ONE],
        "coins": coins(reference),
        "json_ld": json_ld(view, reference) if view_name == "indexed" else "",
        "canonical": links.document_page(hit.id),
        "permalink": base_url() + links.document_page(hit.id),
        "here": lambda **more: links.document_link(hit.id, asked, more=_own(more)),
        "back": _back(asked) if found_by is not None else "",
        "api": {
            kind: api_address(f"{kind}s" if kind == "document" else kind, hit.id) for kind in ("document", "cleaning")
        },
        "today": in_words(_today()),
        "in_words": in_words,
        "language_name": language_name,
        "lang": foreign(view.language),
        "is_old": bool(stored.versions) and hit.version != max(row.version for row in stored.versions),
    }


def _similar(service: SearchService, view: DocumentView) -> tuple[Hit, ...]:
    """Without the near copies, which are named as such."""
    copies = {one.id for one in view.copies.listed} if view.copies else set()
    found = service.similar(view.stored.hit.id, limit=SIMILAR_SHOWN + len(copies))
    return tuple(hit for hit in found if hit.id not in copies)[:SIMILAR_SHOWN]


def _compare_versions(view: DocumentView) -> str:
    """An older version beside the newest; the newest beside the one before it."""
    shown, newest = view.stored.hit.version, view.stored.versions[-1].version
    first = shown if shown != newest else view.stored.versions[max(0, len(view.stored.versions) - 2)].version
    return links.comparing(view.stored.hit.id, version=str(first), with_version=str(newest))


def _list_page(asked: SearchRequest) -> SearchRequest:
    """The page of the list that this document stands on."""
    at = request.args.get("at", "")
    number = int(at) if at.isascii() and at.isdigit() and 0 < len(at) < 6 else 1
    return replace(asked, page=max(1, -(-number // (asked.limit or 1))))


def _back(asked: SearchRequest) -> str:
    """The list, at this document's entry."""
    at = request.args.get("at", "")
    return links.searching(_list_page(asked)) + (f"#r{at}" if at.isascii() and at.isdigit() else "")


def _today() -> DateSpan:
    today = dt.datetime.now(dt.UTC).date()
    return date_span(today.year, today.month, today.day)


def _own(changed: dict[str, str]) -> dict[str, str]:
    """The page's own parameters as they are, with some changed; empty ones left out."""
    present = {name: request.args.get(name, "") for name in OWN_PARAMETERS} | changed
    return {name: value for name, value in present.items() if value}


def _whole(name: str) -> int | None:
    text = request.args.get(name)
    if not text:
        return None
    if text.isascii() and text.isdigit() and len(text) < 9 and int(text) > 0:
        return int(text)
    raise RequestError(name, f"{text!r} is not a whole number above 0.", suggestion="1")


# --- what is known about it -------------------------------------------------------------------------------------------


def _fields(view: DocumentView) -> tuple[Field, ...]:
    stored, hit = view.stored, view.stored.hit
    by_field: dict[str, list[Evidence]] = {}
    for each in stored.evidence:
        by_field.setdefault(FIELD_OF.get(each.field, each.field), []).append(each)
    decided = {about: why for about, _, why in stored.overrides}
    values: dict[str, tuple[str | None, str | None, str | None]] = {
        "source": (view.source, None, _search_for("source", view.source)),
        "date": (in_words(hit.date) if hit.date else None, hit.date.iso if hit.date else None, None),
        "updated": (in_words(stored.updated) if stored.updated else None, None, None),
        "title": (gettext("as above") if hit.title else None, None, None),
        "author": ("; ".join(hit.authors) or None, None, None),
        "language": (
            language_name(view.language) if view.language else None,
            None,
            _search_for("language", view.language),
        ),
        "type": (view.type, None, _search_for("type", view.type)),
        "section": (stored.section, None, None),
        "url": (hit.url, None, web_address(hit.url)),
    }
    # What every reader asks about is always there, if only to say that nothing was found.
    always = {"source", "date", "title", "author", "language"}
    return tuple(
        Field(
            name=name,
            label=gettext(label),
            value=shortened(value, LONGEST_TITLE) if value else None,
            machine=machine,
            href=href,
            evidence=tuple(by_field.get(name, ())),
            decided=decided.get(name),
        )
        for name, label in FIELDS
        for value, machine, href in (values[name],)
        if value is not None or name in always
    )


def _search_for(field: str, value: str | None) -> str | None:
    return links.searching(SearchRequest(included=((field, (value,)),))) if value else None


# --- its place in the list --------------------------------------------------------------------------------------------


def _place(service: SearchService, asked: SearchRequest) -> Place | None:
    """Neighbours in the list the reader came from; two small searches whose counts are remembered."""
    at = request.args.get("at", "")
    if not (at.isascii() and at.isdigit() and len(at) < 6 and 1 <= int(at) <= MAX_OFFSET):
        return None
    number = int(at)

    def neighbour(position: int) -> tuple[str | None, int]:
        if not 1 <= position <= MAX_OFFSET:
            return None, 0
        found = service.search(replace(asked, limit=1, page=position, cursor=None, facets=DEFAULT_FACETS))
        address = None
        if found.hits:
            more = {"at": str(position)}
            address = links.document_link(found.hits[0].id, asked, hit=bool(asked.text), more=more)
        return address, found.total

    try:
        following, total = neighbour(number + 1)
        previous, _ = neighbour(number - 1)
    except RegestaError:  # the list cannot be had; the document can
        return None
    return Place(at=number, total=total, previous=previous, following=following) if number <= total else None
