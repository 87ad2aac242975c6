"""What can go wrong while reading, cleaning and storing documents, without exit codes."""

from search.errors import ArchiveError, RegestaError


class IndexerError(RegestaError):
    """The root of the indexer's own errors."""


class RulesError(IndexerError):
    """A file of archivists' rules that cannot be used. The message says which rule, and what is wrong with it."""


class ModelMissing(IndexerError):
    """The model that the settings name for marking names cannot be used; the message says which, and why."""


class ReadFailure(IndexerError):
    """One input could not be read. It is counted and reported; the run goes on.

    ``path`` is where (a path, or ``path:line``); ``reason`` one sentence that says what was wrong.
    """

    def __init__(self, path: str, reason: str) -> None:
        super().__init__(f"{path}: {reason}")
        self.path = path
        self.reason = reason


class LedgerError(IndexerError):
    """A decision that cannot be taken: it names nothing, contradicts another, or would go in a circle. Nothing was changed.

    ``decision`` is the number of the one that cannot stand, where many are read at once.
    """

    def __init__(self, message: str, *, hint: str = "", decision: int | None = None) -> None:
        super().__init__(message, hint=hint)
        self.decision = decision


class WriterBusy(ArchiveError):
    """Another process holds the archive's write lock. The message says which, since when, and what to do."""


class NoSpace(ArchiveError):
    """The disk is full or nearly so; the archive is as it was after its last commit."""
