"""Conditional requests: an answer's tag is made of snapshot and address, so an unchanged archive costs no search.

Pages that were made lately are kept under their tags, for all who have not seen them: a crawler that comes again, or many at
once, cost what looking up costs.
"""

import datetime as dt
from collections import OrderedDict
from collections.abc import Callable
from hashlib import blake2b
from importlib.metadata import PackageNotFoundError, version
from threading import Lock

from flask import Flask, Response, current_app, g, request

from search.snapshots import Snapshot
from web.archive import service
from web.language import language
from web.options import WebOptions

try:
    _PROGRAM = version("regesta")
except PackageNotFoundError:  # run from a checkout that was not installed
    _PROGRAM = "0"

# Anyone may keep an answer, but must ask each time whether it still holds: new documents appear within a second.
CACHE_CONTROL = "public, max-age=0, must-revalidate"
# A larger page is a long document, which is not what is asked for again and again.
LARGEST_KEPT = 256 * 1024


class RecentPages:
    """The pages asked for last, at most ``most`` bytes of them together; safe for threads."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._held = 0
        self._pages: OrderedDict[str, bytes] = OrderedDict()
        self._lock = Lock()

    @property
    def held(self) -> int:
        """Bytes."""
        return self._held

    def get(self, tag: str) -> bytes | None:
        with self._lock:
            if tag in self._pages:
                self._pages.move_to_end(tag)
            return self._pages.get(tag)

    def put(self, tag: str, page: bytes) -> None:
        if len(page) > min(LARGEST_KEPT, self._most):
            return
        with self._lock:
            self._held += len(page) - len(self._pages.get(tag, b""))
            self._pages[tag] = page
            self._pages.move_to_end(tag)
            while self._held > self._most:
                self._held -= len(self._pages.popitem(last=False)[1])


def add_caching(app: Flask, options: WebOptions) -> None:
    app.extensions["regesta_pages"] = RecentPages(options.kept_pages)


def do_not_keep() -> None:
    """The answer under way is not what the same question gets at another time: something was left out for want of time."""
    g.not_to_keep = True


def tagged(options: WebOptions, answer: Callable[[], Response], *, depends_on: str = "") -> Response:
    """304 when the reader has this very answer; else ``answer()`` with its tag.

    The tag is weak: two answers of one snapshot may differ in how long the search took. A change between tag and answer
    does no harm: the answer is then newer than its tag, and the next question fetches it again.
    """
    tag = _tag(options, service().current(), depends_on)
    pages: RecentPages = current_app.extensions["regesta_pages"]
    if request.if_none_match.contains_weak(tag):
        response = Response(status=304)
    elif (kept := pages.get(tag)) is not None:
        response = Response(kept, mimetype="text/html")
    else:
        response = answer()
        if response.status_code != 200:
            return response
        if g.get("not_to_keep"):
            response.headers["Cache-Control"] = "no-store"
            return response
        if response.mimetype == "text/html" and not response.is_streamed:
            pages.put(tag, response.get_data())
    response.set_etag(tag, weak=True)
    response.headers["Cache-Control"] = CACHE_CONTROL
    response.vary.add("Accept-Encoding")
    return response


def _tag(options: WebOptions, snapshot: Snapshot, depends_on: str) -> str:
    today = dt.datetime.now(dt.UTC).date().isoformat()  # citations say when a page was read
    told = "\0".join(
        (_PROGRAM, options.name, options.about, options.base_url or request.host_url, snapshot.name,
         snapshot.generation.built_at,  # names of snapshots begin anew in an archive that was made anew
         today, request.path,
         request.query_string.decode("latin-1"), language().tag, depends_on)
    )  # fmt: skip
    return f"{snapshot.name}-{blake2b(told.encode(), digest_size=8).hexdigest()}"
