"""Generations of the index: made beside the live one, switched by one atomic rename, swept when nobody needs them."""

import json
import os
import shutil
from pathlib import Path

from indexer.catalog_writer import now
from indexer.cleaning.rulebook import FOLDER_NAME
from indexer.lock import WriterLock
from indexer.space import refuse_little_space, told_as_no_space
from search.analysis import ANALYSIS_VERSION
from search.archive import Archive, Generation, archive_exists, refuse_network_file_system
from search.catalog.connection import SCHEMA_VERSION, create_catalog
from search.engines import DEFAULT_ENGINE, engine_named
from search.engines.contract import Engine
from search.engines.folder import sync_folder
from search.errors import ArchiveError
from search.settings import FILE_NAME


def create_archive(path: str | os.PathLike[str], engine: str = DEFAULT_ENGINE) -> Archive:
    """Make an empty archive in a new or empty folder. One whose making was cut short is made again.

    Raises ArchiveError when there is an archive already, or other things are in the folder.
    """
    archive = Archive(Path(path))
    chosen = engine_named(engine)
    refuse_network_file_system(archive.path)
    try:
        archive.path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ArchiveError(f"The folder {archive.path} cannot be made: {error.strerror}.") from error
    refuse_little_space(archive.path)
    lock = WriterLock(archive)
    with told_as_no_space(archive.path):
        lock.take("index")
        try:
            _create(archive, chosen)
        finally:
            lock.release()
    return archive


def _create(archive: Archive, engine: Engine) -> None:
    if archive_exists(archive.path):
        raise ArchiveError(f"There is already an archive at {archive.path}.")
    ours = {
        archive.lock_path.name,
        "generations",
        "CURRENT.new",
        FILE_NAME,  # settings may be there before the archive is, and rules
        FOLDER_NAME,
        *(f"{archive.catalog_path.name}{end}" for end in ("", "-wal", "-shm")),
    }
    foreign = sorted(entry.name for entry in archive.path.iterdir() if entry.name not in ours)
    if foreign:
        raise ArchiveError(
            f"The folder {archive.path} is not empty and holds no archive: {', '.join(foreign[:3])} is in it.",
            hint="Name a new or an empty folder with --archive.",
        )
    for end in ("", "-wal", "-shm"):
        archive.path.joinpath(f"{archive.catalog_path.name}{end}").unlink(missing_ok=True)
    shutil.rmtree(archive.path / "generations", ignore_errors=True)
    create_catalog(archive.catalog_path)
    new_index(archive, 1, engine)
    declare_whole(archive, 1, engine)
    switch_to(archive, 1, previous=None)


def open_or_create(path: str | os.PathLike[str], engine: str | None = None) -> Archive:
    """The archive at ``path``, made with ``engine`` when there is none.

    Raises ArchiveError when there is one with another engine than the one named.
    """
    if not archive_exists(path):
        return create_archive(path, engine or DEFAULT_ENGINE)
    archive = Archive(Path(path))
    if engine is not None:
        engine_named(engine)
        made_with = archive.current().engine
        if made_with != engine:
            raise ArchiveError(
                f"The archive {archive.path} was made with the engine {made_with}, not {engine}.",
                hint=f"Run `regesta reindex --engine {engine}` to change it.",
            )
    return archive


def new_index(archive: Archive, number: int, engine: Engine) -> Path:
    """An empty index for generation ``number``, in the place of any half-made one."""
    folder = archive.folder_of(number)
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    engine.create(folder / "index")
    return folder / "index"


def declare_whole(archive: Archive, number: int, engine: Engine) -> None:
    """Write what a generation is beside its index, durably: without it the generation is half-made and will be swept."""
    folder = archive.folder_of(number)
    meta = {
        "engine": engine.name,
        "engine_version": engine.version,
        "analysis_version": ANALYSIS_VERSION,
        "schema_version": SCHEMA_VERSION,
        "built_at": now(),
    }
    write_durably(folder / "meta.json", json.dumps(meta))
    sync_folder(folder.parent)


def switch_to(archive: Archive, number: int, *, previous: int | None) -> None:
    """Make a generation live: one atomic rename. Readers see the old pointer or the new one, nothing between."""
    numbers = {"generation": number, "last": max(number, _last(archive))}
    if previous is not None:
        numbers["previous"] = previous
    write_durably(archive.pointer_path, json.dumps(numbers))


def next_number(archive: Archive) -> int:
    """A number no generation ever had: snapshots are named by it, and a name must never mean two things."""
    return _last(archive) + 1


def _last(archive: Archive) -> int:
    try:
        pointed = archive.pointer()
    except ArchiveError:
        pointed = {}
    return max([*pointed.values(), *(int(folder.name) for folder in _folders(archive))], default=0)


def sweep(archive: Archive) -> None:
    """Delete every generation but the live one and the one before it: half-made ones and those nobody can go back to."""
    pointed = archive.pointer()
    needed = {pointed["generation"], pointed.get("previous")}
    for folder in _folders(archive):
        if int(folder.name) not in needed:
            shutil.rmtree(folder, ignore_errors=True)


def refuse_other_version(archive: Archive, generation: Generation) -> Engine:
    """The engine of a generation. Raises ArchiveError when this program would read or write its index differently."""
    engine = engine_named(generation.engine)
    made, here = (
        (generation.engine_version, generation.analysis_version),
        (engine.version, ANALYSIS_VERSION),
    )
    if made != here:
        raise ArchiveError(
            f"The index of {archive.path} was made by {made[0]}, token rules {made[1]}; "
            f"here are {here[0]}, token rules {here[1]}.",
            hint="Run `regesta reindex` to build it anew from the catalog.",
        )
    return engine


def write_durably(path: Path, text: str) -> None:
    """Put a file in the place of another, whole: after a crash there is the old one or the new one."""
    beside = path.with_name(f"{path.name}.new")
    with open(beside, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    os.replace(beside, path)
    sync_folder(path.parent)


def _folders(archive: Archive) -> list[Path]:
    try:
        return [entry for entry in (archive.path / "generations").iterdir() if entry.name.isdecimal()]
    except FileNotFoundError:
        return []
