"""How a large run commits the index: in parts that the engine makes into one segment."""

import gzip
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer import pipeline, rebuilding, segments, walking, writer
from indexer.errors import NoSpace
from indexer.generations import create_archive
from indexer.pipeline import index_paths
from indexer.rebuilding import reindex
from indexer.segments import MOST_BYTES, MOST_DOCUMENTS, documents_a_part
from indexer.verify import verify
from indexer.walking import unpacked_bytes
from search import SearchRequest, open_archive
from search.archive import Archive
from tests.learning.papers import index, paper, write

_DOCUMENTS = 83


@given(st.integers(0, 10**9), st.integers(0, 10**13), st.integers(1, 12))
def test_parts_are_within_the_limits_and_as_many_as_are_merged_into_one(documents: int, size: int, merged: int) -> None:
    part = documents_a_part(documents, size, merged)
    assert 0 < part <= MOST_DOCUMENTS
    if merged < 2 or not documents or (documents <= MOST_DOCUMENTS and size <= MOST_BYTES):
        assert part == MOST_DOCUMENTS
        return
    parts = merged
    while documents > parts * MOST_DOCUMENTS or size > parts * MOST_BYTES:
        parts *= merged
    assert documents <= parts * part < documents + parts


def _records(path: Path, text: str = "The council discussed the harbour of town number {}.") -> Path:
    lines = [json.dumps({"id": f"d{number}", "text": text.format(number)}) for number in range(_DOCUMENTS)]
    path.write_text("\n".join(lines) + "\n")
    return path


def _segments(archive: Archive) -> list[int]:
    meta = json.loads((archive.current().index_path / "meta.json").read_text())
    return [
        segment["max_doc"] - (segment["deletes"] or {"num_deleted_docs": 0})["num_deleted_docs"]
        for segment in meta["segments"]
    ]


def _all(archive: Archive) -> int:
    service = open_archive(archive.path)
    try:
        return service.search(SearchRequest(text="harbour")).total
    finally:
        service.close()


@pytest.fixture
def small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(segments, "MOST_DOCUMENTS", 12)
    monkeypatch.setattr(pipeline, "LARGE", 5)
    monkeypatch.setattr(walking, "TASK_DOCUMENTS", 1)
    monkeypatch.setattr(rebuilding, "_CHUNK", 1)


@pytest.mark.usefixtures("small_parts")
def test_a_large_run_ends_as_one_segment(tmp_path: Path) -> None:
    archive = create_archive(tmp_path / "archive", "tantivy")
    index_paths(archive, [_records(tmp_path / "all.jsonl")])
    assert _segments(archive)[0] >= _DOCUMENTS - 12  # all, or all but a few that came after the eighth part
    assert len(_segments(archive)) <= 2
    assert _all(archive) == _DOCUMENTS
    assert not verify(archive).problems


def _letters(path: Path) -> Path:
    """The writer of every other one is given with his middle name, of the rest without: the rule joins both."""
    names = ("Walter Lindqvist Barrow", "Walter L. Barrow")
    text = "Minister {} spoke about the harbour of town number {}. Mr. Barrow then left for Geneva."
    lines = [
        json.dumps({"id": f"d{number}", "text": text.format(names[number % 2], number)}) for number in range(_DOCUMENTS)
    ]
    path.write_text("\n".join(lines) + "\n")
    return path


@pytest.mark.usefixtures("small_parts")
@pytest.mark.parametrize("room", [True, False])
def test_a_large_run_that_joins_names_ends_as_one_segment_where_there_is_room(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, room: bool
) -> None:
    if not room:
        monkeypatch.setattr(pipeline, "has_room_to_renew", lambda archive: False)
    archive = create_archive(tmp_path / "archive", "tantivy")
    index(archive, write(tmp_path / "one.jsonl", [paper(1)]))
    report = index_paths(archive, [_letters(tmp_path / "all.jsonl")])
    assert report.joined == 1
    assert (_segments(archive) == [_DOCUMENTS + 2]) is room
    assert _all(archive) == _DOCUMENTS + 1
    assert not verify(archive).problems
    service = open_archive(archive.path)
    people = service.search(SearchRequest(text="harbour")).facets["person"].values
    service.close()
    assert [value.count for value in people if "Barrow" in value.label] == [_DOCUMENTS]


