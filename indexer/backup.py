"""A copy of an archive, whole or not at all, taken while it is being searched."""

import os
import shutil
import sqlite3
from dataclasses import dataclass
from pathlib import Path

from indexer.cleaning.rulebook import FOLDER_NAME as RULES
from indexer.generations import switch_to
from indexer.space import bytes_below, refuse_little_space, told_as_no_space
from indexer.writer import open_for_writing
from search.archive import Archive
from search.engines.folder import sync_folder
from search.errors import ArchiveError
from search.settings import FILE_NAME as SETTINGS


@dataclass(frozen=True, slots=True, kw_only=True)
class BackupReport:
    """``path`` is an archive like any other: it can be verified, searched, and put in the place of the one it copies."""

    path: Path
    documents: int
    sequence: int
    bytes: int


def backup(archive: Archive, folder: str | os.PathLike[str]) -> BackupReport:
    """Copy the catalog, the live index, rules and settings into ``folder``, which must not exist or be empty.

    Readers go on; writers are kept out meanwhile, so that catalog and index are of the same moment.
    """
    target = Path(folder).absolute()
    partial = target.with_name(f"{target.name}.partial")
    _refuse_occupied(target)
    with open_for_writing(archive, "backup") as writer:
        generation = archive.current()
        try:
            partial.parent.mkdir(parents=True, exist_ok=True)
            shutil.rmtree(partial, ignore_errors=True)
            partial.mkdir()
        except OSError as error:
            raise ArchiveError(f"The folder {target} cannot be made: {error.strerror}.") from error
        needed = archive.catalog_path.stat().st_size + bytes_below(archive.folder_of(generation.number))
        refuse_little_space(partial, needed)
        try:
            with told_as_no_space(target):
                copy = Archive(partial)
                _copy_catalog(writer.catalog.connection, copy.catalog_path)
                shutil.copytree(archive.folder_of(generation.number), copy.folder_of(generation.number))
                _copy_files(archive.path, partial)
                switch_to(copy, generation.number, previous=None)
                _sync_below(partial)
                if target.exists():
                    target.rmdir()
                os.replace(partial, target)
                sync_folder(target.parent)
        except BaseException:
            shutil.rmtree(partial, ignore_errors=True)
            raise
        (documents,) = writer.catalog.connection.execute(
            "SELECT count(*) FROM documents WHERE removed_at IS NULL"
        ).fetchone()
        sequence = writer.catalog.sequence
    return BackupReport(path=target, documents=documents, sequence=sequence, bytes=bytes_below(target))


def _refuse_occupied(target: Path) -> None:
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise ArchiveError(f"{target} exists and is not an empty folder.", hint="Name a new folder for the backup.")


def _copy_catalog(source: sqlite3.Connection, path: Path) -> None:
    copy = sqlite3.connect(path)
    try:
        source.backup(copy)
        copy.execute("PRAGMA journal_mode = WAL")  # a copy opens like the original, read-only folders excepted
    finally:
        copy.close()


def _copy_files(archive: Path, copy: Path) -> None:
    """What archivists wrote beside the catalog: rules, and the archive's own settings."""
    if (archive / RULES).is_dir():
        shutil.copytree(archive / RULES, copy / RULES)
    if (archive / SETTINGS).is_file():
        shutil.copy2(archive / SETTINGS, copy / SETTINGS)


def _sync_below(folder: Path) -> None:
    for below, _, names in os.walk(folder):
        for name in names:
            handle = os.open(os.path.join(below, name), os.O_RDONLY)
            try:
                os.fsync(handle)
            finally:
                os.close(handle)
        sync_folder(Path(below))
