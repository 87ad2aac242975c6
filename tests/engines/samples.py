"""Short ways to write documents, nodes and questions in the tests of this folder."""

import datetime as dt
from collections.abc import Iterable
from pathlib import Path

from search.analysis import stem
from search.engines.contract import (
    All,
    Engine,
    EngineReader,
    IndexDocument,
    Phrase,
    PlanNode,
    SearchPlan,
    Sort,
    Term,
    TextField,
    Words,
)


def day(iso: str) -> int:
    return dt.date.fromisoformat(iso).toordinal()


def document(
    number: int,
    body: str = "",
    *,
    title: str = "",
    other: str = "",
    authors: tuple[str, ...] = (),
    revision: int = 1,
    dates: tuple[str, str] | None = None,
    **values: tuple[int, ...],
) -> IndexDocument:
    return IndexDocument(
        number=number,
        revision=revision,
        title=title,
        body=body,
        other=other,
        authors=authors,
        values=values,
        earliest=dates and day(dates[0]),
        latest=dates and day(dates[1]),
    )


def write(
    engine: Engine, path: Path, documents: Iterable[IndexDocument], sequence: int = 1, *, bulk: bool = False
) -> None:
    writer = engine.open_writer(path, bulk=bulk)
    for each in documents:
        writer.upsert(each)
    writer.commit(sequence)
    writer.close()


def indexed(engine: Engine, path: Path, *documents: IndexDocument) -> EngineReader:
    write(engine, path, documents)
    return engine.open(path)


def term(word: str, field: TextField = "any") -> Term:
    return Term(field=field, term=word if field == "author" else stem(word))


def phrase(text: str, *, slop: int = 0, field: TextField = "any") -> Phrase:
    """``the president|premier said``: a bar parts alternatives."""
    indexed_as = str if field == "author" else stem
    terms = tuple(tuple(indexed_as(word) for word in position.split("|")) for position in text.split())
    return Phrase(field=field, terms=terms, slop=slop)


def words(*some: str, field: TextField = "any") -> Words:
    return Words(field=field, words=some)


def found(reader: EngineReader, query: PlanNode, within: PlanNode | None = None) -> set[int]:
    """The numbers of everything that matches; also checks that the total and the list of numbers say the same."""
    result = reader.search(SearchPlan(query=query, filter=within or All(), limit=1000))
    numbers = {hit.number for hit in result.hits}
    assert result.total == len(numbers) == len(result.hits)
    assert list(reader.numbers(query, within or All())) == sorted(numbers)
    return numbers


def ranked(reader: EngineReader, query: PlanNode, sort: Sort = "relevance") -> list[int]:
    return [hit.number for hit in reader.search(SearchPlan(query=query, sort=sort, limit=1000)).hits]
