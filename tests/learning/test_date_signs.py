"""How a source writes 03/04/2012 is learned with its lines, and reaches exactly the documents that wait for it."""

import sqlite3
import tempfile
from array import array
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.changes import edit, remove
from indexer.generations import create_archive
from indexer.learning.counting import count, count_changes
from indexer.learning.date_signs import DAY_FIRST, MONTH_FIRST, WAITING, order_in, signs_of, waits
from indexer.rebuilding import reindex
from indexer.verify import verify
from search.archive import Archive
from search.catalog.connection import schema
from search.catalog.reading import open_catalog
from search.documents import Evidence
from tests.learning.papers import index, paper, write


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    made = create_archive(tmp_path / "archive")
    yield made
    assert verify(made).problems == ()


def note(number: int, day: str, *, source: str = "The Courier") -> dict[str, str]:
    """A paper that is dated by a line of its own and by nothing else."""
    made = paper(number, source=source)
    title, _, rest = made.pop("text").partition("\n\n")
    del made["date"]
    return {**made, "text": f"{title}\n\nPublished: {day}\n\n{rest}"}


def dates(archive: Archive, ids: list[str]) -> dict[str, str]:
    catalog = open_catalog(archive)
    try:
        return {each: date.edtf if (date := catalog.document(each).hit.date) else "" for each in ids}
    finally:
        catalog.close()


def test_signs_say_what_a_document_shows_and_whether_it_waits() -> None:
    seen = Evidence(field="date", method="date-line", quote="Published: 03/04/2012", confidence=0.4)
    assert signs_of(["Posted 25/12/2012", "Posted 26/12/2012"], []) == (DAY_FIRST,)
    assert signs_of(["Posted 12/25/2012", "on 25/12/2012"], [seen]) == (DAY_FIRST, MONTH_FIRST, WAITING)
    assert signs_of(["Posted 25.12.2012", "It was 25/12/2012. " * 20], []) == ()
    assert not waits([Evidence(field="date", method="archivist", quote="03/04/2012", confidence=1.0)])
    assert not waits([Evidence(field="title", method="given", quote="03/04/2012", confidence=1.0)])


def test_two_documents_settle_it_and_one_against_few_leaves_it_open() -> None:
    assert order_in({DAY_FIRST: 2}) is True
    assert order_in({MONTH_FIRST: 2}) is False
    assert order_in({DAY_FIRST: 1}) is None
    assert order_in({DAY_FIRST: 3, MONTH_FIRST: 1}) is None


def test_a_swappable_date_is_read_as_the_source_writes_dates(archive: Archive, tmp_path: Path) -> None:
    index(archive, write(tmp_path / "one.jsonl", [note(1, "03/04/2012"), note(2, "25/12/2012")]))
    assert dates(archive, ["p1"]) == {"p1": "[2012-03-04,2012-04-03]"}
    report = index(
        archive, write(tmp_path / "two.jsonl", [note(3, "26/12/2012", source="Echo"), note(4, "27/12/2012")])
    )
    assert dates(archive, ["p1", "p2"]) == {"p1": "2012-04-03", "p2": "2012-12-25"}
    assert "p1" in {each.id for each in report.recleaned_documents}


def test_only_documents_whose_reading_changes_are_stored_anew(archive: Archive, tmp_path: Path) -> None:
    index(archive, write(tmp_path / "a.jsonl", [note(n, f"{n + 12}/05/2012") for n in range(1, 4)]))
    index(archive, write(tmp_path / "b.jsonl", [note(4, "03/04/2012"), note(5, "20/04/2012")]))
    report = index(archive, write(tmp_path / "c.jsonl", [note(6, "21/04/2012")]))
    assert [each.id for each in report.recleaned_documents] == ["p6"]  # for its blurb
    assert dates(archive, ["p4"]) == {"p4": "2012-04-03"}


