"""Files that are durable when a commit says so, and one writer at a time."""

import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar
from weakref import WeakSet

from whoosh.filedb.filestore import FileStorage
from whoosh.index import EmptyIndexError, FileIndex

from search.engines.folder import sync_folder

_Answer = TypeVar("_Answer")

# A commit removes the old table of contents and its segments at once; a reader that was about to open them starts again.
_ATTEMPTS = 10
_PAUSE = 0.03  # seconds


class DurableStorage(FileStorage):  # type: ignore[misc]
    """Whoosh syncs nothing. Its last act in a commit is to rename the new table of contents into place; everything
    written until then is synced before, the folder after."""

    def __init__(self, path: Path) -> None:
        super().__init__(str(path))
        self._unsynced: set[str] = set()
        self._opened: WeakSet[Any] = WeakSet()

    def open_file(self, name: str, **options: Any) -> Any:
        file = super().open_file(name, **options)
        self._opened.add(file)
        return file

    def close_left_open(self) -> None:
        """Close what whoosh leaves open when it fails over a damaged file."""
        for file in list(self._opened):
            if not file.is_closed:
                file.close()

    def create_file(self, name: str, **options: Any) -> Any:
        self._unsynced.add(name)
        return super().create_file(name, **options)

    def rename_file(self, oldname: str, newname: str, safe: bool = False) -> None:
        for name in self._unsynced:
            if self.file_exists(name):  # parts of a segment are deleted once it is assembled
                self._sync(name)
        self._unsynced.clear()
        super().rename_file(oldname, newname, safe)
        sync_folder(Path(self.folder))

    def _sync(self, name: str) -> None:
        handle = os.open(Path(self.folder) / name, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def opened_index(path: Path) -> FileIndex:
    """With a storage of its own, so that whatever fails can close all that was opened."""
    storage = DurableStorage(path)
    return unmoved(storage, lambda: FileIndex(storage))


def unmoved(storage: DurableStorage, read: Callable[[], _Answer]) -> _Answer:
    """What ``read`` reads, tried again when a commit in another process took the files away under it."""
    for _ in range(_ATTEMPTS - 1):
        try:
            return read()
        except (OSError, EmptyIndexError):
            storage.close_left_open()
            time.sleep(_PAUSE)
        except BaseException:
            storage.close_left_open()
            raise
    return read()
