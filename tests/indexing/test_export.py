"""An archive that is exported and read back, or backed up, is the same archive."""

import json
import threading
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.backup import backup
from indexer.changes import edit, override_lines, remove, restore
from indexer.exporting import export
from indexer.generations import create_archive
from indexer.pipeline import index_paths
from indexer.rebuilding import reindex
from indexer.verify import verify
from search import SearchRequest, open_archive
from search.archive import Archive
from search.catalog.reading import open_catalog
from search.errors import ArchiveError
from tests.indexing.conftest import Index


def _records(archive: Archive) -> list[dict[str, Any]]:
    return json.loads(json.dumps(list(export(archive))))  # type: ignore[no-any-return]


def _written(archive: Archive, path: Path) -> Path:
    path.write_text("".join(json.dumps(record) + "\n" for record in export(archive)))
    return path


def _figures(archive: Archive) -> dict[str, int]:
    reader = open_catalog(archive)
    figures = reader.statistics()
    reader.close()
    names = ("documents", "dated", "undated", "removed", "duplicates", "sources", "entities", "sequence")
    return {name: getattr(figures, name) for name in names}


@pytest.fixture
def rich(archive: Archive, index: Index, folder: Path) -> Archive:
    """Versions, decisions, a removed document, a duplicate, and an original that is not UTF-8."""
    (folder / "latin.txt").write_bytes(
        "Das Übereinkommen\n\nDie Verträge wurden in Zürich für gültig erklärt.\n".encode("cp1252")
    )
    (folder / "z.txt").write_bytes((folder / "a.txt").read_bytes())
    index(folder)
    (folder / "old" / "b.txt").write_text("Sanctions eased again\n\nThe council eased them after another debate.\n")
    index(folder)
    edit(archive, "r1", date="1999-05", source="Herald", reason="from the print")
    override_lines(archive, "r2", drop=[2], reason="not ours")
    remove(archive, ["a.txt", "latin.txt"], "asked for")
    restore(archive, "latin.txt")
    return archive


def test_an_export_read_back_is_the_same_archive(rich: Archive, tmp_path: Path) -> None:
    again = create_archive(tmp_path / "again")
    report = index_paths(again, [_written(rich, tmp_path / "export.jsonl")])
    assert (report.added, report.duplicates, report.failed) == (5, 1, ())
    assert _records(again) == _records(rich)
    assert _figures(again) == _figures(rich)
    assert verify(again).problems == ()


def test_an_export_read_back_answers_searches_alike(rich: Archive, tmp_path: Path) -> None:
    again = create_archive(tmp_path / "again")
    index_paths(again, [_written(rich, tmp_path / "export.jsonl")])
    answers = []
    for archive in (rich, again):
        service = open_archive(archive.path)
        found = service.search(SearchRequest(limit=50))
        # Equal counts come in the order in which values were first met, which an export does not tell.
        facets = {
            name: sorted((v.value, v.label, v.count) for v in facet.values) for name, facet in found.facets.items()
        }
        answers.append((found.total, [(hit.id, hit.title, hit.source) for hit in found.hits], facets))
        service.close()
    assert answers[0] == answers[1]


def test_an_archive_from_an_export_can_be_worked_on(rich: Archive, tmp_path: Path, folder: Path) -> None:
    again = create_archive(tmp_path / "again")
    index_paths(again, [_written(rich, tmp_path / "export.jsonl")])
    report = index_paths(again, [folder])
    assert (report.unchanged, report.added, report.updated, report.duplicates) == (5, 0, 0, 1)
    edit(again, "r1", date="", reason="the print was another one")
    reindex(again)
    reader = open_catalog(again)
    date = reader.document("r1").hit.date
    assert date is not None
    assert date.iso == "2012-03"
    assert "Sanctions eased\n" in reader.original("old/b.txt", version=1).decode()
    assert "long debate" in reader.document("old/b.txt", version=1).hit.body
    reader.close()


def test_an_export_read_twice_changes_nothing(rich: Archive, tmp_path: Path) -> None:
    again = create_archive(tmp_path / "again")
    path = _written(rich, tmp_path / "export.jsonl")
    index_paths(again, [path])
    before = _records(again)
    report = index_paths(again, [path])
    assert (report.unchanged, report.duplicates, report.failed) == (5, 1, ())
    assert _records(again) == before


