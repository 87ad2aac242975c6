"""Runs the plan in a child process that may be killed at any moment.

A program of its own that has everything loaded and nothing opened, so that a run begins within milliseconds of being
asked for: ``run ARCHIVE FOLDER FIRST`` on a line of standard input forks a child that begins at step FIRST.
"""

import os
import sys
import traceback
from pathlib import Path

from indexer import segments, writer
from indexer.entity_decisions import pending
from indexer.learning import looking_ahead
from search.archive import Archive
from search.engines import engine_named
from tests.crash.plan import STEPS


def say(line: str) -> None:
    os.write(1, f"{line}\n".encode())


def run(archive: Archive, folder: Path, first: int) -> None:
    pending.BATCH = 7
    writer.COMMIT_DOCUMENTS = 15  # many commits, so that many kills fall between them and into them
    segments.MOST_DOCUMENTS = 40
    looking_ahead.is_worth_it = lambda coming, stored: True
    for number, step in enumerate(STEPS[first:], first):
        say(f"begin {number}")
        step(archive, folder, lambda count: say(f"committed {count}"))
        say(f"done {number}")


def main() -> None:
    engine_named("tantivy")
    for line in sys.stdin:
        _, archive, folder, first = line.split()
        child = os.fork()
        if child == 0:
            try:
                run(Archive(Path(archive)), Path(folder), int(first))
                os._exit(0)
            except BaseException:
                traceback.print_exc()
                os._exit(1)
        say(f"child {child}")
        _, status = os.waitpid(child, 0)
        say(f"ended {os.waitstatus_to_exitcode(status)}")


if __name__ == "__main__":
    main()
