"""Filters: JSON Lines from standard input, an answer of one line to each, in the same order.

What has come in is worked on side by side, which takes a third less time than one line after another. No answer waits for a line that
has not come, so that a program may hold a conversation: write a line, read its answer, write the next.
"""

import logging
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import IO

from indexer.collecting import collected_seldom
from indexer.steps import Steps, side_by_side
from search.errors import RegestaError
from search.text_wire import Json
from web.commands.command import DONE, SOME_FAILED, Run
from web.commands.jsonl import NotRead, json_object
from web.commands.terminal import Progress

log = logging.getLogger(__name__)

# Bytes taken in at once, so many as there are: a hundred articles.
_AT_ONCE = 1 << 20

# What answers one line, in steps: its number, from 1, and the object it holds, or why it holds none.
Work = Callable[[int, dict[str, object] | NotRead], Steps[Json]]


@dataclass(frozen=True, slots=True)
class _Failed:
    """``name`` is the id of the line, where it has one."""

    name: object
    reason: str


def filtered(run: Run, lines: IO[bytes], work: Work, *, done: str) -> int:
    """Write an answer to each of ``lines`` that is not blank; ``{"id", "error"}`` where ``work`` fails, and the next one is read.

    ``done`` is what progress says was done with lines. Gives the exit code.
    """
    count = failed = 0
    progress = Progress(run.terminal, done)
    with collected_seldom():
        for group in lines_at_hand(lines):
            for answer in side_by_side(_answer(number, line, work) for number, line in group):
                if isinstance(answer, _Failed):
                    failed += 1
                    run.terminal.json({"id": answer.name, "error": answer.reason})
                    run.terminal.say(answer.reason)
                else:
                    run.terminal.json(answer)
                count += 1
                progress.at(count)
            run.terminal.flush()  # whoever wrote these lines may wait for the answers before writing on
    progress.done()
    return SOME_FAILED if failed else DONE


def _answer(number: int, line: bytes, work: Work) -> Steps[Json | _Failed]:
    value = json_object(line)
    try:
        return (yield from work(number, value))
    except Exception as error:  # whatever one line does to us, the next one is read
        log.debug("Line %d failed", number, exc_info=error)
        name = value.get("id") if isinstance(value, dict) else None
        reason = str(error) if isinstance(error, RegestaError) else f"standard input:{number}: {_told(error)}"
        return _Failed(name, reason)


def _told(error: Exception) -> str:
    return str(error) if isinstance(error, NotRead) else repr(error)


def lines_at_hand(file: IO[bytes]) -> Iterator[list[tuple[int, bytes]]]:
    """The lines that are not blank, with their numbers, from 1: as many at a time as have come, and about a megabyte at the most.

    A line without an end is the last one.
    """
    _widen(file)
    number = 0
    begun: list[bytes] = []  # pieces of a line whose end has not come
    while piece := file.read1(_AT_ONCE):  # type: ignore[attr-defined]  # every buffered reader has it, IO does not tell
        first, *others = piece.split(b"\n")
        begun.append(first)
        if others:
            whole = [b"".join(begun), *others[:-1]]
            begun = others[-1:]
            yield [(at, line) for at, line in enumerate(whole, number + 1) if line.strip()]
            number += len(whole)
    last = b"".join(begun)
    if last.strip():
        yield [(number + 1, last)]


def _widen(file: IO[bytes]) -> None:
    """Let a pipe hold what is taken at once, where the system can: usually it holds 64 KB, which is six articles."""
    if sys.platform == "linux":
        import fcntl

        with suppress(OSError, ValueError):  # no pipe, no file of the system's, or more than this user may
            fcntl.fcntl(file.fileno(), fcntl.F_SETPIPE_SZ, _AT_ONCE)
