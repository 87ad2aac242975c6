"""Files and folders become raw documents; what cannot be read is told and never stops the run."""

import gzip
import os
from pathlib import Path

import pytest

from indexer.documents import RawDocument
from indexer.errors import ReadFailure
from indexer.readers import READERS, FoundFile, Limits, file_sha256, list_files, read_file, read_paths


def read(*paths: Path, **options: object) -> tuple[list[RawDocument], list[ReadFailure]]:
    got = list(read_paths(paths, **options))  # type: ignore[arg-type]
    return [x for x in got if isinstance(x, RawDocument)], [x for x in got if isinstance(x, ReadFailure)]


def only_failure(*paths: Path, **options: object) -> ReadFailure:
    documents, failures = read(*paths, **options)
    assert documents == []
    assert len(failures) == 1
    return failures[0]


SAMPLES = {
    ".txt": "A text.",
    ".md": "# A text",
    ".html": "<p>A text",
    ".htm": "<p>A text",
    ".xhtml": "<p>A text</p>",
    ".json": '{"id": "a", "text": "A text."}',
    ".jsonl": '{"id": "a", "text": "A text."}\n',
    ".ndjson": '{"id": "a", "text": "A text."}\n',
}


def test_every_reader_has_a_sample_here() -> None:
    assert set(SAMPLES) == set(READERS)


@pytest.mark.parametrize("suffix", SAMPLES)
@pytest.mark.parametrize("packed", [False, True])
def test_every_format_is_read_plain_and_packed(tmp_path: Path, suffix: str, packed: bool) -> None:
    path = tmp_path / f"a{suffix}{'.gz' if packed else ''}"
    content = SAMPLES[suffix].encode()
    path.write_bytes(gzip.compress(content) if packed else content)
    documents, failures = read(tmp_path)
    assert not failures
    assert "A text" in documents[0].text
    assert documents[0].original == content.rstrip(b"\n")


def test_the_id_of_a_file_is_its_path_below_the_given_folder(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "c.txt").write_text("x")
    (tmp_path / "a.txt").write_text("x")
    assert [document.id for document in read(tmp_path)[0]] == ["a.txt", "b/c.txt"]
    assert [document.folder for document in read(tmp_path)[0]] == [None, "b"]
    assert [document.id for document in read(tmp_path / "b" / "c.txt")[0]] == ["c.txt"]
    assert [document.id for document in read(tmp_path, prefix="x")[0]] == ["x/a.txt", "x/b/c.txt"]


def test_ids_are_nfc(tmp_path: Path) -> None:
    (tmp_path / "Zu\u0308rich.txt").write_text("x")
    assert read(tmp_path)[0][0].id == "Z\u00fcrich.txt"


def test_folders_are_walked_in_the_same_order_every_time(tmp_path: Path) -> None:
    for name in ("b/2.txt", "a/1.txt", "c.txt", "a/0.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("x")
    assert [document.id for document in read(tmp_path)[0]] == ["c.txt", "a/0.txt", "a/1.txt", "b/2.txt"]


def test_a_missing_path_is_one_failure_and_the_next_is_read(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("x")
    documents, failures = read(tmp_path / "nowhere", tmp_path / "a.txt")
    assert len(documents) == 1
    assert "No such file" in failures[0].reason


def test_symbolic_links_and_pipes_are_refused_with_a_reason(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("x")
    (tmp_path / "link.txt").symlink_to(tmp_path / "a.txt")
    (tmp_path / "loop").symlink_to(tmp_path)
    os.mkfifo(tmp_path / "pipe.txt")
    documents, failures = read(tmp_path)
    assert [document.id for document in documents] == ["a.txt"]
    assert sorted(failure.reason.split(";")[0] for failure in failures) == [
        "is a named pipe, not a file",
        "is a symbolic link",
        "is a symbolic link",
    ]


def test_a_link_that_took_the_place_of_a_file_is_refused_when_opened(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("x")
    [found] = list_files([tmp_path])
    assert isinstance(found, FoundFile)
    (tmp_path / "a.txt").unlink()
    (tmp_path / "a.txt").symlink_to("/etc/hostname")
    [failure] = read_file(found)
    assert isinstance(failure, ReadFailure)


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"%PDF-1.7\n1 0 obj", "a PDF file"),
        (b"\x89PNG\r\n\x1a\n\x00", "a PNG image"),
        (b"\xff\xd8\xff\xe0JFIF", "a JPEG image"),
        (b"some\x00bytes", "NUL"),
    ],
)
@pytest.mark.parametrize("name", ["a.html", "a.txt", "a.jsonl"])
def test_binary_content_is_a_failure_whatever_its_name(tmp_path: Path, content: bytes, kind: str, name: str) -> None:
    (tmp_path / name).write_bytes(content)
    documents, failures = read(tmp_path)
    assert documents == []
    assert kind in failures[0].reason


def test_a_file_over_the_limit_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("x" * 101)
    assert "the limit for one document" in only_failure(tmp_path, limits=Limits(max_bytes=100)).reason


def test_a_gzip_bomb_is_cut_at_the_limit(tmp_path: Path) -> None:
    (tmp_path / "a.txt.gz").write_bytes(gzip.compress(b"x" * 10_000_000))
    assert "1 MB" in only_failure(tmp_path, limits=Limits(max_bytes=1_000_000)).reason
    (tmp_path / "a.txt.gz").rename(tmp_path / "a.jsonl.gz")
    assert "unpacks to more than" in read(tmp_path, limits=Limits(max_bytes=1_000_000))[1][-1].reason
    (tmp_path / "a.jsonl.gz").write_bytes(gzip.compress(b"\n" * 10_000_000))
    assert "unpacks to more than" in only_failure(tmp_path, limits=Limits(max_bytes=1_000_000)).reason


def test_a_broken_gzip_file_is_a_failure(tmp_path: Path) -> None:
    (tmp_path / "a.txt.gz").write_bytes(gzip.compress(b"hello world" * 100)[:-20])
    (tmp_path / "b.txt.gz").write_bytes(b"no gzip")
    _, failures = read(tmp_path)
    assert all("not a whole gzip file" in failure.reason for failure in failures)
    assert len(failures) == 2


def test_files_of_other_kinds_are_passed_over_in_folders_and_refused_by_name(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("x")
    (tmp_path / ".hidden.txt").write_text("x")
    assert read(tmp_path) == ([], [])
    assert "has no reader" in only_failure(tmp_path / "a.csv").reason


def test_control_characters_in_a_name_are_refused(tmp_path: Path) -> None:
    (tmp_path / "a\nb.txt").write_text("x")
    assert "control character" in only_failure(tmp_path).reason
    os.rename(tmp_path / "a\nb.txt", os.fsencode(tmp_path) + b"/\xff.txt")
    assert "not valid Unicode" in only_failure(tmp_path).reason


def test_an_empty_file_is_a_document_without_text(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("")
    assert read(tmp_path)[0][0].text == ""


def test_found_files_tell_size_and_hash_without_being_read(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("abc")
    [found] = list_files([tmp_path / "a.txt"])
    assert isinstance(found, FoundFile)
    assert (found.size, found.path, found.holds_records) == (3, str(tmp_path / "a.txt"), False)
    assert file_sha256(found.path).startswith("ba7816bf")


def test_an_unreadable_file_is_a_failure(tmp_path: Path) -> None:
    if os.geteuid() == 0:
        pytest.skip("root may read everything")
    (tmp_path / "a.txt").write_text("x")
    (tmp_path / "a.txt").chmod(0)
    assert "Permission denied" in only_failure(tmp_path).reason
