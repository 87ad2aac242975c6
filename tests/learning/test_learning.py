"""What repeats in a source is learned from all of it: whatever the order, however many runs, and touching only what it moves."""

import sqlite3
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer import cleaning
from indexer.changes import edit, override_lines, remove, restore
from indexer.exporting import export
from indexer.generations import create_archive
from indexer.learning.gathering import gather
from indexer.pipeline import index_paths
from indexer.rebuilding import reindex
from indexer.verify import verify
from indexer.writer import open_for_writing
from search.archive import Archive
from search.catalog.connection import open_readonly
from search.catalog.reading import open_catalog
from tests.learning.papers import BLURB, index, paper, shown, write


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    made = create_archive(tmp_path / "archive")
    yield made
    assert verify(made).problems == ()


def verdict_on_blurb(archive: Archive, document_id: str) -> tuple[str, str]:
    [(verdict, evidence)] = [
        (line[1], line[3]) for line in shown(archive, [document_id])[document_id] if line[0] == BLURB
    ]
    return verdict, evidence


def revision(archive: Archive, document_id: str) -> int:
    catalog = open_catalog(archive)
    try:
        return catalog.document(document_id).hit.revision
    finally:
        catalog.close()


def test_a_blurb_is_demoted_once_the_archive_shows_that_it_repeats(archive: Archive, tmp_path: Path) -> None:
    index(archive, write(tmp_path / "one.jsonl", [paper(1)]))
    assert verdict_on_blurb(archive, "p1") == ("keep", "")
    report = index(archive, write(tmp_path / "two.jsonl", [paper(2), paper(3), paper(4, blurb=False)]))
    assert verdict_on_blurb(archive, "p1") == ("demote", "prose that repeats; in 3 of 4 documents of this source")
    assert {each.id for each in report.recleaned_documents} >= {"p1", "p2", "p3"}
    told = {each.id: each.changes for each in report.recleaned_documents}
    assert (2, "keep", "demote") in told["p1"]


def test_a_run_tells_how_many_documents_it_has_judged_again(archive: Archive, tmp_path: Path) -> None:
    index(archive, write(tmp_path / "one.jsonl", [paper(1)]))
    told: list[tuple[int, int]] = []
    index_paths(
        archive,
        [write(tmp_path / "two.jsonl", [paper(2), paper(3)])],
        progress=lambda so_far: told.append((so_far.read, so_far.judged)),
    )
    assert told[0] == (2, 0)
    assert told[-1] == (2, 3)


def test_only_documents_that_come_out_otherwise_are_touched(archive: Archive, tmp_path: Path) -> None:
    index(archive, write(tmp_path / "a.jsonl", [*(paper(n) for n in range(1, 9)), paper(9, blurb=False)]))
    before = {document_id: revision(archive, document_id) for document_id in ("p1", "p9")}
    report = index(archive, write(tmp_path / "b.jsonl", [paper(10)]))
    assert [each.id for each in report.recleaned_documents] == ["p10"]
    assert {document_id: revision(archive, document_id) for document_id in before} == before
    assert verdict_on_blurb(archive, "p1")[1].endswith(
        "in 9 of 10 documents of this source"
    )  # counts are told as they are


def test_re_cleaning_is_logged_with_the_lines_it_changed(archive: Archive, tmp_path: Path) -> None:
    index(archive, write(tmp_path / "a.jsonl", [paper(n) for n in range(1, 4)]))
    [record] = [record for record in export(archive) if record["id"] == "p1"]
    [event] = [event for event in record["history"] if event["action"] == "recleaned"]
    assert event["detail"]["because"] == "what repeats in its source"
    assert [2, "keep", "demote"] in event["detail"]["lines"]


def test_a_run_that_changes_nothing_learns_nothing(archive: Archive, tmp_path: Path) -> None:
    papers = write(tmp_path / "a.jsonl", [paper(n) for n in range(1, 5)])
    index(archive, papers)
    catalog = open_catalog(archive)
    before = catalog.sequence()
    assert index(archive, papers).recleaned == 0
    assert catalog.sequence() == before
    catalog.close()


@settings(max_examples=12)
@given(st.data())
def test_neither_order_nor_number_of_runs_matters(data: st.DataObject) -> None:
    papers = data.draw(
        st.lists(
            st.builds(
                paper,
                st.integers(1, 9),
                source=st.sampled_from(["The Courier", "Echo"]),
                blurb=st.booleans(),
            ),
            min_size=3,
            max_size=8,
            unique_by=lambda one: one["id"],
        )
    )
    shuffled = data.draw(st.permutations(papers))
    cuts = sorted(data.draw(st.sets(st.integers(1, len(papers) - 1), max_size=3)))
    runs = [shuffled[start:end] for start, end in zip([0, *cuts], [*cuts, len(papers)], strict=True)]
    ids = [each["id"] for each in papers]
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        at_once, in_pieces = create_archive(folder / "once"), create_archive(folder / "pieces")
        index(at_once, write(folder / "all.jsonl", papers))
        for number, run in enumerate(runs):
            index(in_pieces, write(folder / f"run{number}.jsonl", run))
        expected = shown(at_once, ids)
        assert shown(in_pieces, ids) == expected
        reindex(in_pieces)
        assert shown(in_pieces, ids) == expected


