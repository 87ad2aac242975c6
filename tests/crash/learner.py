"""Indexes papers in children that kill themselves at one commit each, then lets one run to its end, and tells what there is.

A program of its own, because a process with threads must not fork.
"""

import json
import os
import shutil
import signal
import sys
from collections.abc import Callable
from pathlib import Path

from indexer import writer
from indexer.catalog_writer import CatalogWriter
from indexer.generations import create_archive
from indexer.learning import gathering
from indexer.verify import verify
from search.archive import Archive
from tests.learning.papers import index, paper, shown, write

IDS = [f"p{n}" for n in range(1, 10)]


def lay_out(folder: Path) -> None:
    folder.mkdir()
    write(folder / "a.jsonl", [paper(n, blurb=n != 4) for n in range(1, 6)])
    write(folder / "b.jsonl", [paper(n, source="Echo" if n > 7 else "The Courier") for n in range(6, 10)])


def in_child(work: Callable[[], object]) -> int:
    """Minus the signal that ended it, else its exit code."""
    child = os.fork()
    if child == 0:
        try:
            work()
        finally:
            os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def killed_at(number: int, *, before: bool) -> None:
    """Die at the commit with this number, just before it or just after."""
    commit, seen = CatalogWriter.commit, 0

    def counted(catalog: CatalogWriter) -> None:
        nonlocal seen
        if not catalog.connection.in_transaction:
            return
        seen += 1
        if seen == number and before:
            os.kill(os.getpid(), signal.SIGKILL)
        commit(catalog)
        if seen == number:
            os.kill(os.getpid(), signal.SIGKILL)

    CatalogWriter.commit = counted  # type: ignore[method-assign, assignment]


def main(place: Path) -> None:
    writer.COMMIT_DOCUMENTS, gathering.CHUNK = 2, 2
    papers = place / "papers"
    lay_out(papers)

    def fresh() -> Archive:
        shutil.rmtree(place / "archive", ignore_errors=True)
        archive = create_archive(place / "archive")
        index(archive, papers / "a.jsonl")
        return archive

    archive = fresh()
    index(archive, papers)
    undisturbed = shown(archive, IDS)
    found = []
    for before in (True, False):
        number = ended = 0
        while True:
            number += 1
            archive = fresh()

            def run(archive: Archive = archive, number: int = number, before: bool = before) -> None:
                killed_at(number, before=before)
                index(archive, papers)

            ended = in_child(run)
            whole = verify(archive).problems == ()
            index(archive, papers)
            found.append((before, number, ended, whole, shown(archive, IDS) == undisturbed))
            if ended == 0:
                break
    print(json.dumps(found))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
