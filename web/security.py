"""What every answer carries so that hostile text in the archive, or in an address, stays text."""

import secrets

from flask import Flask, Response, abort, g, request

from web.options import WebOptions

# No inline script or style anywhere, nothing from elsewhere, no frames, no plugins, forms only to ourselves.
CONTENT_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
# An answer that is no page of ours runs nothing, should a browser ever show it as one.
INERT_POLICY = "default-src 'none'; frame-ancestors 'none'; sandbox"
HEADERS = (
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "same-origin"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Permissions-Policy", "camera=(), geolocation=(), microphone=()"),
    ("X-Frame-Options", "DENY"),
)
# GET requests have no business bringing a body.
LONGEST_BODY = 64 * 1024


def add_security(app: Flask, options: WebOptions) -> None:
    app.config["MAX_CONTENT_LENGTH"] = LONGEST_BODY
    if options.trusted_hosts:
        app.config["TRUSTED_HOSTS"] = list(options.trusted_hosts)

    @app.before_request
    def number_and_measure() -> None:
        g.request_id = secrets.token_hex(8)
        if len(request.environ.get("QUERY_STRING", "")) + len(request.path) > options.longest_url:
            abort(414)

    @app.after_request
    def protect(response: Response) -> Response:
        headers = response.headers
        for name, value in HEADERS:
            headers[name] = value
        is_page = response.mimetype in ("text/html", "image/svg+xml")
        headers.setdefault("Content-Security-Policy", CONTENT_POLICY if is_page else INERT_POLICY)
        headers["X-Request-Id"] = g.get("request_id", "")
        if request.path.startswith("/api/") or request.path == "/openapi.json":
            # Reading is anonymous and carries no cookies, so any site may do it.
            headers["Access-Control-Allow-Origin"] = "*"
            headers["Access-Control-Expose-Headers"] = "ETag, Link, X-Request-Id, Retry-After"
            headers["Cross-Origin-Resource-Policy"] = "cross-origin"
        else:
            headers["Cross-Origin-Resource-Policy"] = "same-origin"
        return response
