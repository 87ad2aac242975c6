"""Rebuilding beside the live index, switching, going back; and catching up with what an index missed."""

import json
import shutil
import threading
from pathlib import Path

import pytest

from indexer import writer as writing
from indexer.changes import edit, remove
from indexer.generations import create_archive, open_or_create
from indexer.rebuilding import reindex, rollback
from indexer.verify import verify
from search import SearchRequest, open_archive
from search.archive import Archive
from search.catalog.packing import squeeze_bytes
from search.engines import engine_named
from search.errors import ArchiveError, EngineError
from tests.indexing.conftest import Index


def _ids(archive: Archive) -> list[str]:
    service = open_archive(archive.path)
    try:
        return sorted(hit.id for hit in service.search(SearchRequest(limit=100)).hits)
    finally:
        service.close()


def test_a_rebuild_is_a_new_generation_and_keeps_the_one_before(archive: Archive, index: Index, folder: Path) -> None:
    index(folder)
    ids = _ids(archive)
    for number in (2, 3):
        assert reindex(archive).generation == number
        assert archive.current().number == number
        assert archive.current().previous == number - 1
        assert _ids(archive) == ids
    assert sorted(path.name for path in (archive.path / "generations").iterdir()) == ["2", "3"]


def test_another_engine_takes_over_and_answers_alike(archive: Archive, index: Index, folder: Path) -> None:
    index(folder)
    ids = _ids(archive)
    assert reindex(archive, "whoosh").engine == "whoosh"
    assert archive.current().engine == "whoosh"
    assert _ids(archive) == ids
    index(folder)
    rollback(archive)
    assert archive.current().engine == "tantivy"


def test_a_rollback_takes_the_changes_made_since_along(archive: Archive, index: Index, folder: Path) -> None:
    index(folder / "a.txt", folder / "c.jsonl")
    reindex(archive)
    index(folder / "old")
    remove(archive, ["a.txt"], "asked for")
    edit(archive, "r1", title="On trade", reason="from the print")
    ids = _ids(archive)
    assert ids == ["b.txt", "r1", "r2"]
    assert rollback(archive) == 1
    assert archive.current().number == 1
    assert _ids(archive) == ids
    assert verify(archive).behind == 0
    assert rollback(archive) == 2
    assert _ids(archive) == ids


def test_a_generations_number_is_never_used_again(archive: Archive, index: Index, folder: Path) -> None:
    index(folder)
    reindex(archive)
    rollback(archive)
    assert reindex(archive).generation == 3


def test_without_a_generation_before_there_is_no_way_back(archive: Archive) -> None:
    with pytest.raises(ArchiveError, match="no generation to go back to"):
        rollback(archive)


def test_searching_goes_on_during_rebuilds_and_never_mixes_generations(
    archive: Archive, index: Index, folder: Path
) -> None:
    index(folder)
    service = open_archive(archive.path)
    stop = threading.Event()
    seen: set[str] = set()
    errors: list[BaseException] = []

    def search() -> None:
        while not stop.is_set():
            try:
                result = service.search(SearchRequest(text="the OR record OR second OR one"))
                assert {hit.id for hit in result.hits} == {"a.txt", "old/b.txt", "r1", "r2"}
                assert result.total == 4
                seen.add(result.snapshot)
            except BaseException as error:
                errors.append(error)
                return

    thread = threading.Thread(target=search)
    thread.start()
    try:
        for _ in range(4):
            reindex(archive)
    finally:
        stop.set()
        thread.join()
        service.close()
    assert errors == []
    assert seen <= {f"{number}.4" for number in range(1, 6)}


