"""Conditional requests: an answer's tag is made of snapshot and address, so an unchanged archive costs no search."""

import datetime as dt
from collections.abc import Callable
from hashlib import blake2b
from importlib.metadata import PackageNotFoundError, version

from flask import Response, request

from web.archive import service
from web.options import WebOptions

try:
    _PROGRAM = version("regesta")
except PackageNotFoundError:  # run from a checkout that was not installed
    _PROGRAM = "0"

# Anyone may keep an answer, but must ask each time whether it still holds: new documents appear within a second.
CACHE_CONTROL = "public, max-age=0, must-revalidate"


def tagged(options: WebOptions, answer: Callable[[], Response], *, depends_on: str = "") -> Response:
    """304 when the reader has this very answer; else ``answer()`` with its tag.

    The tag is weak: two answers of one snapshot may differ in how long the search took. A change between tag and answer
    does no harm: the answer is then newer than its tag, and the next question fetches it again.
    """
    tag = _tag(options, service().snapshot, depends_on)
    if request.if_none_match.contains_weak(tag):
        response = Response(status=304)
    else:
        response = answer()
        if response.status_code != 200:
            return response
    response.set_etag(tag, weak=True)
    response.headers["Cache-Control"] = CACHE_CONTROL
    response.vary.add("Accept-Encoding")
    return response


def _tag(options: WebOptions, snapshot: str, depends_on: str) -> str:
    today = dt.datetime.now(dt.UTC).date().isoformat()  # citations say when a page was read
    told = "\0".join(
        (_PROGRAM, options.name, options.about, options.base_url or request.host_url, snapshot, today, request.path,
         request.query_string.decode("latin-1"), depends_on)
    )  # fmt: skip
    return f"{snapshot}-{blake2b(told.encode(), digest_size=8).hexdigest()}"
