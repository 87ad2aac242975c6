"""From the error tree to HTTP: one table says which status and which words; the API gets problem+json, a reader a page."""

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

import orjson
from flask import Flask, Response, g, request
from werkzeug.exceptions import HTTPException, MethodNotAllowed
from werkzeug.http import HTTP_STATUS_CODES

from search.errors import (
    ArchiveError,
    BadRequest,
    CursorError,
    DamagedDocument,
    EngineError,
    NotFound,
    OutOfTime,
    QueryError,
    RegestaError,
    RequestError,
    Unsupported,
    Withdrawn,
)
from search.facets import FACET
from web.language import N_, gettext
from web.render import page
from web.wording import facet_words

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """``code`` is stable and ends the problem's ``type``; ``title`` is the same for every problem of the kind."""

    code: str
    status: int
    title: str


# The first row that an error is an instance of decides, so the most particular ones stand first.
KINDS: tuple[tuple[type[Exception], Kind], ...] = (
    (BadRequest, Kind(code="bad-request", status=400, title="The request cannot be read")),
    (QueryError, Kind(code="bad-query", status=400, title="The query cannot be searched for")),
    (RequestError, Kind(code="bad-parameter", status=400, title="A parameter cannot be read")),
    (CursorError, Kind(code="cursor-gone", status=410, title="The cursor cannot be continued")),
    (Withdrawn, Kind(code="withdrawn", status=410, title="The document was withdrawn")),
    (DamagedDocument, Kind(code="damaged-document", status=500, title="The document is damaged")),
    (NotFound, Kind(code="not-found", status=404, title="Not in this archive")),
    (Unsupported, Kind(code="unsupported", status=501, title="This archive's engine cannot do that")),
    (OutOfTime, Kind(code="out-of-time", status=503, title="There was no time left")),
    (EngineError, Kind(code="index-unusable", status=503, title="The archive does not answer")),
    (ArchiveError, Kind(code="archive-unusable", status=503, title="The archive does not answer")),
    (RegestaError, Kind(code="refused", status=400, title="The request was refused")),
)
TOO_LARGE = Kind(code="too-large", status=413, title="The request is too large")
TOO_MANY_REQUESTS = Kind(code="too-many-requests", status=429, title="Too many requests")
TOO_MANY_FILTERS = Kind(code="too-many-filters", status=403, title="Is a reader there?")
UNEXPECTED = Kind(code="unexpected", status=500, title="Something went wrong here")
# Seconds after which asking again may help while the archive does not answer.
RETRY_AFTER = 5


def every_kind() -> tuple[Kind, ...]:
    """The kinds in the order of the table, for the help page."""
    return (*(kind for _, kind in KINDS), TOO_LARGE, TOO_MANY_FILTERS, TOO_MANY_REQUESTS, UNEXPECTED)


def add_problems(app: Flask) -> None:
    app.register_error_handler(RegestaError, answer_for)
    app.register_error_handler(HTTPException, _http_answer)
    app.register_error_handler(Exception, _unexpected)


def answer_for(error: RegestaError) -> Response:
    """The answer to a request that ended in this error, for a program or for a reader, by the address they asked."""
    kind = next(kind for known, kind in KINDS if isinstance(error, known))
    if isinstance(error, DamagedDocument):
        _log.error("damaged document: %s", error)
    if kind.status != 503:
        return _answer(kind, error.message, error.hint, error)
    # The message names folders and versions: that is for whoever reads the log, not for whoever asks.
    _log.error("archive unusable: %s", error)
    response = _answer(kind, "The archive cannot be read at the moment; the log says why.", error.hint, None)
    response.headers["Retry-After"] = str(RETRY_AFTER)
    return response


def problem_of(error: RegestaError) -> dict[str, Any]:
    """What an error is as one problem among several answers, in the words that a request of its own would get."""
    kind = next(kind for known, kind in KINDS if isinstance(error, known))
    errors = parameter_errors(error)
    if isinstance(error, ArchiveError) and kind.status == 503:
        _log.error("archive unusable: %s", error)
        return _problem_body(kind, "The archive cannot be read at the moment; the log says why.")
    return _problem_body(kind, str(error), **({"errors": errors} if errors else {}))


def problem(kind: Kind, detail: str, **more: object) -> Response:
    """An RFC 9457 problem."""
    response = Response(
        orjson.dumps(_problem_body(kind, detail, **more)), status=kind.status, mimetype="application/problem+json"
    )
    response.headers["Cache-Control"] = "no-store"
    return response


