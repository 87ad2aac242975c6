"""Every document's address for crawlers, so that none of them needs to follow a search to find one."""

from xml.sax.saxutils import escape

from flask import Blueprint, Flask, Response, abort, current_app

from search.addresses import document_page
from search.service import SearchService
from web import caching
from web.archive import service
from web.render import base_url

blueprint = Blueprint("sitemap", __name__)

# The protocol allows 50,000 addresses and 50 MB a file; ids may be long.
IN_ONE_FILE = 20_000
_SPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'


def add_sitemap(app: Flask) -> None:
    app.register_blueprint(blueprint)


@blueprint.get("/sitemap.xml")
def index() -> Response:
    """The list itself, or the list of its parts."""
    return caching.tagged(current_app.extensions["regesta_options"], _index)


@blueprint.get("/sitemap-<int:part>.xml")
def part_of_it(part: int) -> Response:
    return caching.tagged(current_app.extensions["regesta_options"], lambda: _part(part))


def _index() -> Response:
    numbers = _numbers(service())
    if len(numbers) <= IN_ONE_FILE:
        return _part(1)
    parts = range(1, -(-len(numbers) // IN_ONE_FILE) + 1)
    listed = "".join(f"<sitemap><loc>{escape(f'{base_url()}/sitemap-{part}.xml')}</loc></sitemap>\n" for part in parts)
    return _xml(f"<sitemapindex {_SPACE}>\n{listed}</sitemapindex>\n")


def _part(part: int) -> Response:
    found = service()
    numbers = _numbers(found)
    first = (part - 1) * IN_ONE_FILE
    if part < 1 or (first >= len(numbers) and part > 1):
        abort(404)
    ids = found.catalog.ids(numbers[first : first + IN_ONE_FILE])
    base = base_url()
    listed = "".join(f"<url><loc>{escape(base + document_page(ids[number]))}</loc></url>\n" for number in sorted(ids))
    return _xml(f"<urlset {_SPACE}>\n{listed}</urlset>\n")


def _numbers(found: SearchService) -> list[int]:
    """The numbers of all documents that can be found, ascending."""
    return sorted(found.current().reader.revisions())


def _xml(body: str) -> Response:
    return Response(f'<?xml version="1.0" encoding="utf-8"?>\n{body}', mimetype="application/xml")
