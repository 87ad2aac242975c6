"""Records state their own metadata; a broken one is one failure at its line."""

import hashlib
import json
from pathlib import Path

import pytest

from indexer.documents import RawDocument
from indexer.errors import ReadFailure
from indexer.readers import Limits, read_paths
from indexer.readers.charset import REPAIRED


def read_lines(tmp_path: Path, *lines: str, **options: object) -> list[RawDocument | ReadFailure]:
    path = tmp_path / "records.jsonl"
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return list(read_paths([path], **options))  # type: ignore[arg-type]


def document(tmp_path: Path, value: object, **options: object) -> RawDocument:
    [got] = read_lines(tmp_path, json.dumps(value), **options)
    assert isinstance(got, RawDocument), got
    return got


def failure(tmp_path: Path, value: object) -> str:
    [got] = read_lines(tmp_path, json.dumps(value))
    assert isinstance(got, ReadFailure), got
    return got.reason


def test_a_record_brings_its_metadata(tmp_path: Path) -> None:
    got = document(
        tmp_path,
        {
            "id": "a/1",
            "url": "https://example.org/a",
            "title": "T",
            "date": 2012,
            "source": "S",
            "author": "A B",
            "language": "en",
            "type": "memo",
            "body": "Text.",
        },
    )
    assert (got.id, got.content, got.text, got.url) == ("a/1", "body", "Text.", "https://example.org/a")
    assert (got.given_title, got.given_date, got.given_source) == ("T", "2012", "S")
    assert (got.given_authors, got.given_language, got.given_type) == (("A B",), "en", "memo")


def test_authors_may_be_one_name_or_a_list(tmp_path: Path) -> None:
    assert document(tmp_path, {"text": "x", "author": "Nixon, Richard M."}).given_authors == ("Nixon, Richard M.",)
    assert document(tmp_path, {"text": "x", "author": ["A", {"name": "B"}]}).given_authors == ("A", "B")
    assert document(tmp_path, {"text": "x", "author": None}).given_authors == ()


def test_authors_may_be_written_as_reference_managers_do(tmp_path: Path) -> None:
    authors = [{"given": "Jane", "family": "Doe"}, {"family": "Roe"}, {"literal": "The Institute"}, None]
    assert document(tmp_path, {"author": authors, "body": "x"}).given_authors == ("Jane Doe", "Roe", "The Institute")


def test_ids_come_from_id_then_url_then_text(tmp_path: Path) -> None:
    url = "https://example.org/a"
    assert document(tmp_path, {"id": 7, "text": "x"}).id == "7"
    assert document(tmp_path, {"url": url, "text": "x"}).id == hashlib.sha256(url.encode()).hexdigest()[:16]
    assert document(tmp_path, {"text": "x"}).id == hashlib.sha256(b"x").hexdigest()[:16]
    assert document(tmp_path, {"id": "a", "text": "x"}, prefix="p").id == "p/a"


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        ("", "empty"),
        ("/a", "begins with"),
        ("a/../b", "'..'"),
        (".", "'.'"),
        ("a\u0007", "control"),
        ("a" * 513, "512"),
        ("é" * 257, "514 bytes"),
    ],
)
def test_ids_that_cannot_be_are_refused_with_the_reason(tmp_path: Path, bad: str, reason: str) -> None:
    assert reason in failure(tmp_path, {"id": bad, "text": "x"})


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ([1], "not a record"),
        ({"id": "a"}, "none of text, html and body"),
        ({"text": 5}, "not a string"),
        ({"text": "x", "title": ["a"]}, "title"),
        ({"text": "x", "author": 5}, "author"),
    ],
)
def test_records_that_are_none_are_refused_with_the_reason(tmp_path: Path, value: object, reason: str) -> None:
    assert reason in failure(tmp_path, value)


def test_a_broken_line_is_one_failure_and_the_next_is_read(tmp_path: Path) -> None:
    first, second, third = read_lines(tmp_path, '{"text": "a"}', "", '{"text": ', '{"text": "b"}')
    assert isinstance(first, RawDocument)
    assert isinstance(second, ReadFailure)
    assert second.path.endswith("records.jsonl:3")
    assert isinstance(third, RawDocument)


def test_a_deeply_nested_line_is_a_failure(tmp_path: Path) -> None:
    [got] = read_lines(tmp_path, "[" * 200_000)
    assert isinstance(got, ReadFailure)


def test_a_line_over_the_limit_is_one_failure(tmp_path: Path) -> None:
    long = json.dumps({"text": "x" * 300})
    first, second = read_lines(tmp_path, long, '{"text": "b"}', limits=Limits(max_bytes=200))
    assert isinstance(first, ReadFailure)
    assert isinstance(second, RawDocument)


def test_the_run_s_source_fills_in_where_the_record_names_none(tmp_path: Path) -> None:
    assert document(tmp_path, {"text": "x"}, source="S").given_source == "S"
    assert document(tmp_path, {"text": "x", "source": "R"}, source="S").given_source == "R"


def test_lone_surrogates_are_replaced_and_pairs_joined(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(b'{"text": "\\ud83d\\ude00 \\ud83d"}\n')
    [got] = read_paths([path])
    assert isinstance(got, RawDocument)
    assert got.text == "\U0001f600 \ufffd"


def test_a_json_file_holds_one_record_or_a_list(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text('{"id": "one", "text": "x"}')
    (tmp_path / "b.json").write_text('[{"id": "two", "text": "x"}, 5]')
    one, two, bad = read_paths([tmp_path])
    assert isinstance(one, RawDocument)
    assert isinstance(two, RawDocument)
    assert (one.id, two.id) == ("one", "two")
    assert isinstance(bad, ReadFailure)
    assert bad.path.endswith("b.json:2")


def test_titles_and_names_with_references_are_read_as_they_are_shown(tmp_path: Path) -> None:
    got = document(
        tmp_path,
        {
            "title": "AT&amp;T, R&D; Obama&#8217;s &amp;#8220;deal&amp;#8221; & &lt;more&gt;",
            "source": "Smith &amp; Sons",
            "author": ["Jos&eacute; Ramos", "A & B; C"],
            "body": "The text says &amp; as it is.",
        },
    )
    assert got.given_title == "AT&T, R&D; Obama’s “deal” & <more>"
    assert (got.given_source, got.given_authors) == ("Smith & Sons", ("José Ramos", "A & B; C"))
    assert got.text == "The text says &amp; as it is."


def test_a_line_in_another_charset_than_utf8_is_noted(tmp_path: Path) -> None:
    path = tmp_path / "records.jsonl"
    path.write_bytes('{"id": "a", "body": "naïve"}\n{"id": "b", "body": "plain"}\n'.encode("latin-1"))
    first, second = read_paths([path])
    assert isinstance(first, RawDocument)
    assert isinstance(second, RawDocument)
    assert (first.text, first.notes, second.notes) == ("naïve", (REPAIRED,), ())


def test_the_folder_tells_the_source_of_records_in_a_list_as_of_any_other(tmp_path: Path) -> None:
    (tmp_path / "example.org").mkdir()
    (tmp_path / "example.org" / "list.json").write_text('[{"body": "One."}, {"body": "Two."}]')
    assert [got.folder for got in read_paths([tmp_path]) if isinstance(got, RawDocument)] == ["example.org"] * 2