@pytest.mark.usefixtures("small_parts")
def test_a_first_run_gives_the_index_each_document_once(tmp_path: Path) -> None:
    archive = create_archive(tmp_path / "archive", "tantivy")
    told: list[tuple[int, int]] = []
    report = index_paths(
        archive,
        [_letters(tmp_path / "all.jsonl")],
        progress=lambda so_far: told.append((so_far.built, so_far.to_build)) if so_far.to_build else None,
    )
    assert report.joined == 1
    assert (told[0], told[-1]) == ((0, _DOCUMENTS), (_DOCUMENTS, _DOCUMENTS))
    assert (_segments(archive), _dead(archive), archive.current().number) == ([_DOCUMENTS + 1], 0, 1)
    assert _all(archive) == _DOCUMENTS
    assert not verify(archive).problems


def test_readers_see_the_documents_of_a_long_first_run_before_it_ends(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writer, "COMMIT_DOCUMENTS", 10)
    monkeypatch.setattr(writer, "INDEX_COMMIT_SECONDS", 0.0)
    monkeypatch.setattr(walking, "TASK_DOCUMENTS", 1)
    archive = create_archive(tmp_path / "archive", "tantivy")
    seen: list[int] = []
    index_paths(archive, [_letters(tmp_path / "all.jsonl")], committed=lambda _: seen.append(_all(archive)))
    assert seen[:3] == [10, 20, 30]
    assert seen[-1] == _all(archive) == _DOCUMENTS
    assert not verify(archive).problems


def test_a_first_run_cut_short_is_brought_up_by_the_next_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive = create_archive(tmp_path / "archive", "tantivy")

    def fails(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(writer.Writer, "bring_up", fails)
        with pytest.raises(KeyboardInterrupt):
            index_paths(archive, [_letters(tmp_path / "all.jsonl")])
    assert _all(archive) == 0
    index(archive, write(tmp_path / "one.jsonl", [paper(1)]))
    assert _all(archive) == _DOCUMENTS + 1
    assert not verify(archive).problems


def _dead(archive: Archive) -> int:
    meta = json.loads((archive.current().index_path / "meta.json").read_text())
    return sum((segment["deletes"] or {"num_deleted_docs": 0})["num_deleted_docs"] for segment in meta["segments"])


def test_a_run_that_brings_most_of_an_archive_leaves_nothing_dead_in_the_index(tmp_path: Path) -> None:
    archive = create_archive(tmp_path / "archive", "tantivy")
    index(archive, write(tmp_path / "one.jsonl", [paper(number) for number in range(1, 3)]))
    report = index(archive, write(tmp_path / "two.jsonl", [paper(number) for number in range(3, 9)]))
    assert report.recleaned  # of the first two, too
    assert (_segments(archive), _dead(archive)) == ([8 + 1], 0)
    index(archive, write(tmp_path / "three.jsonl", [paper(9)]))
    assert len(_segments(archive)) > 1  # for one document the other eight are not written again


@pytest.mark.usefixtures("small_parts")
def test_a_rebuild_at_the_end_of_a_run_that_fails_leaves_what_the_next_run_brings_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive = create_archive(tmp_path / "archive", "tantivy")
    index(archive, write(tmp_path / "one.jsonl", [paper(1)]))

    def fails(*_: object) -> None:
        raise NoSpace("The disk is full.", hint="Free some.")

    with monkeypatch.context() as patched:
        patched.setattr(rebuilding, "declare_whole", fails)
        with pytest.raises(NoSpace):
            index_paths(archive, [_letters(tmp_path / "all.jsonl")])
    assert index_paths(archive, [tmp_path / "all.jsonl"]).unchanged == _DOCUMENTS
    assert _all(archive) == _DOCUMENTS + 1
    assert not verify(archive).problems


@pytest.mark.usefixtures("small_parts")
def test_a_large_rebuild_is_one_segment(tmp_path: Path) -> None:
    archive = create_archive(tmp_path / "archive", "tantivy")
    index_paths(archive, [_records(tmp_path / "all.jsonl")])
    reindex(archive)
    assert _segments(archive) == [_DOCUMENTS + 1]  # and the sentinel
    assert _all(archive) == _DOCUMENTS


def test_a_file_counts_with_what_it_holds_unpacked(tmp_path: Path) -> None:
    plain = _records(tmp_path / "all.jsonl")
    (tmp_path / "packed.jsonl.gz").write_bytes(gzip.compress(plain.read_bytes()))
    (tmp_path / "cut.jsonl.gz").write_bytes(b"ab")
    assert unpacked_bytes([tmp_path]) == 2 * plain.stat().st_size + 2
