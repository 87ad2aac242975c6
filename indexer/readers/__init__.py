"""Reading documents from files: one reader per format, found by the ending of the name."""

import hashlib
import os
from collections.abc import Callable, Generator, Iterable, Iterator
from pathlib import Path

from indexer.documents import RawDocument
from indexer.errors import ReadFailure
from indexer.readers import files
from indexer.readers.found import FoundFile
from indexer.readers.limits import DEFAULT_LIMITS, Limits
from indexer.readers.plain import read_html, read_text
from indexer.readers.records import parse_json, read_json, read_json_lines, record

__all__ = [
    "DEFAULT_LIMITS",
    "READERS",
    "FoundFile",
    "Limits",
    "file_sha256",
    "list_files",
    "look_ahead",
    "parse_json",
    "read_file",
    "read_paths",
    "record",
]

Reader = Callable[[FoundFile, Limits, str | None], Iterator[RawDocument | ReadFailure]]

# Each ending also with .gz. A new format is a module beside this one and a row here.
READERS: dict[str, Reader] = {
    ".txt": read_text,
    ".md": read_text,
    ".html": read_html,
    ".htm": read_html,
    ".xhtml": read_html,
    ".json": read_json,
    ".jsonl": read_json_lines,
    ".ndjson": read_json_lines,
}
OF_RECORDS = frozenset({".json", ".jsonl", ".ndjson"})  # files whose documents bring their own ids


def list_files(paths: Iterable[str | os.PathLike[str]], prefix: str = "") -> Iterator[FoundFile | ReadFailure]:
    """Every file below ``paths`` that has a reader, in sorted order, unopened; a ReadFailure for what is refused."""
    return files.list_files(paths, prefix, suffixes=READERS, of_records=OF_RECORDS)


def look_ahead(paths: Iterable[str | os.PathLike[str]], prefix: str = "") -> Generator[FoundFile | ReadFailure]:
    """The same without a word in the log: what is passed over is told when the files are walked in earnest."""
    logger = files.log
    was, logger.disabled = logger.disabled, True
    try:
        yield from list_files(paths, prefix)
    finally:
        logger.disabled = was


def read_file(
    found: FoundFile, *, source: str | None = None, limits: Limits = DEFAULT_LIMITS
) -> Iterator[RawDocument | ReadFailure]:
    """The documents of one file, one at a time; never raises for what is wrong with the file."""
    try:
        yield from READERS[found.suffix](found, limits, source)
    except ReadFailure as failure:
        yield failure


def read_paths(
    paths: Iterable[str | os.PathLike[str]],
    *,
    prefix: str = "",
    source: str | None = None,
    limits: Limits = DEFAULT_LIMITS,
) -> Iterator[RawDocument | ReadFailure]:
    """Every document below ``paths``, in sorted order, one in memory; a bad file or record is one failure."""
    for found in list_files(paths, prefix):
        match found:
            case ReadFailure():
                yield found
            case FoundFile():
                yield from read_file(found, source=source, limits=limits)


def file_sha256(path: str | os.PathLike[str]) -> str:
    """The sha256 of a file as stored, compressed or not. Raises ReadFailure when it cannot be read."""
    try:
        with Path(path).open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise ReadFailure(str(path), f"cannot be read: {error.strerror or error}") from error