def test_what_was_removed_no_longer_counts_and_counts_again_when_restored(archive: Archive, tmp_path: Path) -> None:
    papers = write(tmp_path / "a.jsonl", [paper(n) for n in range(1, 4)])
    index(archive, papers)
    before = shown(archive, ["p1", "p2", "p3"])
    remove(archive, ["p3"], "asked for")
    index(archive, papers)
    assert verdict_on_blurb(archive, "p1") == ("keep", "in 2 of 2 documents of this source")
    restore(archive, "p3")
    index(archive, papers)
    assert shown(archive, ["p1", "p2", "p3"]) == before


def test_new_content_counts_in_the_place_of_the_old(archive: Archive, tmp_path: Path) -> None:
    path = write(tmp_path / "a.jsonl", [paper(n) for n in range(1, 4)])
    index(archive, path)
    write(path, [paper(1), paper(2), paper(3, blurb=False, edition=2)])
    index(archive, path)
    assert verdict_on_blurb(archive, "p1") == ("keep", "in 2 of 3 documents of this source")


def test_a_document_that_is_given_another_source_is_counted_there(archive: Archive, tmp_path: Path) -> None:
    path = write(tmp_path / "a.jsonl", [*(paper(n) for n in range(1, 4)), paper(4, source="Echo", blurb=False)])
    index(archive, path)
    edit(archive, "p3", source="Echo", reason="seen in print")
    assert verdict_on_blurb(archive, "p3")[0] == "demote"  # until a run has counted anew
    index(archive, path)
    assert verdict_on_blurb(archive, "p3") == ("keep", "")
    assert verdict_on_blurb(archive, "p1") == ("keep", "in 2 of 2 documents of this source")


def test_decisions_about_lines_outlive_learning(archive: Archive, tmp_path: Path) -> None:
    path = write(tmp_path / "a.jsonl", [paper(1)])
    index(archive, path)
    override_lines(archive, "p1", keep=[2], reason="it matters here")
    index(archive, write(tmp_path / "b.jsonl", [paper(2), paper(3)]))
    verdict, evidence = verdict_on_blurb(archive, "p1")
    assert (verdict, evidence) == ("keep", "decided by hand; was demote; in 3 of 3 documents of this source")
    assert verdict_on_blurb(archive, "p2")[0] == "demote"


def test_files_of_no_known_source_are_counted_by_folder(archive: Archive, tmp_path: Path) -> None:
    for n in range(1, 5):
        place = tmp_path / "files" / ("reports" if n < 4 else "letters")
        place.mkdir(parents=True, exist_ok=True)
        (place / f"{n}.txt").write_text(paper(n)["text"])
    index(archive, tmp_path / "files")
    assert verdict_on_blurb(archive, "reports/1.txt") == (
        "demote",
        "prose that repeats; in 3 of 3 documents of this folder",
    )
    assert verdict_on_blurb(archive, "letters/4.txt") == ("keep", "")


def test_documents_given_as_clean_are_neither_counted_nor_looked_at(archive: Archive, tmp_path: Path) -> None:
    def given(first: int, last: int) -> Path:
        records = [{**paper(n), "id": f"b{n}"} for n in range(first, last)]
        return write(tmp_path / f"{first}.jsonl", [{**each, "body": each.pop("text")} for each in records])

    asked: list[str] = []

    def statements(path: Path) -> int:
        index(archive, path)
        with open_for_writing(archive, "index") as writer:
            writer.catalog.connection.execute("UPDATE meta SET value = '0' WHERE key = 'learned_sequence'")
            writer.catalog.connection.set_trace_callback(asked.append)
            asked.clear()
            gather(writer)
            writer.catalog.connection.set_trace_callback(None)
        return len(asked)

    few = statements(given(1, 5))
    assert statements(given(5, 60)) == few
    counted = open_readonly(archive.catalog_path)
    assert counted.execute("SELECT count(*) FROM document_lines").fetchone() == (0,)
    counted.close()
    index(archive, write(tmp_path / "text.jsonl", [paper(1), paper(2)]))
    assert verdict_on_blurb(archive, "p1") == ("keep", "in 2 of 2 documents of this source")


def test_all_that_was_learned_can_be_learned_again(archive: Archive, tmp_path: Path) -> None:
    path = write(tmp_path / "a.jsonl", [paper(n) for n in range(1, 6)])
    index(archive, path)
    before = shown(archive, ["p1", "p5"])
    connection = sqlite3.connect(archive.catalog_path)
    with connection:
        for table in ("line_groups", "document_lines", "repeated_lines"):
            connection.execute(f"DELETE FROM {table}")
        connection.execute("UPDATE meta SET value = '0' WHERE key = 'learned_sequence'")
    connection.close()
    assert index(archive, path).recleaned == 0
    assert shown(archive, ["p1", "p5"]) == before


def test_an_export_that_is_read_back_has_learned_the_same(archive: Archive, tmp_path: Path) -> None:
    index(archive, write(tmp_path / "a.jsonl", [*(paper(n) for n in range(1, 5)), paper(5, source="Echo")]))
    ids = [f"p{n}" for n in range(1, 6)]
    copy = create_archive(tmp_path / "copy")
    report = index(copy, write(tmp_path / "export.jsonl", export(archive)))
    assert (report.failed, report.recleaned) == ((), 0)
    assert shown(copy, ids) == shown(archive, ids)


def test_what_another_version_made_is_made_anew_by_what_is_known_to_repeat(
    archive: Archive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    index(archive, write(tmp_path / "papers.jsonl", map(paper, range(1, 9))))
    before = shown(archive, ["p1", "p8"])
    monkeypatch.setattr(cleaning, "FINGERPRINT", "another cleaning")
    report = reindex(archive)
    assert report.recleaned == 8
    assert report.rejudged_documents == ()
    assert shown(archive, ["p1", "p8"]) == before