def test_an_index_that_missed_a_commit_is_brought_up_at_the_next_opening(
    archive: Archive, index: Index, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    index(folder)

    class Failing:
        """An index writer that loses power at the moment of commit."""

        def __init__(self, real: object) -> None:
            self._real = real

        def __getattr__(self, name: str) -> object:
            return getattr(self._real, name)

        def commit(self, sequence: int) -> None:
            raise EngineError("power failure")

    whole = writing.Writer.open_index

    def failing(self: writing.Writer, *arguments: object) -> None:
        whole(self, *arguments)  # type: ignore[arg-type]
        self._index = Failing(self._index)  # type: ignore[assignment]

    monkeypatch.setattr(writing.Writer, "open_index", failing)
    (folder / "d.txt").write_text("A late paper\n\nIt came after all of the others and was kept.\n")
    with pytest.raises(EngineError, match="power failure"):
        index(folder)
    monkeypatch.undo()
    report = verify(archive)
    assert report.whole
    assert report.behind == 1
    assert "d.txt" not in _ids(archive)
    assert index(folder).unchanged == 5
    assert verify(archive).behind == 0
    assert "d.txt" in _ids(archive)


def test_half_made_generations_are_swept_by_the_next_writer(archive: Archive, index: Index, folder: Path) -> None:
    half = archive.folder_of(7)
    (half / "index").mkdir(parents=True)
    index(folder)
    assert not half.exists()


def test_a_failing_rebuild_leaves_the_live_index_alone(
    archive: Archive, index: Index, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    index(folder)
    engine = type(engine_named("tantivy"))
    whole = engine.open_writer

    def failing(self: object, path: Path, *, bulk: bool = False) -> object:
        if path.parent.name == "2":
            raise EngineError("no luck")
        return whole(self, path, bulk=bulk)  # type: ignore[arg-type]

    monkeypatch.setattr(engine, "open_writer", failing)
    with pytest.raises(EngineError, match="no luck"):
        reindex(archive)
    assert archive.current().number == 1
    assert not archive.folder_of(2).exists()
    assert len(_ids(archive)) == 4


def test_an_archive_keeps_its_engine_until_it_is_rebuilt(tmp_path: Path) -> None:
    create_archive(tmp_path / "archive", "whoosh")
    assert open_or_create(tmp_path / "archive").current().engine == "whoosh"
    with pytest.raises(ArchiveError, match="reindex --engine tantivy"):
        open_or_create(tmp_path / "archive", "tantivy")


# --- broken archives --------------------------------------------------------------------------------------------------


@pytest.fixture
def broken(tmp_path: Path, archive: Archive, index: Index, folder: Path) -> Archive:
    index(folder)
    (tmp_path / "broken on purpose").touch()
    return archive


def test_a_missing_index_is_said_and_mended_by_a_rebuild(broken: Archive, index: Index, folder: Path) -> None:
    shutil.rmtree(broken.folder_of(1) / "index")
    for attempt in (lambda: index(folder), lambda: open_archive(broken.path).search(SearchRequest())):
        with pytest.raises(ArchiveError, match="reindex"):
            attempt()
    assert not verify(broken).whole
    assert not (broken.folder_of(1) / "index").exists()
    reindex(broken)
    assert verify(broken).whole
    assert len(_ids(broken)) == 4


def test_a_missing_generation_or_pointer_is_said_and_mended_by_a_rebuild(
    broken: Archive, index: Index, folder: Path
) -> None:
    shutil.rmtree(broken.folder_of(1))
    with pytest.raises(ArchiveError, match="reindex"):
        index(folder)
    broken.pointer_path.unlink()
    with pytest.raises(ArchiveError, match="reindex"):
        index(folder)
    with pytest.raises(ArchiveError):
        create_archive(broken.path)
    reindex(broken)
    assert verify(broken).whole
    assert len(_ids(broken)) == 4


def test_a_corrupt_index_is_found_by_verify_and_mended_by_a_rebuild(broken: Archive) -> None:
    for file in (broken.folder_of(1) / "index").glob("*.json"):
        file.write_text("{")
    report = verify(broken)
    assert not report.whole
    assert "reindex" in " ".join(report.problems)
    reindex(broken)
    assert verify(broken).whole


def test_a_document_missing_from_the_index_is_found_by_verify(broken: Archive) -> None:
    generation = broken.current()
    index = engine_named(generation.engine).open_writer(generation.index_path)
    index.delete(1)
    index.commit(4)
    index.close()
    report = verify(broken)
    assert [problem for problem in report.problems if "a.txt is missing from the index" in problem]


def test_an_original_that_changed_is_found_by_verify(broken: Archive) -> None:
    import sqlite3

    connection = sqlite3.connect(broken.catalog_path)
    connection.execute("UPDATE versions SET original = ? WHERE key = 65537", (squeeze_bytes(b"another text"),))
    connection.commit()
    connection.close()
    assert any("sha256 differs" in problem for problem in verify(broken).problems)


def test_a_corrupt_catalog_is_refused_and_never_written_over(broken: Archive, index: Index, folder: Path) -> None:
    for name in ("catalog.sqlite-wal", "catalog.sqlite-shm"):
        broken.path.joinpath(name).unlink(missing_ok=True)
    broken.catalog_path.write_bytes(b"this is no database, though it is long enough" * 100)
    content = broken.catalog_path.read_bytes()
    for attempt in (
        lambda: index(folder),
        lambda: verify(broken),
        lambda: reindex(broken),
        lambda: create_archive(broken.path),
        lambda: open_or_create(broken.path) and index(folder),
    ):
        with pytest.raises(ArchiveError):
            attempt()
    assert broken.catalog_path.read_bytes() == content


def test_an_archive_of_a_newer_version_is_refused(broken: Archive, index: Index, folder: Path) -> None:
    import sqlite3

    connection = sqlite3.connect(broken.catalog_path)
    connection.execute("PRAGMA user_version = 99")
    connection.close()
    with pytest.raises(ArchiveError, match="version 99"):
        index(folder)


def test_an_index_of_another_version_is_refused_until_it_is_rebuilt(
    broken: Archive, index: Index, folder: Path
) -> None:
    meta = broken.folder_of(1) / "meta.json"
    meta.write_text(json.dumps({**json.loads(meta.read_text()), "analysis_version": "0"}))
    with pytest.raises(ArchiveError, match="reindex"):
        index(folder)
    reindex(broken)
    assert index(folder).unchanged == 4


def test_an_index_newer_than_its_catalog_is_refused(broken: Archive, tmp_path: Path, folder: Path) -> None:
    shutil.copytree(broken.path, tmp_path / "before")
    from indexer.pipeline import index_paths

    (folder / "d.txt").write_text("A late paper\n\nIt came after all of the others and was kept.\n")
    index_paths(broken, [folder])
    shutil.copy(tmp_path / "before" / "catalog.sqlite", broken.catalog_path)
    with pytest.raises(ArchiveError, match="do not belong together"):
        index_paths(broken, [folder])
    assert not verify(broken).whole


def test_no_archive_is_made_over_other_files(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("Dear all")
    with pytest.raises(ArchiveError, match=r"letter\.txt"):
        create_archive(tmp_path)


def test_a_making_that_was_cut_short_is_made_again(tmp_path: Path) -> None:
    archive = create_archive(tmp_path / "archive")
    archive.pointer_path.unlink()
    shutil.rmtree(archive.folder_of(1))
    assert open_or_create(archive.path).current().number == 1


def test_there_is_no_archive_where_there_is_none(tmp_path: Path) -> None:
    with pytest.raises(ArchiveError, match="no archive"):
        Archive(tmp_path / "nowhere").current()
    assert not (tmp_path / "nowhere").exists()
