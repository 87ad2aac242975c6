"""The files below the paths of a run, as tasks for its workers."""

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import takewhile
from pathlib import Path

from indexer.errors import ReadFailure
from indexer.importing import is_export, read_export
from indexer.readers import DEFAULT_LIMITS, FoundFile, file_sha256, list_files, look_ahead
from indexer.readers.opening import lines as lines_of
from indexer.tasks import AheadTask, Failed, FileRead, FilesTask, Outcome, Preparer, Task, batches

Paths = Sequence[str | os.PathLike[str]]

# A task is big enough that handing it over costs little and small enough that workers end together.
TASK_DOCUMENTS = 64
TASK_BYTES = 512_000
OF_LINES = frozenset({".jsonl", ".ndjson"})
OF_PAGES = frozenset({".html", ".htm", ".xhtml"})


def tasks(
    paths: Paths, prefix: str, preparer: Preparer, *, take: Callable[[str], bool], foreseen: Path | None
) -> Iterator[Task | list[Outcome]]:
    """The files below ``paths`` as tasks: small files several to a task, files of lines in pieces, and what needs no work as
    its outcomes. ``take`` is asked once for each path, and refuses those that came before."""
    small: list[FoundFile] = []
    for found in list_files(paths, prefix):
        if isinstance(found, ReadFailure):
            yield [Failed(path=found.path, reason=found.reason, file=found.path)]
        elif not take(found.path):
            continue
        elif found.suffix in OF_LINES:
            if small:
                yield FilesTask(files=tuple(small), foreseen=foreseen)
                small = []
            yield from _export(found) if is_export(found) else _lines(found, preparer, foreseen)
        else:
            small.append(found)
            if _is_full(small):
                yield FilesTask(files=tuple(small), foreseen=foreseen)
                small = []
    if small:
        yield FilesTask(files=tuple(small), foreseen=foreseen)


def tasks_of(
    files: Iterable[FoundFile], preparer: Preparer, *, foreseen: Path | None
) -> Iterator[Task | list[Outcome]]:
    """These files once more, each by itself."""
    for found in files:
        if found.suffix in OF_LINES:
            yield from _lines(found, preparer, foreseen)
        else:
            yield FilesTask(files=(found,), foreseen=foreseen)


def tasks_ahead(paths: Paths, prefix: str, preparer: Preparer, *, pays: Callable[[], bool]) -> Iterator[AheadTask]:
    """The same for a look at the lines of flattened text that is to come, as long as it ``pays``. What cannot be read is
    passed over."""
    small: list[FoundFile] = []
    for found in look_ahead(paths, prefix):
        if not pays():
            return
        if isinstance(found, ReadFailure) or found.suffix in OF_PAGES:
            continue
        if found.suffix in OF_LINES:
            yield from takewhile(lambda _: pays(), _lines_ahead(found, preparer))
            continue
        small.append(found)
        if _is_full(small):
            yield AheadTask(of=FilesTask(files=tuple(small)))
            small = []
    if small:
        yield AheadTask(of=FilesTask(files=tuple(small)))


def _is_full(small: Sequence[FoundFile]) -> bool:
    return len(small) >= TASK_DOCUMENTS or sum(each.size for each in small) >= TASK_BYTES


def _lines(found: FoundFile, preparer: Preparer, foreseen: Path | None) -> Iterator[Task | list[Outcome]]:
    failures: list[Outcome] = []
    try:
        sha256 = bytes.fromhex(file_sha256(found.path))
        recorded = preparer.recorded(found, sha256)
        if recorded is not None:
            yield [FileRead(found=found, sha256=sha256, unchanged=True, documents=recorded)]
            return
        count = 0
        whole = _whole_lines(found, failures)
        for task in batches(found, whole, size=TASK_BYTES, most=TASK_DOCUMENTS, foreseen=foreseen):
            count += len(task.lines)
            yield task
    except ReadFailure as failure:
        yield [*failures, Failed(path=failure.path, reason=failure.reason, file=found.path)]
        return
    yield [*failures, FileRead(found=found, sha256=sha256, unchanged=False, documents=count)]


def _lines_ahead(found: FoundFile, preparer: Preparer) -> Iterator[AheadTask]:
    try:
        if is_export(found) or preparer.recorded(found, bytes.fromhex(file_sha256(found.path))) is not None:
            return
        for task in batches(found, _whole_lines(found, []), size=TASK_BYTES, most=TASK_DOCUMENTS):
            yield AheadTask(of=task)
    except ReadFailure:
        return


def _whole_lines(found: FoundFile, failures: list[Outcome]) -> Iterator[tuple[int, bytes]]:
    """The lines that hold something, with their numbers from 1; what is wrong with others is added to ``failures``."""
    for number, line in enumerate(lines_of(Path(found.path), DEFAULT_LIMITS), 1):
        match line:
            case ReadFailure():
                failures.append(Failed(path=f"{found.path}:{number}", reason=line.reason, file=found.path))
            case bytes() if line.strip():
                yield number, line.rstrip(b"\r\n")
            case _:
                pass


def _export(found: FoundFile) -> Iterator[list[Outcome]]:
    for read in read_export(found):
        match read:
            case ReadFailure():
                yield [Failed(path=read.path, reason=read.reason, file=found.path)]
            case _:
                yield [read]


def unpacked_bytes(paths: Iterable[str | os.PathLike[str]]) -> int:
    """What the files below ``paths`` hold, unpacked. Of a compressed file what its end says (RFC 1952, ISIZE: right up to
    4 GiB, and where it is one stream); an estimate is all that is needed."""
    files = (found for found in look_ahead(paths) if isinstance(found, FoundFile))
    return sum(_unpacked(found) if found.path.endswith(".gz") else found.size for found in files)


def _unpacked(found: FoundFile) -> int:
    try:
        with open(found.path, "rb") as file:
            file.seek(-4, os.SEEK_END)
            return max(found.size, int.from_bytes(file.read(4), "little"))
    except OSError:
        return found.size
