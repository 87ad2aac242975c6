"""Taking things along: lists and documents as files, lists as feeds, the archive as a search engine of the browser."""

import re
from collections.abc import Iterator
from dataclasses import replace
from xml.sax.saxutils import escape, quoteattr

from flask import Blueprint, Flask, Response, current_app, request

from search.addresses import document_page
from search.errors import NotFound
from search.params import read_params
from search.request import MAX_LIMIT, SearchRequest
from search.result import Hit, SearchResult
from search.service import SearchService
from web import caching, links
from web.archive import service
from web.citing import Reference, reference_of_document, reference_of_hit
from web.exports import EXPORT, EXPORTS, Export
from web.highlight import printable, shortened
from web.options import WebOptions
from web.reading import heading
from web.render import base_url
from web.wording import counted, in_words

blueprint = Blueprint("taking", __name__)

# A file of more would keep a worker for minutes; beyond it the API's cursor reads on.
MOST_EXPORTED = 10_000
FEED_ENTRIES = 30
LONGEST_TITLE = 300


def add_taking(app: Flask) -> None:
    app.register_blueprint(blueprint)


@blueprint.get("/export/<name>")
def export_list(name: str) -> Response:
    """The whole list of a search as a file, in its own order."""
    export = _export(name)
    asked = replace(read_params(request.args.items(multi=True), strict=False), page=1, cursor=None)
    every = replace(asked, limit=MAX_LIMIT, facets=())
    first = service().search(every)
    references = _references(service(), every, first, archive=_options().name, base=base_url())
    response = _file(export, references, _file_stem(asked.text) or "documents")
    response.headers["Cache-Control"] = "no-store"
    return response


@blueprint.get("/cite/<name>/<path:document_id>")
def cite(name: str, document_id: str) -> Response:
    """One document as a file for a reference manager."""
    export = _export(name)
    options = _options()

    def answer() -> Response:
        view = service().document(document_id)
        reference = reference_of_document(view, archive=options.name, base_url=base_url())
        return _file(export, iter((reference,)), _file_stem(document_id) or "document", whole=True)

    return caching.tagged(options, answer)


@blueprint.get("/text/<path:document_id>")
def plain_text(document_id: str) -> Response:
    """A document's text as indexed, nothing around it."""

    def answer() -> Response:
        view = service().document(document_id)
        hit = view.stored.hit
        about = ", ".join(filter(None, (view.source, in_words(hit.date) if hit.date else "undated")))
        body = printable(f"{hit.title}\n{about}\n{base_url()}{document_page(hit.id)}\n\n{hit.body}\n")
        response = Response(body, mimetype="text/plain")
        response.headers["Content-Disposition"] = _disposition(f"{_file_stem(document_id) or 'document'}.txt")
        return response

    return caching.tagged(_options(), answer)


@blueprint.get("/feed")
def feed() -> Response:
    """The newest documents of a search, as Atom (RFC 4287)."""
    return caching.tagged(_options(), _feed)


def _feed() -> Response:
    asked = links.first_page(read_params(request.args.items(multi=True), strict=False))
    asked = replace(asked, sort="newest")
    result = service().search(replace(asked, limit=FEED_ENTRIES, facets=()))
    base = base_url()
    said = heading(result.query)
    title = f"{_options().name}: {counted(result.total, 'document')}" + (f" for {said}" if said else "")
    changed = service().statistics().indexed_at or "1970-01-01T00:00:00+00:00"
    here = base + links.feed(asked)
    xml = "".join(
        (
            '<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom">\n',
            f"<id>{escape(here)}</id>\n<title>{escape(title)}</title>\n<updated>{escape(changed)}</updated>\n",
            f'<link rel="self" href={quoteattr(here)}/>\n<link href={quoteattr(base + links.searching(asked))}/>\n',
            f"<author><name>{escape(_options().name)}</name></author>\n",
            *(_entry(hit, base, changed) for hit in result.hits),
            "</feed>\n",
        )
    )
    return Response(printable(xml), mimetype="application/atom+xml")


def _entry(hit: Hit, base: str, changed: str) -> str:
    """``updated`` is the document's own date where it has one: re-indexing is no news."""
    address = base + document_page(hit.id)
    updated = f"{hit.date.earliest.isoformat()}T00:00:00Z" if hit.date else changed
    summary = next((snippet.text for snippet in hit.snippets if snippet.field == "body"), "")
    authors = "".join(
        f"<author><name>{escape(shortened(name, 200))}</name></author>" for name in hit.authors or ("unknown",)
    )
    about = ", ".join(filter(None, (hit.source or "source unknown", in_words(hit.date))))
    return (
        f"<entry>\n<id>{escape(address)}</id>\n<title>{escape(shortened(hit.title, LONGEST_TITLE))}</title>\n"
        f"<updated>{updated}</updated>\n<link href={quoteattr(address)}/>\n{authors}\n"
        f"<summary>{escape(about)}. {escape(summary)}</summary>\n</entry>\n"
    )


@blueprint.get("/opensearch.xml")
def opensearch() -> Response:
    """OpenSearch 1.1: browsers offer the archive as a search engine of theirs."""
    base, name = base_url(), _options().name
    xml = (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        '<OpenSearchDescription xmlns="http://a9.com/-/spec/opensearch/1.1/">\n'
        f"<ShortName>{escape(name[:16])}</ShortName>\n<Description>Search {escape(name)}</Description>\n"
        "<InputEncoding>UTF-8</InputEncoding>\n"
        f'<Url type="text/html" template={quoteattr(base + "/search?q={searchTerms}")}/>\n'
        f'<Url type="application/atom+xml" template={quoteattr(base + "/feed?q={searchTerms}")}/>\n'
        "</OpenSearchDescription>\n"
    )
    response = Response(xml, mimetype="application/opensearchdescription+xml")
    response.headers["Cache-Control"] = "public, max-age=86400"
    return response


# --- parts ------------------------------------------------------------------------------------------------------------


def _references(
    found: SearchService, asked: SearchRequest, first: SearchResult, *, archive: str, base: str
) -> Iterator[Reference]:
    """All hits, a hundred at a time; the first ones were found before the answer began, so that errors still can be told."""
    given, hits, cursor = 0, first.hits, first.next_cursor
    while True:
        for hit in hits:
            yield reference_of_hit(hit, archive=archive, base_url=base)
            given += 1
            if given == MOST_EXPORTED:
                return
        if cursor is None:
            return
        following = found.search(replace(asked, cursor=cursor))
        hits, cursor = following.hits, following.next_cursor


def _file(export: Export, references: Iterator[Reference], stem: str, *, whole: bool = False) -> Response:
    pieces = export.write(references)
    body: str | Iterator[str] = "".join(pieces) if whole else pieces
    response = Response(body, content_type=f"{export.media}; charset=utf-8")
    response.headers["Content-Disposition"] = _disposition(f"{stem}.{export.extension}")
    return response


def _export(name: str) -> Export:
    if name not in EXPORT:
        raise NotFound(
            f"There is no export format {name!r}.", hint=f"There are: {', '.join(each.name for each in EXPORTS)}."
        )
    return EXPORT[name]


def _file_stem(text: str) -> str:
    """A name every file system takes, and no header or path can be broken with."""
    return re.sub(r"[^A-Za-z0-9._-]+", "-", text).strip("-.")[:60]


def _disposition(name: str) -> str:
    return f'attachment; filename="{name}"'


def _options() -> WebOptions:
    options: WebOptions = current_app.extensions["regesta_options"]
    return options