def test_a_damaged_record_of_an_export_is_a_failure_and_the_others_are_read(rich: Archive, tmp_path: Path) -> None:
    lines = _written(rich, tmp_path / "export.jsonl").read_text().splitlines()
    record = json.loads(lines[1])
    record["versions"][0]["original"] += "!"
    lines[1] = json.dumps(record)
    lines[2] = json.dumps({"regesta": 1, "id": "x", "origin": "nowhere"})
    lines[3] = json.dumps({**json.loads(lines[3]), "regesta": 2})
    (tmp_path / "export.jsonl").write_text("\n".join(lines) + "\n")
    again = create_archive(tmp_path / "again")
    report = index_paths(again, [tmp_path / "export.jsonl"])
    assert [path.rpartition(":")[2] for path, _ in report.failed[:3]] == ["2", "3", "4"]
    assert "sha256" in report.failed[0][1]
    assert "2, not 1" in report.failed[2][1]
    assert report.added == 2


_texts = st.text(st.characters(codec="utf-8", exclude_categories=("Cs",)), max_size=60)
_record = st.fixed_dictionaries(
    {"body": _texts},
    optional={
        "title": _texts,
        "date": st.sampled_from(["2012", "1999-05", "not a date"]),
        "source": st.sampled_from(["Herald", "Council, The", "_odd"]),
        "author": _texts,
        "language": st.sampled_from(["en", "de"]),
        "url": st.sampled_from(["https://example.org/a", "nonsense"]),
    },
)


@settings(max_examples=15)
@given(rows=st.lists(_record, max_size=6))
def test_any_archive_survives_export_and_import(
    tmp_path_factory: pytest.TempPathFactory, rows: list[dict[str, str]]
) -> None:
    place = tmp_path_factory.mktemp("any")
    (place / "in.jsonl").write_text("".join(json.dumps({"id": str(n), **row}) + "\n" for n, row in enumerate(rows)))
    first, again = create_archive(place / "first"), create_archive(place / "again")
    index_paths(first, [place / "in.jsonl"])
    index_paths(again, [_written(first, place / "out.jsonl")])
    assert _records(again) == _records(first)
    assert _figures(again) == _figures(first)
    assert verify(again).problems == ()


# --- backup -----------------------------------------------------------------------------------------------------------


def test_a_backup_is_an_archive_of_its_own(rich: Archive, tmp_path: Path, folder: Path) -> None:
    report = backup(rich, tmp_path / "copy")
    copy = Archive(tmp_path / "copy")
    assert report.documents == 4
    assert verify(copy).problems == ()
    assert _records(copy) == _records(rich)
    assert copy.current().engine == rich.current().engine
    assert index_paths(copy, [folder]).unchanged == 5
    reindex(copy)
    assert verify(rich).problems == ()


def test_a_backup_is_taken_while_searches_go_on(rich: Archive, tmp_path: Path) -> None:
    service = open_archive(rich.path)
    errors: list[BaseException] = []
    stop = threading.Event()

    def search() -> None:
        while not stop.is_set():
            try:
                assert service.search(SearchRequest(text="council")).total == 1
            except BaseException as error:
                errors.append(error)
                return

    thread = threading.Thread(target=search)
    thread.start()
    try:
        for number in range(3):
            backup(rich, tmp_path / f"copy{number}")
    finally:
        stop.set()
        thread.join()
        service.close()
    assert errors == []


def test_a_backup_is_never_written_over_anything(rich: Archive, tmp_path: Path) -> None:
    (tmp_path / "copy").mkdir()
    backup(rich, tmp_path / "copy")
    with pytest.raises(ArchiveError, match="not an empty folder"):
        backup(rich, tmp_path / "copy")
    with pytest.raises(ArchiveError):
        backup(rich, rich.path)


def test_a_backup_that_fails_leaves_nothing(rich: Archive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from indexer import backup as module

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(module, "_sync_below", fail)
    with pytest.raises(ArchiveError, match="is full"):
        backup(rich, tmp_path / "copy")
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith("copy")] == []
