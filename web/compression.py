"""Pages travel compressed: a first page of results, with its stylesheet, stays far below 60 kB."""

import gzip

from flask import Flask, Response, request

# Level 1 takes a third of the time of level 6 and gives away a tenth of its gain (a page of 45 kB: 0.3 ms, 9 kB).
LEVEL = 1
# Below this nothing is gained over the header's own bytes.
SMALLEST = 1_000
COMPRESSED = ("text/html", "text/css", "text/javascript", "image/svg+xml", "application/atom+xml")


def add_compression(app: Flask) -> None:
    @app.after_request
    def compress(response: Response) -> Response:
        if (
            response.status_code != 200
            or response.mimetype not in COMPRESSED
            or response.is_streamed
            or "Content-Encoding" in response.headers
            or not request.accept_encodings.find("gzip") >= 0
        ):
            return response
        body = response.get_data()
        if len(body) >= SMALLEST:
            # No time stamp in it, so that one page is always the same bytes.
            response.set_data(gzip.compress(body, LEVEL, mtime=0))
            response.headers["Content-Encoding"] = "gzip"
            response.vary.add("Accept-Encoding")
        return response
