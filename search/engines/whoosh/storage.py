"""Files that are durable when a commit says so, and one writer at a time."""

import os
from pathlib import Path
from typing import Any

from whoosh.filedb.filestore import FileStorage

from search.engines.folder import sync_folder


class DurableStorage(FileStorage):  # type: ignore[misc]
    """Whoosh syncs nothing. Its last act in a commit is to rename the new table of contents into place; everything
    written until then is synced before, the folder after."""

    def __init__(self, path: Path) -> None:
        super().__init__(str(path))
        self._unsynced: set[str] = set()

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
