"""An archive on disk: its folder, and the pointer to the generation of the index that is live.

::

    catalog.sqlite            the record
    writer.lock               locked by the one writer; that it exists means nothing
    CURRENT                   {"generation": 3, "previous": 2}
    generations/3/meta.json   engine, versions, when it was built
    generations/3/index/      the engine's own files
"""

import json
import os
from dataclasses import dataclass
from pathlib import Path

from search.errors import ArchiveError

# SQLite's WAL needs memory shared between processes, and flock must hold between machines: neither is so on these.
NETWORK_FILE_SYSTEMS = frozenset(
    """afs beegfs ceph cifs davfs fuse.davfs2 fuse.glusterfs fuse.rclone fuse.s3fs fuse.sshfs glusterfs lustre ncpfs nfs
    nfs4 smb3 smbfs""".split()
)
CATALOG_NAME = "catalog.sqlite"  # by which a folder is known for an archive
_REBUILD = "Run `regesta reindex` to build the index anew from the catalog."


@dataclass(frozen=True, slots=True, kw_only=True)
class Generation:
    """One build of the index. ``index_path`` is the engine's folder; ``built_at`` UTC, ISO 8601; ``previous`` can be rolled back to."""

    number: int
    engine: str
    engine_version: str
    analysis_version: str
    built_at: str
    index_path: Path
    previous: int | None


@dataclass(frozen=True, slots=True)
class Archive:
    """Where an archive is. A value: nothing is opened, nothing is kept."""

    path: Path

    @property
    def catalog_path(self) -> Path:
        return self.path / CATALOG_NAME

    @property
    def lock_path(self) -> Path:
        return self.path / "writer.lock"

    @property
    def pointer_path(self) -> Path:
        return self.path / "CURRENT"

    def folder_of(self, generation: int) -> Path:
        """Where a generation's ``meta.json`` and ``index`` are, or will be."""
        return self.path / "generations" / str(generation)

    def pointer_stamp(self) -> tuple[int, int]:
        """Something that changes whenever another generation goes live; cheap enough to ask before each request."""
        try:
            status = self.pointer_path.stat()
        except OSError:
            return (0, 0)
        return (status.st_mtime_ns, status.st_ino)

    def current(self) -> Generation:
        """The live generation. Raises ArchiveError, saying what to do, when there is none that can be used."""
        refuse_network_file_system(self.path)
        if not archive_exists(self.path):
            raise ArchiveError(
                f"There is no archive at {self.path}.",
                hint="Make one with `regesta index PATH`, or name another folder with --archive.",
            )
        pointer = self.pointer()
        return self.generation(pointer["generation"], pointer.get("previous"))

    def pointer(self) -> dict[str, int]:
        """What ``CURRENT`` says. Raises ArchiveError when it is missing or makes no sense."""
        try:
            pointer = json.loads(self.pointer_path.read_text(encoding="utf-8"))
        except FileNotFoundError as error:
            raise ArchiveError(f"{self.pointer_path} is missing: no index is live.", hint=_REBUILD) from error
        except (OSError, ValueError) as error:
            raise ArchiveError(f"{self.pointer_path} cannot be read: {error}.", hint=_REBUILD) from error
        numbers = pointer if isinstance(pointer, dict) else {}
        if not isinstance(numbers.get("generation"), int):
            raise ArchiveError(f"{self.pointer_path} names no generation.", hint=_REBUILD)
        return {key: value for key, value in numbers.items() if isinstance(value, int)}

    def generation(self, number: int, previous: int | None = None) -> Generation:
        """What is written beside generation ``number``'s index. Raises ArchiveError when it is not there or not whole."""
        folder = self.folder_of(number)
        try:
            meta = json.loads((folder / "meta.json").read_text(encoding="utf-8"))
            return Generation(
                number=number,
                engine=str(meta["engine"]),
                engine_version=str(meta["engine_version"]),
                analysis_version=str(meta["analysis_version"]),
                built_at=str(meta["built_at"]),
                index_path=folder / "index",
                previous=previous,
            )
        except FileNotFoundError as error:
            raise ArchiveError(f"Generation {number} of the index is missing from {folder}.", hint=_REBUILD) from error
        except (OSError, ValueError) as error:  # not their repr: that of bytes that are no text is all of them
            raise ArchiveError(f"{folder / 'meta.json'} cannot be read: {error}.", hint=_REBUILD) from error
        except (KeyError, TypeError) as error:
            raise ArchiveError(f"{folder / 'meta.json'} is not whole ({error}).", hint=_REBUILD) from error


def archive_exists(path: str | os.PathLike[str]) -> bool:
    """True when ``path`` holds an archive, whole or damaged; False also for one whose making was cut short while empty."""
    archive = Archive(Path(path))
    if archive.pointer_path.exists():
        return True
    if not archive.catalog_path.exists():
        return False
    return not _is_unused(archive.catalog_path)


def _is_unused(catalog: Path) -> bool:
    """Nothing was ever stored here. A file that cannot be read counts as used: it is never written over."""
    from search.catalog.connection import open_readonly

    if catalog.stat().st_size == 0:
        return True
    try:
        connection = open_readonly(catalog)
    except ArchiveError as error:
        # A catalog is made in one transaction: until it is whole it has no tables, and no id in its header.
        return "is not a catalog of Regesta" in error.message and _has_no_tables(catalog)
    try:
        return connection.execute("SELECT max(sequence) FROM log").fetchone()[0] is None
    finally:
        connection.close()


def _has_no_tables(catalog: Path) -> bool:
    import sqlite3

    connection = sqlite3.connect(f"{catalog.absolute().as_uri()}?mode=ro", uri=True)
    try:
        return bool(connection.execute("SELECT count(*) = 0 FROM sqlite_master").fetchone()[0])
    except sqlite3.DatabaseError:
        return False
    finally:
        connection.close()


def refuse_network_file_system(path: Path) -> None:
    """Raise ArchiveError when ``path`` lies on a file system where locks and shared memory do not hold."""
    kind = file_system_of(path)
    if kind in NETWORK_FILE_SYSTEMS:
        raise ArchiveError(
            f"{path} is on a network file system ({kind}), where an archive would be damaged.",
            hint="Put the archive on a local disk and serve it from there.",
        )


def file_system_of(path: Path) -> str | None:
    """The type of the file system that ``path`` (or its nearest existing parent) is on; None where it cannot be known."""
    try:
        mounts = Path("/proc/self/mountinfo").read_text(encoding="utf-8", errors="surrogateescape")
    except OSError:
        return None  # not Linux
    place = os.path.realpath(path)
    best, kind = "", None
    for line in mounts.splitlines():
        fields, _, rest = line.partition(" - ")
        parts = fields.split(" ")
        if len(parts) < 5 or not rest:
            continue
        point = parts[4].encode("utf-8", "surrogateescape").decode("unicode_escape") if "\\" in parts[4] else parts[4]
        inside = place == point or place.startswith(point.rstrip("/") + "/")
        if inside and len(point) >= len(best):  # the later of two mounts on one point hides the earlier
            best, kind = point, rest.split(" ")[0]
    return kind
