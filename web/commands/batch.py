"""Many queries from a file: one answer each, or a TREC run. A bad line is told and the rest goes on."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from search.errors import ArchiveError, RegestaError
from search.request import SearchRequest
from web.commands.command import DONE, SOME_FAILED, UsageError
from web.commands.jsonl import STANDARD_INPUT, NotRead, json_lines
from web.commands.terminal import Progress, Terminal

if TYPE_CHECKING:
    from search.runs import Ranked
    from search.service import SearchService

RUN_NAME = "regesta"


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchQuery:
    """``text`` is None for a line that holds no query, and ``wrong`` then says why. ``place`` is ``file:line``."""

    place: str
    id: str | None
    text: str | None
    wrong: str = ""


def answer_batch(service: "SearchService", request: SearchRequest, queries: str, terminal: Terminal) -> int:
    """``{"id","result"}`` or ``{"id","error"}`` for each line of ``queries``, in order, on standard output."""
    from search.wire import search_json

    def answer(query: BatchQuery, text: str) -> None:
        result = service.search(replace(request, text=text))
        terminal.json({"id": query.id, "result": search_json(result)}, at_once=True)

    def refuse(query: BatchQuery, reason: str) -> None:
        terminal.json({"id": query.id, "error": reason}, at_once=True)

    return _each(queries, answer, refuse, terminal)


def run_batch(
    service: "SearchService", request: SearchRequest, queries: str, *, depth: int, trec: str, terminal: Terminal
) -> int:
    """A TREC run (``qid Q0 docid rank score regesta``), at most ``depth`` documents a query, in the file ``trec``."""
    from search.runs import rank

    answered: set[str] = set()
    with _opened_for_writing(trec, terminal) as out:

        def answer(query: BatchQuery, text: str) -> None:
            name = str(query.id)
            if name in answered:
                raise NotRead(f"has the id {name!r} a second time")
            out.writelines(_rows(name, rank(service, replace(request, text=text), depth)))
            answered.add(name)

        return _each(queries, answer, lambda query, reason: None, terminal)


def _each(
    queries: str,
    answer: Callable[[BatchQuery, str], None],
    refuse: Callable[[BatchQuery, str], None],
    terminal: Terminal,
) -> int:
    """Answer each query of the file, or refuse it with its reason; say at the end how many of both there were."""
    done = failed = 0
    progress = Progress(terminal, "queries")
    for query in _read(queries):
        try:
            if query.text is None:
                raise NotRead(query.wrong)
            answer(query, query.text)
            done += 1
        except ArchiveError:
            raise
        except (RegestaError, NotRead) as error:
            failed += 1
            terminal.say(f"failed: {query.place}: {error}")
            refuse(query, str(error))
        progress.at(done + failed)
    progress.done()
    terminal.say(f"{done} queries answered, {failed} failed.")
    return SOME_FAILED if failed else DONE


def _rows(query: str, ranking: "tuple[Ranked, ...]") -> Iterator[str]:
    for place, ranked in enumerate(ranking, 1):
        # A run is read by its scores; where there are none (sorted by date) the place stands in for them.
        score = ranked.score if ranked.score is not None else 1 / place
        yield f"{without_white_space(query)} Q0 {without_white_space(ranked.id)} {place} {score:.9g} {RUN_NAME}\n"


def without_white_space(name: str) -> str:
    """``name`` with its white space percent-encoded, since a run's columns are parted by it.

    >>> without_white_space("a report.txt")
    'a%20report.txt'
    """
    return "".join("".join(f"%{byte:02X}" for byte in char.encode()) if char.isspace() else char for char in name)


def _read(queries: str) -> Iterator[BatchQuery]:
    """Each line that is not blank."""
    for number, line in json_lines(queries):
        place = f"{'standard input' if queries == STANDARD_INPUT else queries}:{number}"
        match line:
            case NotRead():
                yield BatchQuery(place=place, id=None, text=None, wrong=str(line))
            case {"id": str() | int() as name, "text": str() as text} if str(name).strip():
                yield BatchQuery(place=place, id=str(name), text=text)
            case {"id": str() | int() as name}:
                yield BatchQuery(place=place, id=str(name), text=None, wrong="has no text to search for")
            case _:
                yield BatchQuery(place=place, id=None, text=None, wrong='has no id: {"id","text"} is wanted')


def _opened_for_writing(path: str, terminal: Terminal) -> AbstractContextManager[TextIO]:
    if path == STANDARD_INPUT:  # the same sign for standard output
        return nullcontext(terminal.out)
    try:
        return Path(path).open("w", encoding="utf-8", newline="\n")
    except OSError as error:
        raise UsageError(f"--trec: {path} cannot be written: {error.strerror or error}.", command="search") from error
