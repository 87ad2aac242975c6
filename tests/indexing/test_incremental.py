"""Indexing the same paths again and again: what is read, stored, counted, and left alone."""

import gzip
import json
from pathlib import Path

from indexer.exporting import export
from indexer.generations import create_archive
from indexer.pipeline import index_paths
from search.archive import Archive
from search.catalog.reading import CatalogReader
from tests.indexing.conftest import Index


def test_files_and_records_become_documents(index: Index, folder: Path, catalog: CatalogReader) -> None:
    report = index(folder)
    assert (report.read, report.added, report.failed) == (4, 4, ())
    assert "long debate" in catalog.document("old/b.txt").hit.body
    assert catalog.document("r1").hit.body == "A first record about trade."
    assert catalog.document("r2").hit.authors == ("Ann Lee",)


def test_a_second_run_changes_nothing(index: Index, folder: Path, catalog: CatalogReader) -> None:
    index(folder)
    before = catalog.sequence()
    report = index(folder)
    assert (report.read, report.unchanged, report.added, report.updated) == (4, 4, 0, 0)
    assert catalog.sequence() == before


def test_an_unchanged_file_is_not_read_past_its_hash(index: Index, folder: Path, monkeypatch: object) -> None:
    from indexer import tasks

    index(folder)

    def never(*_: object, **__: object) -> None:
        raise AssertionError("read although its hash is known")

    patch = monkeypatch.setattr  # type: ignore[attr-defined]
    patch(tasks, "read_file", never)
    patch(tasks, "record", never)
    assert index(folder).unchanged == 4


def test_new_content_is_a_new_version_and_the_old_one_stays_readable(
    index: Index, folder: Path, catalog: CatalogReader
) -> None:
    index(folder)
    (folder / "a.txt").write_text("Talks end\n\nThe parties left Geneva without a result after all.\n")
    report = index(folder)
    assert (report.updated, report.unchanged) == (1, 3)
    document = catalog.document("a.txt")
    assert "without a result" in document.hit.body
    assert [version.version for version in document.versions] == [1, 2]
    assert "resume talks" in catalog.document("a.txt", version=1).hit.body
    assert catalog.original("a.txt", version=1).startswith(b"Talks resume")
    assert catalog.original("a.txt").startswith(b"Talks end")


def test_only_the_changed_record_of_a_file_is_made_anew(index: Index, folder: Path, catalog: CatalogReader) -> None:
    index(folder)
    lines = (folder / "c.jsonl").read_text().splitlines()
    (folder / "c.jsonl").write_text("\n".join([lines[0], lines[1].replace("second", "third")]) + "\n")
    report = index(folder)
    assert (report.updated, report.unchanged) == (1, 3)
    assert catalog.document("r2").hit.version == 2
    assert catalog.document("r1").hit.version == 1


def test_a_vanished_file_is_reported_and_its_document_stays(index: Index, folder: Path, catalog: CatalogReader) -> None:
    index(folder)
    (folder / "old" / "b.txt").unlink()
    report = index(folder)
    assert report.missing == (str(folder / "old" / "b.txt"),)
    assert "long debate" in catalog.document("old/b.txt").hit.body


def test_a_vanished_file_is_reported_once_however_often_its_folder_is_named(index: Index, folder: Path) -> None:
    index(folder)
    (folder / "old" / "b.txt").unlink()
    assert index(folder, folder, folder / "old").missing == (str(folder / "old" / "b.txt"),)


def test_a_file_elsewhere_is_not_missed(index: Index, folder: Path) -> None:
    index(folder)
    (folder / "a.txt").unlink()
    assert index(folder / "old", prefix="old").missing == ()


def test_an_exact_duplicate_is_counted_linked_and_not_stored_twice(
    index: Index, folder: Path, catalog: CatalogReader
) -> None:
    (folder / "z.txt").write_bytes((folder / "a.txt").read_bytes())
    report = index(folder)
    assert (report.added, report.duplicates) == (4, 1)
    assert catalog.statistics().duplicates == 1
    again = index(folder)
    assert (again.unchanged, again.duplicates) == (4, 1)


