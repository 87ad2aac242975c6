"""Files of ours: the stylesheet, the icon, what crawlers are asked to leave alone."""

import gzip
from functools import cache
from pathlib import Path

from flask import Flask, Response, abort, request

from web.render import STATIC, base_url

TYPES = {".css": "text/css", ".svg": "image/svg+xml", ".js": "text/javascript"}
# The address changes with the content (``?v=``), so a copy never needs to be asked about again.
FOREVER = "public, max-age=31536000, immutable"
A_DAY = "public, max-age=86400"
# Every combination of filters is an address; a crawler that follows them all only meets the same documents again.
ROBOTS = """User-agent: *
Disallow: /search
Disallow: /facets/
Disallow: /api/
Disallow: /cite/
Disallow: /export/
Disallow: /text/
Disallow: /timeline
Allow: /

Sitemap: {base}/sitemap.xml
"""


def add_assets(app: Flask) -> None:
    app.add_url_rule("/static/<name>", "static_file", static_file)
    app.add_url_rule("/favicon.ico", "favicon", lambda: static_file("favicon.svg"))
    app.add_url_rule("/favicon.svg", "favicon_svg", lambda: static_file("favicon.svg"))
    app.add_url_rule("/robots.txt", "robots", robots)


def static_file(name: str) -> Response:
    kind = TYPES.get(Path(name).suffix)
    known = {file.name for file in STATIC.iterdir()}
    if kind is None or name not in known:
        abort(404)
    plain, compressed = _content(name)
    response = Response(plain, mimetype=kind)
    if request.accept_encodings.find("gzip") >= 0:
        response = Response(compressed, mimetype=kind)
        response.headers["Content-Encoding"] = "gzip"
    response.headers["Cache-Control"] = FOREVER if request.args.get("v") else A_DAY
    response.vary.add("Accept-Encoding")
    return response


def robots() -> Response:
    response = Response(ROBOTS.format(base=base_url()), mimetype="text/plain")
    response.headers["Cache-Control"] = A_DAY
    return response


@cache
def _content(name: str) -> tuple[bytes, bytes]:
    """A file as it is and compressed as far as it goes, once per process."""
    plain = (STATIC / name).read_bytes()
    return plain, gzip.compress(plain, 9, mtime=0)