def test_it_is_open_again_when_the_source_no_longer_shows_it(archive: Archive, tmp_path: Path) -> None:
    papers = write(tmp_path / "a.jsonl", [note(1, "03/04/2012"), note(2, "25/12/2012"), note(3, "26/12/2012")])
    index(archive, papers)
    assert dates(archive, ["p1"]) == {"p1": "2012-04-03"}
    remove(archive, ["p3"], "asked for")
    index(archive, papers)
    assert dates(archive, ["p1"]) == {"p1": "[2012-03-04,2012-04-03]"}


def test_a_date_that_an_archivist_decided_stays(archive: Archive, tmp_path: Path) -> None:
    index(archive, write(tmp_path / "a.jsonl", [note(1, "03/04/2012"), note(2, "25/12/2012")]))
    edit(archive, "p1", date="2012-03-04", reason="seen in print")
    index(archive, write(tmp_path / "b.jsonl", [note(3, "26/12/2012")]))
    assert dates(archive, ["p1"]) == {"p1": "2012-03-04"}


@settings(max_examples=12)
@given(st.data())
def test_neither_order_nor_number_of_runs_matters(data: st.DataObject) -> None:
    days = st.sampled_from(["03/04/2012", "25/12/2012", "12/25/2012", "1 May 2012"])
    made = st.builds(note, st.integers(1, 9), days, source=st.sampled_from(["The Courier", "Echo"]))
    papers = data.draw(st.lists(made, min_size=3, max_size=8, unique_by=lambda one: one["id"]))
    shuffled = data.draw(st.permutations(papers))
    cut = data.draw(st.integers(1, len(papers) - 1))
    ids = [each["id"] for each in papers]
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        at_once, in_pieces = create_archive(folder / "once"), create_archive(folder / "pieces")
        index(at_once, write(folder / "all.jsonl", papers))
        for number, run in enumerate((shuffled[:cut], shuffled[cut:])):
            index(in_pieces, write(folder / f"run{number}.jsonl", run))
        expected = dates(at_once, ids)
        assert dates(in_pieces, ids) == expected
        reindex(in_pieces)
        assert dates(in_pieces, ids) == expected


KEYS = st.sets(st.sampled_from([-5, 7, DAY_FIRST, MONTH_FIRST, WAITING]), max_size=5)


@given(
    st.dictionaries(st.integers(1, 12), KEYS, max_size=12),
    st.dictionaries(st.integers(1, 16), st.one_of(st.none(), KEYS), max_size=5),
)
def test_signs_are_counted_by_changes_as_if_all_were_counted_anew(
    before: dict[int, set[int]], changes: dict[int, set[int] | None]
) -> None:
    now = {number: keys for number, keys in (before | changes).items() if keys is not None}
    moved = []
    for by_changes in (False, True):
        catalog = sqlite3.connect(":memory:")
        catalog.executescript(schema())
        _put(catalog, before)
        numbers, levels = count(catalog, 1).moved
        catalog.executemany(
            "UPDATE document_lines SET levels = ? WHERE document = ?",
            zip(levels.tolist(), numbers.tolist(), strict=True),
        )
        catalog.execute("UPDATE document_lines SET counted = 1")
        for number, keys in changes.items():
            catalog.execute("DELETE FROM document_lines WHERE document = ?", (number,))
            _put(catalog, {number: keys} if keys is not None else {})
            for gone_or_come, change in ((before.get(number, set()), -1), (keys or set(), 1)):
                catalog.executemany(
                    "INSERT INTO line_changes VALUES (1, ?, ?) ON CONFLICT DO UPDATE SET change = change + excluded.change",
                    [(key, change) for key in gone_or_come],
                )
        counted = (count_changes(catalog, 1, len(before)) if by_changes else None) or count(catalog, 1)
        assert counted.documents == len(now)
        moved.append([list(each) for each in counted.moved])
        catalog.close()
    assert moved[0] == moved[1]


def _put(catalog: sqlite3.Connection, documents: dict[int, set[int]]) -> None:
    catalog.executemany(
        "INSERT INTO document_lines VALUES (?, 1, 1, 0, '', 0, ?)",
        [(number, array("q", sorted(keys)).tobytes()) for number, keys in documents.items()],
    )
