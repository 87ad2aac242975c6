"""Walking paths in a fixed order, without following links, keeping nothing but the way down."""

import logging
import os
import stat
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from indexer.errors import ReadFailure
from indexer.readers.found import FoundFile
from indexer.readers.ids import id_of_path, why_refused, with_prefix
from indexer.readers.opening import why_not_a_file
from search.archive import CATALOG_NAME

log = logging.getLogger(__name__)


def list_files(
    paths: Iterable[str | os.PathLike[str]], prefix: str, *, suffixes: Iterable[str], of_records: Iterable[str]
) -> Iterator[FoundFile | ReadFailure]:
    """Every file that has a reader, in sorted order per folder, and a failure for each path that cannot be read.

    Hidden files and folders (``.git``) and archives of Regesta are passed over. Files of other kinds inside a folder are passed over too, and
    counted in one log line; one that was named itself is a failure.
    """
    walk = _Walk(prefix=prefix, suffixes=frozenset(suffixes), of_records=frozenset(of_records))
    for path in paths:
        yield from walk.given(Path(path))
    if walk.passed_over:
        kinds = ", ".join(f"{suffix or 'no ending'} ({count})" for suffix, count in walk.passed_over.most_common())
        log.warning("Files passed over because no reader knows their kind: %s", kinds)


def format_of(name: str) -> str:
    """The ending that names the format, lower-case, without ``.gz``: ``.html`` of ``a.HTML.gz``."""
    stem, suffix = os.path.splitext(name.lower())
    return os.path.splitext(stem)[1] if suffix == ".gz" else suffix


class _Walk:
    def __init__(self, *, prefix: str, suffixes: frozenset[str], of_records: frozenset[str]) -> None:
        self.prefix = prefix
        self.suffixes = suffixes
        self.of_records = of_records
        self.passed_over: Counter[str] = Counter()

    def given(self, path: Path) -> Iterator[FoundFile | ReadFailure]:
        absolute = Path(os.path.abspath(path))  # not resolve(): a link is refused, not followed
        try:
            status = absolute.lstat()
        except OSError as error:
            yield ReadFailure(str(path), f"cannot be read: {error.strerror or error}")
            return
        if stat.S_ISDIR(status.st_mode):
            yield from self._folder(absolute, absolute)
        elif stat.S_ISREG(status.st_mode) and format_of(absolute.name) not in self.suffixes:
            yield ReadFailure(
                str(path), f"has no reader: the endings known are {' '.join(sorted(self.suffixes))}, each also with .gz"
            )
        else:
            yield self._file(absolute, None, status)

    def _folder(self, folder: Path, root: Path) -> Iterator[FoundFile | ReadFailure]:
        waiting = [folder]  # a stack and not recursion: folders may be nested deeper than Python's stack
        while waiting:
            current = waiting.pop()
            try:
                with os.scandir(current) as entries:
                    listed = sorted(entries, key=lambda entry: entry.name)
            except OSError as error:
                yield ReadFailure(str(current), f"cannot be read: {error.strerror or error}")
                continue
            if any(entry.name == CATALOG_NAME for entry in listed):
                log.warning("%s is an archive of Regesta and passed over: `regesta export` makes it readable", current)
                continue
            folders: list[Path] = []
            for entry in listed:
                if entry.name.startswith("."):
                    continue
                try:
                    status = entry.stat(follow_symlinks=False)
                except OSError as error:
                    yield ReadFailure(entry.path, f"cannot be read: {error.strerror or error}")
                    continue
                if stat.S_ISDIR(status.st_mode):
                    folders.append(Path(entry.path))
                elif stat.S_ISREG(status.st_mode) and format_of(entry.name) not in self.suffixes:
                    self.passed_over[format_of(entry.name)] += 1
                else:
                    yield self._file(Path(entry.path), root, status)
            waiting.extend(reversed(folders))

    def _file(self, path: Path, root: Path | None, status: os.stat_result) -> FoundFile | ReadFailure:
        kind = why_not_a_file(status.st_mode)
        if kind:
            return ReadFailure(str(path), kind)
        suffix = format_of(path.name)
        document_id = with_prefix(id_of_path(path, root), self.prefix)
        refused = why_refused(document_id)
        if refused:
            return ReadFailure(os.fsencode(path).decode("utf-8", "replace"), refused)
        folder = path.parent.relative_to(root).as_posix() if root is not None else "."
        return FoundFile(
            id=document_id,
            path=str(path),
            size=status.st_size,
            mtime_ns=status.st_mtime_ns,
            folder=None if folder == "." else folder,
            suffix=suffix,
            prefix=self.prefix,
            holds_records=suffix in self.of_records,
        )
