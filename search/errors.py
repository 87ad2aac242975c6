"""Everything that can go wrong while searching, without a word of HTTP or exit codes.

A message says what was wrong, where, and what would be right; the doors (page, API, command line) decide
which status or exit code it becomes.
"""

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from search.dates import DateSpan


class RegestaError(Exception):
    """The root of every error that Regesta raises on purpose. ``hint`` says what to do; it may be empty."""

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message} {self.hint}".strip()


class RequestError(RegestaError):
    """The request cannot be read. ``parameter`` is the name the caller used; ``suggestion`` a value that would do."""

    def __init__(self, parameter: str, message: str, *, suggestion: str | None = None, hint: str = "") -> None:
        super().__init__(message, hint=hint)
        self.parameter = parameter
        self.suggestion = suggestion


class QueryError(RequestError):
    """The query contradicts itself or passes a stated limit. ``start``/``end`` are code points of the query, half-open."""

    def __init__(self, message: str, *, start: int = 0, end: int = 0, hint: str = "") -> None:
        super().__init__("q", message, hint=hint)
        self.start = start
        self.end = end


class CursorError(RegestaError):
    """A cursor that nobody here made, or that was damaged on the way."""


class NotFound(RegestaError):
    """No document, entity or facet by that name."""


class Withdrawn(NotFound):
    """The document was removed. ``reason`` and ``removed_at`` (UTC, ISO 8601) are what the tombstone shows.

    With ``title``, ``date``, ``source`` and ``authors`` a reader knows whether it is the one that was cited.
    """

    def __init__(
        self,
        document_id: str,
        *,
        title: str | None,
        reason: str,
        removed_at: str,
        date: "DateSpan | None" = None,
        source: str | None = None,
        authors: tuple[str, ...] = (),
    ) -> None:
        super().__init__(f"{document_id} was withdrawn from this archive.")
        self.document_id = document_id
        self.title = title
        self.reason = reason
        self.removed_at = removed_at
        self.date = date
        self.source = source
        self.authors = authors


class DamagedDocument(RegestaError):
    """What the catalog holds of one document is not what was written; all others can be read."""

    def __init__(self, document_id: str) -> None:
        super().__init__(
            f"What the archive holds of {document_id} is damaged and cannot be read.",
            hint="Whoever keeps the archive: `regesta verify` names all that is damaged; restore a backup from before.",
        )
        self.document_id = document_id


class OutOfTime(RegestaError):
    """What was asked was not begun, for the time it was given had run out."""


class ArchiveError(RegestaError):
    """The archive as a whole cannot be used: missing, damaged, newer than this program, on a network file system."""


class NotWritable(ArchiveError):
    """Whoever asks may not write in the archive's folder, which reading needs as well. Says nothing about what is in it."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"The archive cannot be opened: {path} may not be written to, and reading needs locks there.",
            hint="Nothing is wrong with what it holds. Give the right to write in the archive's folder, or work on a copy "
            "where you have it.",
        )


class EngineError(ArchiveError):
    """The index cannot be opened or used; the catalog may still be whole."""


class UnknownEngine(EngineError):
    """No engine by that name is installed."""


class Unsupported(EngineError):
    """An engine was asked for something it cannot do. Never a silent no-op."""


class BadRequest(RegestaError):
    """Everything that is wrong with one request, told at once; ``errors`` is never empty."""

    def __init__(self, errors: tuple[RequestError, ...]) -> None:
        assert errors
        super().__init__(" ".join(error.message for error in errors), hint=errors[0].hint)
        self.errors = errors
