"""A file that may be read: where it is and what its id will be."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundFile:
    """``id`` is the document's id, or, of a file of records, the id the file itself would have.

    ``path`` is absolute; ``size`` is in bytes as stored (compressed when compressed); ``mtime_ns`` in nanoseconds since
    the epoch; ``folder`` the folder below the given path, ``/``-separated, None at its top; ``suffix`` the format
    (``.html``, without ``.gz``); ``prefix`` goes before the ids of the records inside.
    """

    id: str
    path: str
    size: int
    mtime_ns: int
    folder: str | None
    suffix: str
    prefix: str = ""
    holds_records: bool = False
