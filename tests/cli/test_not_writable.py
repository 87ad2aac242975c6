"""An archive in a folder that may only be read is told apart from one that is damaged."""

import ctypes
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from indexer.generations import create_archive
from indexer.pipeline import index_paths

REPOSITORY = Path(__file__).parents[2]
# Root writes where nobody may: its right to (CAP_DAC_OVERRIDE, capability 1) is taken out of what a new program can have.
_DROP_FROM_BOUNDING_SET, _OVERRIDE = 24, 1


def _without_the_right_of_root() -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_DROP_FROM_BOUNDING_SET, _OVERRIDE, 0, 0, 0)


def _regesta(*arguments: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "web.cli", *arguments],
        cwd=REPOSITORY,
        preexec_fn=_without_the_right_of_root,
        capture_output=True,
        text=True,
        timeout=120,
    )


def _forbid_writing(folder: Path, *, forbidden: bool) -> None:
    for path in (folder, *(each for each in folder.rglob("*") if each.is_dir())):
        path.chmod(0o555 if forbidden else 0o755)


@pytest.fixture(params=["tantivy", "whoosh"])
def forbidden(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Path]:
    """An archive of one document in a folder nobody may write in, as a copy on a read-only medium is."""
    (tmp_path / "paper.txt").write_text("Talks in Geneva\n\nThe delegations met in Geneva and agreed on nothing.\n")
    made = tmp_path / "made"
    index_paths(create_archive(made, request.param), [tmp_path / "paper.txt"])
    folder = tmp_path / "archive"
    shutil.copytree(made, folder, ignore=shutil.ignore_patterns("*-wal", "*-shm"))
    _forbid_writing(folder, forbidden=True)
    yield folder
    _forbid_writing(folder, forbidden=False)


@pytest.mark.parametrize("command", [("search", "talks"), ("verify",), ("stats", "--json")])
def test_a_folder_that_may_not_be_written_to_is_told_and_no_backup_is_called_for(
    forbidden: Path, command: tuple[str, ...]
) -> None:
    answer = _regesta(*command, "--archive", str(forbidden))
    assert answer.returncode == 3
    assert "may not be written to" in answer.stderr
    assert "Restore" not in answer.stderr
    assert "reindex" not in answer.stderr
    assert "contradict" not in answer.stdout


def test_an_index_that_may_not_be_written_to_is_not_called_damaged(tmp_path: Path) -> None:
    (tmp_path / "paper.txt").write_text("Talks in Geneva\n\nThe delegations met in Geneva and agreed on nothing.\n")
    archive = create_archive(tmp_path / "archive", "tantivy")
    index_paths(archive, [tmp_path / "paper.txt"])
    index = archive.current().index_path
    for lock in index.glob(".tantivy*.lock"):
        lock.unlink()
    _forbid_writing(index, forbidden=True)
    try:
        answer = _regesta("verify", "--archive", str(archive.path))
    finally:
        _forbid_writing(index, forbidden=False)
    assert answer.returncode == 3
    assert str(index) in answer.stderr
    assert "may not be written to" in answer.stderr
