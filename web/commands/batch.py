"""Many queries from a file: one answer each, or a TREC run. A bad line is told and the rest goes on."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from search.errors import ArchiveError, RegestaError
from search.request import SearchRequest
from web.commands.command import DONE, SOME_FAILED, UsageError
from web.commands.jsonl import json_lines
from web.commands.terminal import Progress, Terminal

if TYPE_CHECKING:
    from search.service import SearchService

RUN_NAME = "regesta"


@dataclass(frozen=True, slots=True, kw_only=True)
class BadLine:
    """A line that holds no query. ``id`` is its own where it has one, else where it stands."""

    id: str
    reason: str


def answer_batch(service: "SearchService", request: SearchRequest, queries: str, terminal: Terminal) -> int:
    """``{"id","result"}`` or ``{"id","error"}`` for each line of ``queries``, in order, on standard output."""
    from search.wire import search_json

    failed = False
    for number, query in _read(queries):
        if isinstance(query, BadLine):
            answer = query
        else:
            try:
                terminal.json({"id": query[0], "result": search_json(service.search(replace(request, text=query[1])))})
                continue
            except ArchiveError:
                raise
            except RegestaError as error:
                answer = BadLine(id=query[0], reason=str(error))
        failed = True
        terminal.json({"id": answer.id, "error": answer.reason})
        terminal.say(f"{_place(queries, number)}: {answer.reason}")
    return SOME_FAILED if failed else DONE


def run_batch(service: "SearchService", request: SearchRequest, queries: str, trec: str, terminal: Terminal) -> int:
    """A TREC run (``qid Q0 docid rank score regesta``) of the queries, in the file ``trec``."""
    failed = 0
    answered = 0
    progress = Progress(terminal, "queries")
    seen: set[str] = set()
    with _opened_for_writing(trec, terminal) as out:
        for number, query in _read(queries):
            if not isinstance(query, BadLine) and query[0] in seen:
                query = BadLine(id=query[0], reason=f"the id {query[0]!r} is given a second time")
            if isinstance(query, BadLine):
                failed += 1
                terminal.say(f"{_place(queries, number)}: {query.reason}")
                continue
            seen.add(query[0])
            try:
                hits = service.search(replace(request, text=query[1])).hits
            except ArchiveError:
                raise
            except RegestaError as error:
                failed += 1
                terminal.say(f"{_place(queries, number)}: {error}")
                continue
            for rank, hit in enumerate(hits, 1):
                # Runs are read by score; where there is none (sorted by date) the rank stands in.
                score = hit.score if hit.score is not None else 1 / rank
                out.write(
                    f"{without_white_space(query[0])} Q0 {without_white_space(hit.id)} {rank} {score:.9g} {RUN_NAME}\n"
                )
            answered += 1
            progress.at(answered)
    progress.done()
    terminal.say(f"{answered} queries answered, {failed} failed.")
    return SOME_FAILED if failed else DONE


def without_white_space(name: str) -> str:
    """``name`` with its white space percent-encoded, since a run's columns are parted by it.

    >>> without_white_space("a report.txt")
    'a%20report.txt'
    """
    return "".join("".join(f"%{byte:02X}" for byte in char.encode()) if char.isspace() else char for char in name)


def _read(queries: str) -> Iterator[tuple[int, tuple[str, str] | BadLine]]:
    """Each line that is not blank: its number, and (id, text) or what is wrong with it."""
    for number, line in json_lines(queries):
        match line:
            case {"id": str() | int() as name, "text": str() as text} if not isinstance(name, bool) and str(name):
                yield number, (str(name), text)
            case {"id": str() | int() as name}:
                yield number, BadLine(id=str(name), reason="has no text to search for")
            case Exception():
                yield number, BadLine(id=f"line {number}", reason=str(line))
            case _:
                yield number, BadLine(id=f"line {number}", reason='is not {"id","text"}')


def _place(queries: str, number: int) -> str:
    return f"{'standard input' if queries == '-' else queries}:{number}"


def _opened_for_writing(path: str, terminal: Terminal) -> AbstractContextManager[TextIO]:
    if path == "-":
        return nullcontext(terminal.out)
    try:
        return Path(path).open("w", encoding="utf-8", newline="\n")
    except OSError as error:
        raise UsageError(f"--trec: {path} cannot be written: {error.strerror or error}.", command="search") from error
