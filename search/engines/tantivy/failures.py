"""Whatever goes wrong inside tantivy leaves this folder as an EngineError."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from search.engines.folder import REBUILD
from search.errors import EngineError, NotWritable, RegestaError

# What the library says when a reader may not make the lock it holds while it opens files.
_LOCK = "Failed to acquire Lockfile"
_FORBIDDEN = ("PermissionDenied", "ReadOnlyFilesystem")


def _is_panic(error: BaseException) -> bool:
    """A Rust panic reaches Python as a BaseException of a class that cannot be imported."""
    return type(error).__name__ == "PanicException"


@contextmanager
def told_as_engine_error(doing: str, path: Path, hint: str = REBUILD) -> Iterator[None]:
    """Turn the library's errors and panics into EngineErrors that say what was being done, and where."""
    try:
        yield
    except RegestaError:
        raise
    except Exception as error:
        if _LOCK in str(error) and any(reason in str(error) for reason in _FORBIDDEN):
            raise NotWritable(path) from error
        if "LockBusy" in str(error) or "LockFailure" in str(error):
            raise EngineError(
                f"The index in {path} is being written by another process, or may not be written: {error}",
                hint="Wait until the other writer ends.",
            ) from error
        raise EngineError(f"{doing} failed for the index in {path}: {error}", hint=hint) from error
    except BaseException as error:
        if not _is_panic(error):
            raise
        raise EngineError(f"{doing} failed for the index in {path}: {error}", hint=hint) from error