def test_records_equal_in_all_but_their_id_are_duplicates(index: Index, folder: Path) -> None:
    same = {"title": "T", "body": "The same words of the same statement."}
    (folder / "d.jsonl").write_text("".join(json.dumps({"id": name, **same}) + "\n" for name in ("x", "y")))
    assert index(folder / "d.jsonl").duplicates == 1


def test_records_that_differ_in_their_source_are_no_duplicates(index: Index, folder: Path) -> None:
    rows = [{"id": name, "source": name, "body": "The same words of the same statement."} for name in ("x", "y")]
    (folder / "d.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    assert index(folder / "d.jsonl").added == 2


def test_empty_documents_are_nobodys_duplicates(index: Index, folder: Path) -> None:
    (folder / "d.jsonl").write_text('{"id": "x", "body": ""}\n{"id": "y", "body": ""}\n')
    assert index(folder / "d.jsonl").added == 2


def test_a_duplicate_whose_original_changed_becomes_a_document(
    index: Index, folder: Path, catalog: CatalogReader
) -> None:
    (folder / "z.txt").write_bytes((folder / "a.txt").read_bytes())
    index(folder)
    (folder / "a.txt").write_text("Another text\n\nIt has nothing to do with the one before.\n")
    report = index(folder)
    assert (report.read, report.added, report.updated, report.unchanged, report.duplicates) == (5, 1, 1, 3, 0)
    assert "resume talks" in catalog.document("z.txt").hit.body
    assert catalog.statistics().duplicates == 0


def test_so_does_one_that_was_read_before_its_original(index: Index, folder: Path, catalog: CatalogReader) -> None:
    (folder / "d.jsonl").write_text('{"id": "x", "body": "Some text."}\n{"id": "y", "body": "Other text."}\n')
    index(folder / "d.jsonl")
    (folder / "b.jsonl").write_text('{"id": "z", "body": "Some text."}\n{"id": "v", "body": "Third text."}\n')
    index(folder / "b.jsonl")
    (folder / "d.jsonl").write_text('{"id": "x", "body": "Changed text."}\n{"id": "y", "body": "Other text."}\n')
    report = index(folder / "b.jsonl", folder / "d.jsonl")
    assert (report.read, report.added, report.updated, report.unchanged, report.duplicates) == (4, 1, 1, 2, 0)
    assert catalog.document("z").hit.body == "Some text."


def test_an_id_of_another_origin_is_a_failure_that_names_both(index: Index, folder: Path, tmp_path: Path) -> None:
    index(folder)
    other = tmp_path / "other"
    other.mkdir()
    (other / "a.txt").write_text("Quite another paper under the same name.\n")
    report = index(other)
    assert report.added == 0
    ((path, reason),) = report.failed
    assert path == str(other / "a.txt")
    assert str(folder / "a.txt") in reason
    assert "--prefix" in reason
    assert index(other, prefix="other").added == 1


def test_an_id_that_occurs_twice_in_a_file_keeps_its_first_record(
    index: Index, folder: Path, catalog: CatalogReader
) -> None:
    (folder / "d.jsonl").write_text('{"id": "x", "body": "The first."}\n{"id": "x", "body": "The second."}\n')
    for _ in range(2):
        report = index(folder / "d.jsonl")
        assert len(report.failed) == 1
        assert "twice" in report.failed[0][1]
        assert catalog.document("x").hit.body == "The first."
        assert len(catalog.document("x").versions) == 1


def test_a_bad_line_is_a_failure_and_told_again_at_the_next_run(index: Index, folder: Path) -> None:
    (folder / "d.jsonl").write_text('{"id": "x", "body": "Good."}\n{"id": \n{"id": "y", "body": "Good too."}\n')
    report = index(folder / "d.jsonl")
    assert (report.read, report.added) == (3, 2)
    ((path, reason),) = report.failed
    assert path.endswith("d.jsonl:2")
    assert "JSON" in reason
    again = index(folder / "d.jsonl")
    assert (again.unchanged, len(again.failed)) == (2, 1)


def test_a_given_source_makes_the_documents_anew(index: Index, folder: Path, catalog: CatalogReader) -> None:
    index(folder / "a.txt")
    report = index(folder / "a.txt", source="Herald")
    assert report.updated == 1
    number = catalog.numbers("source", ["Herald"])["Herald"]
    assert catalog.document("a.txt").hit.source == number


def test_a_dry_run_counts_and_leaves_the_archive_alone(index: Index, folder: Path, catalog: CatalogReader) -> None:
    index(folder / "a.txt")
    before = catalog.statistics()
    report = index(folder, dry_run=True)
    assert (report.added, report.unchanged) == (3, 1)
    assert catalog.statistics() == before


def test_a_file_named_twice_is_read_once(index: Index, folder: Path) -> None:
    assert index(folder, folder / "a.txt", folder).read == 4


def test_compressed_records_are_read(index: Index, folder: Path) -> None:
    with gzip.open(folder / "d.jsonl.gz", "wt") as file:
        file.write('{"id": "x", "body": "Compressed."}\n')
    assert index(folder / "d.jsonl.gz").added == 1
    assert index(folder / "d.jsonl.gz").unchanged == 1


def test_progress_adds_up_and_commits_are_told(index: Index, folder: Path) -> None:
    told: list[int] = []
    index(folder, committed=told.append)
    assert told == [4]
    index(folder, committed=told.append)
    assert told == [4, 4]


def test_a_path_that_does_not_exist_is_a_failure(index: Index, folder: Path) -> None:
    report = index(folder / "nothing.txt", folder / "a.txt")
    assert report.added == 1
    assert report.failed[0][0] == str(folder / "nothing.txt")


def _told(archive: Archive) -> list[dict[str, object]]:
    """An archive without the times at which things were done."""
    records = list(export(archive))
    for record in records:
        for dated in (*record.get("versions", ()), *record.get("history", ())):
            dated.pop("read_at", None)
            dated.pop("at", None)
    return records


def _many(folder: Path) -> Path:
    """Enough for several tasks: 300 records and 40 files, with duplicates, bad lines and an id that occurs twice."""
    folder.mkdir()
    with open(folder / "records.jsonl", "w") as file:
        for n in range(300):
            file.write(json.dumps({"id": f"r{n % 290}", "date": f"19{n % 90 + 10}", "source": f"S{n % 7}",
                                   "body": f"Statement number {n // 2} about matter {n % 11}."}) + "\n")  # fmt: skip
            if n % 50 == 0:
                file.write("{broken\n")
    for n in range(40):
        (folder / f"{n}.txt").write_text(
            f"Paper {n // 2}\n\nIt treats of matter {n // 2} in Paris and of nothing else.\n"
        )
    return folder


def test_the_archive_is_the_same_whatever_the_number_of_workers(tmp_path: Path) -> None:
    papers = _many(tmp_path / "papers")
    reports, archives = [], []
    for jobs in (1, 2, 3):
        archive = create_archive(tmp_path / f"archive{jobs}")
        reports.append(index_paths(archive, [papers], jobs=jobs))
        archives.append(_told(archive))
    for report in reports[1:]:
        assert (report.read, report.added, report.duplicates, report.failed) == (
            reports[0].read,
            reports[0].added,
            reports[0].duplicates,
            reports[0].failed,
        )
    assert archives[0] == archives[1] == archives[2]


def test_indexing_in_two_steps_gives_the_same_archive_as_in_one(tmp_path: Path) -> None:
    papers = _many(tmp_path / "papers")
    (tmp_path / "more").mkdir()
    (tmp_path / "more" / "late.txt").write_text("A late paper\n\nIt came after all of the others.\n")
    one, two = create_archive(tmp_path / "one"), create_archive(tmp_path / "two")
    index_paths(one, [papers, tmp_path / "more"])
    index_paths(two, [papers])
    index_paths(two, [tmp_path / "more"])
    assert _told(one) == _told(two)
