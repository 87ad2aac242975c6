"""One writer at a time, on a disk that may be full."""

import fcntl
import os
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

from indexer import space
from indexer.changes import remove
from indexer.errors import NoSpace, WriterBusy
from indexer.pipeline import index_paths
from indexer.verify import verify
from indexer.writer import open_for_writing
from search import archive as archives
from search.archive import Archive
from search.catalog.reading import open_catalog
from search.errors import ArchiveError, EngineError
from tests.indexing.conftest import Index


def test_the_second_writer_is_told_who_holds_the_lock(archive: Archive, index: Index, folder: Path) -> None:
    with open_for_writing(archive, "reindex"), pytest.raises(WriterBusy) as refused:
        index(folder)
    assert "regesta reindex" in str(refused.value)
    assert f"process {os.getpid()}" in str(refused.value)
    assert "since 20" in str(refused.value)
    assert index(folder).added == 4


def test_a_lock_file_that_was_left_behind_means_nothing(archive: Archive, index: Index, folder: Path) -> None:
    archive.lock_path.write_text('{"pid": 1, "command": "index", "since": "2001-01-01"}')
    assert index(folder).added == 4


def test_a_lock_held_by_somebody_unknown_is_respected(archive: Archive, index: Index, folder: Path) -> None:
    with open(archive.lock_path, "w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        with pytest.raises(WriterBusy, match="has not said"):
            index(folder)


def test_a_failing_command_lets_go_of_the_lock(archive: Archive, index: Index, folder: Path) -> None:
    def fail(_: object) -> None:
        raise RuntimeError

    with pytest.raises(RuntimeError):
        index(folder, progress=fail)
    assert index(folder).added == 4


def test_what_an_interrupted_command_did_not_commit_is_taken_back(archive: Archive, index: Index, folder: Path) -> None:
    def interrupt(_: object) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        index(folder, progress=interrupt)
    reader = open_catalog(archive)
    assert reader.statistics().documents == 0
    reader.close()
    assert index(folder).added == 4


def test_network_file_systems_are_refused(
    archive: Archive, index: Index, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(archives, "file_system_of", lambda _: "nfs4")
        for attempt in (lambda: index(folder), archive.current, lambda: open_catalog(archive)):
            with pytest.raises(ArchiveError, match="network file system"):
                attempt()


@pytest.mark.skipif(not Path("/proc/self/mountinfo").exists(), reason="only Linux tells its mounts there")
def test_the_file_system_of_a_path_is_known() -> None:
    assert archives.file_system_of(Path("/proc/self")) == "proc"
    assert archives.file_system_of(Path("/proc/not there/yet")) == "proc"


# --- a full disk ------------------------------------------------------------------------------------------------------


def test_too_little_room_is_refused_before_anything_is_written(
    archive: Archive, index: Index, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(space, "LEAST_FREE", 1 << 60)
    with pytest.raises(NoSpace, match="Too little room"):
        index(folder)


_LIMITED = """
import resource, sys
from pathlib import Path
from typing import NamedTuple
from indexer.errors import NoSpace
from indexer.pipeline import index_paths
from indexer.rebuilding import reindex
from indexer import writer
from search.archive import Archive
writer.COMMIT_DOCUMENTS = 100
archive, papers, what, limit = Archive(Path(sys.argv[1])), sys.argv[2], sys.argv[3], int(sys.argv[4])
resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
try:
    if what == "index":
        index_paths(archive, [papers], entities=False, committed=lambda count: print("committed", count, flush=True))
    else:
        reindex(archive)
except NoSpace as error:
    print("full:", error)
    sys.exit(3)
"""


def _limited(repository: Path, archive: Archive, papers: Path, what: str, limit: int) -> tuple[int, str]:
    """Run a command in a process whose files cannot grow beyond ``limit`` bytes, as on a disk that fills up."""
    done = subprocess.run(
        [sys.executable, "-c", _LIMITED, str(archive.path), str(papers), what, str(limit)],
        cwd=repository,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


@pytest.fixture
def many(tmp_path: Path) -> Path:
    papers = tmp_path / "many.jsonl"
    papers.write_text(
        "".join(
            f'{{"id": "n{n}", "body": "{" ".join(f"word{(n * k) % 1009}" for k in range(60))}"}}\n' for n in range(600)
        )
    )
    return papers


@pytest.mark.parametrize("limit", [40_000, 150_000, 300_000, 500_000])
def test_a_disk_that_fills_up_leaves_the_archive_as_of_its_last_commit(
    repository: Path, archive: Archive, many: Path, limit: int
) -> None:
    status, said = _limited(repository, archive, many, "index", limit)
    assert status == 3, said
    assert "full" in said
    acknowledged = max((int(line.split()[1]) for line in said.splitlines() if line.startswith("committed")), default=0)
    report = verify(archive)
    assert report.problems == ()
    assert acknowledged <= report.documents < 600
    assert index_paths(archive, [many], entities=False).failed == ()
    assert verify(archive).documents == 600
    assert verify(archive).behind == 0


def test_a_rebuild_on_a_full_disk_leaves_the_live_index(
    repository: Path, archive: Archive, many: Path, folder: Path
) -> None:
    index_paths(archive, [many], entities=False)
    status, said = _limited(repository, archive, many, "reindex", 20_000)
    assert status == 3, said
    assert archive.current().number == 1
    assert verify(archive).problems == ()
    assert [path.name for path in (archive.path / "generations").iterdir()] == ["1"]


def test_a_full_disk_cannot_harm_a_single_change(
    archive: Archive, index: Index, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    index(folder)
    from indexer.catalog_writer import CatalogWriter

    def full(_: CatalogWriter) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(CatalogWriter, "commit", full)
        with pytest.raises(NoSpace, match="is full"):
            remove(archive, ["a.txt"], "asked for")
    reader = open_catalog(archive)
    assert reader.document("a.txt").hit.id == "a.txt"
    reader.close()


def test_a_writer_that_took_a_batch_back_goes_on_without_it(archive: Archive, index: Index, folder: Path) -> None:
    index(folder)
    with open_for_writing(archive, "test") as writer:
        first, second = writer.catalog.known("a.txt"), writer.catalog.known("r1")
        assert first is not None
        assert second is not None
        for known in (first, second):
            writer.begin()
            if known is second:
                writer.upsert(writer.catalog.restore(first))
                writer.rollback()
                writer.begin()
            writer.catalog.remove(known, "a mistake")
            writer.delete(known.number)
            writer.commit()
    assert verify(archive).indexed == 2


def test_an_engine_that_dies_without_a_reason_on_a_full_disk_is_told_as_that(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(EngineError, match="killed") as told, space.told_as_no_space(tmp_path):
        raise EngineError("An index writer was killed.", hint="Rebuild it.")
    assert "full" not in str(told.value)
    monkeypatch.setattr("indexer.space.shutil.disk_usage", lambda _: _Usage(total=10**9, used=10**9, free=0))
    with pytest.raises(NoSpace, match="is full") as full, space.told_as_no_space(tmp_path):
        raise EngineError("An index writer was killed.", hint="Rebuild it.")
    assert "run the command again" in str(full.value)


class _Usage(NamedTuple):
    total: int
    used: int
    free: int
