"""Whatever goes wrong inside whoosh leaves this folder as an EngineError."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from search.engines.folder import REBUILD
from search.errors import EngineError, RegestaError


@contextmanager
def told_as_engine_error(doing: str, path: Path, hint: str = REBUILD) -> Iterator[None]:
    """Whoosh has no common error: a damaged file shows as struct, pickle, index or assertion errors alike."""
    try:
        yield
    except RegestaError:
        raise
    except Exception as error:
        raise EngineError(f"{doing} failed for the index in {path}: {error!r}", hint=hint) from error