def _problem_body(kind: Kind, detail: str, **more: object) -> dict[str, Any]:
    return {
        "type": f"/help#problem-{kind.code}",
        "title": kind.title,
        "status": kind.status,
        "detail": detail,
        "instance": request.path,
        "code": kind.code,
        "request_id": g.get("request_id", ""),
        **more,
    }


def refusal(kind: Kind, message: str, hint: str, *, again: Iterable[tuple[str, str]] = ()) -> Response:
    """What is answered instead of looking at the archive at all. ``again``: the fields of a button that asks once more."""
    if for_programs():
        return problem(kind, f"{message} {hint}".strip())
    response = page(
        "refused.html", status=kind.status, kind=kind, message=message, hint=hint, again=again, holdings=None
    )
    response.headers["Cache-Control"] = "no-store"
    return response


def for_programs() -> bool:
    """Whether the address asked for is one that programs read."""
    return request.path.startswith("/api/") or request.path in ("/openapi.json", "/healthz", "/readyz")


def parameter_errors(error: RegestaError) -> list[dict[str, Any]]:
    errors = error.errors if isinstance(error, BadRequest) else (error,) if isinstance(error, RequestError) else ()
    return [
        {
            "parameter": each.parameter,
            "detail": str(each),
            "suggestion": each.suggestion,
            **({"position": [each.start, each.end]} if isinstance(each, QueryError) else {}),
        }
        for each in errors
    ]


def _answer(kind: Kind, message: str, hint: str, error: RegestaError | None) -> Response:
    errors = parameter_errors(error) if error is not None else []
    if for_programs():
        more: dict[str, object] = {"errors": errors} if errors else {}
        if isinstance(error, Withdrawn):
            more |= {"id": error.document_id, "reason": error.reason, "removed_at": error.removed_at}
        if isinstance(error, DamagedDocument):
            more |= {"id": error.document_id}
        return problem(kind, f"{message} {hint}".strip(), **more)
    template = "tombstone.html" if isinstance(error, Withdrawn) else "error.html"
    response = page(
        template,
        status=kind.status,
        kind=kind,
        message=message,
        hint=hint,
        errors=errors,
        error=error,
        named=_named,
        without=_without({each["parameter"] for each in errors}),
    )
    response.headers["Cache-Control"] = "no-store"
    return response


def _named(parameter: str) -> str:
    """What a parameter is called on the page that sends it; empty for those that only addresses have."""
    name = parameter.removeprefix("not_")
    return facet_words(name).label if name in FACET else gettext(_FIELDS[parameter]) if parameter in _FIELDS else ""


def _without(wrong: set[str]) -> str | None:
    """The address asked for without the parameters that cannot be read; None where it would be no use."""
    if not wrong or "q" in wrong or not wrong <= set(request.args) or request.path not in _OF_LISTS:
        return None
    kept = sorted((name, value) for name, value in request.args.items(multi=True) if name not in wrong and value)
    return f"{request.path}?{urlencode(kept, quote_via=quote)}" if kept else request.path


def _http_answer(error: HTTPException) -> Response:
    status = error.code or 500
    if status < 400:  # a redirect that routing asked for
        response = error.get_response()
        assert isinstance(response, Response)
        return response
    name = HTTP_STATUS_CODES.get(status, "Error")
    kind = Kind(code=name.lower().replace(" ", "-"), status=status, title=_HTTP_TITLES.get(status, name))
    response = _answer(kind, _HTTP_DETAILS.get(status) or error.description or name, "", None)
    if isinstance(error, MethodNotAllowed) and error.valid_methods:
        response.headers["Allow"] = ", ".join(sorted(error.valid_methods))
    return response


def _unexpected(error: Exception) -> Response:
    _log.error("unexpected error in request %s", g.get("request_id", ""), exc_info=error)
    return _answer(UNEXPECTED, "The error was recorded under this request's number.", "Trying again may help.", None)


_OF_LISTS = ("/search", "/timeline")
_FIELDS = {"date_from": N_("From"), "date_to": N_("To"), "undated": N_("Undated")}
_HTTP_TITLES = {
    404: "No such page",
    405: "Only reading is possible here",
    414: "The address is too long",
}
_HTTP_DETAILS = {
    404: "Nothing answers at this address.",
    405: "This archive is read with GET or HEAD; nothing can be sent to it.",
    414: "The query in the address is too long. Shorten it, or search for a part of it.",
}
