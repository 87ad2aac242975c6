"""`index`, `clean` and `annotate`: what comes in, what is counted, what is said about what cannot be read."""

import gzip
import json
from pathlib import Path

import pytest

from tests.cli.conftest import DOCUMENTS, Regesta

PAGE = (
    "<!doctype html><html><head><title>Dredging the outer basin</title></head><body><nav>Home About</nav><article>"
    "<h1>Dredging the outer basin</h1><p>The port authority of Busan expects the outer basin to be dredged within the "
    "year, and has asked three firms for an offer.</p></article><footer>Leave a Reply</footer></body></html>"
)
SAID = "The port authority of Busan expects the outer basin to be dredged within the year, and has asked three firms."


def test_indexing_counts_and_acknowledges(regesta: Regesta, documents: Path) -> None:
    answer = regesta("index", str(documents), "--json")
    assert answer.code == 0
    report = answer.json
    assert {name: report[name] for name in ("read", "added", "updated", "unchanged", "duplicates", "failed")} == {
        "read": 3,
        "added": 3,
        "updated": 0,
        "unchanged": 0,
        "duplicates": 0,
        "failed": [],
    }
    assert "committed 3" in answer.err.splitlines()


def test_indexing_again_reads_nothing_anew_and_tells_what_is_gone(regesta: Regesta, documents: Path) -> None:
    regesta("index", str(documents))
    (documents / "talks.txt").unlink()
    (documents / "-dash.txt").write_text(
        "A dash begins this name\n\nAnd its text is another one now.\n", encoding="utf-8"
    )
    answer = regesta("index", str(documents), "--json")
    assert {name: answer.json[name] for name in ("added", "updated", "unchanged")} == {
        "added": 0,
        "updated": 1,
        "unchanged": 1,
    }
    assert answer.json["missing"] == [str(documents / "talks.txt")]
    assert regesta("stats", "--json").json["documents"] == 3


def test_a_dry_run_counts_and_makes_no_archive(regesta: Regesta, documents: Path) -> None:
    answer = regesta("index", str(documents), "--dry-run", "--json")
    assert (answer.code, answer.json["added"]) == (0, 3)
    assert not Path("archive").exists()


def test_a_dry_run_leaves_an_archive_as_it_is(archive: Regesta, documents: Path) -> None:
    before = archive("stats", "--json").json
    (documents / "new.txt").write_text(DOCUMENTS["talks.txt"].replace("Pyongyang", "Geneva"), encoding="utf-8")
    answer = archive("index", str(documents / "new.txt"), "--dry-run")
    assert "1 added" in answer.out
    assert "nothing was stored" in answer.out
    assert archive("stats", "--json").json["documents"] == before["documents"]


def test_a_wrong_path_fails_and_leaves_no_archive_behind(regesta: Regesta) -> None:
    answer = regesta("index", "no-such-folder", "--json")
    assert answer.code == 1
    assert [failure["path"] for failure in answer.json["failed"]] == ["no-such-folder"]
    assert not Path("archive").exists()


def test_the_archive_itself_is_not_read_and_what_is_passed_over_is_said_once(
    archive: Regesta,
) -> None:
    Path("talks.xyz").write_text("x", encoding="utf-8")
    answer = archive("index", ".", "--json")
    assert (answer.code, answer.json["read"]) == (0, 0)
    assert "archive is an archive of Regesta" in answer.err
    assert answer.err.count(".xyz (1)") == 1


def test_one_bad_file_is_one_failure_with_its_reason(regesta: Regesta, documents: Path) -> None:
    (documents / "picture.txt").write_bytes(b"\x89PNG\r\n\x1a\n\0\0")
    (documents / "records.jsonl").write_text(
        '{"id": "r1", "body": "A record of its own."}\n{broken\n', encoding="utf-8"
    )
    answer = regesta("index", str(documents), "--json")
    assert (answer.code, answer.json["added"]) == (1, 4)
    failed = {failure["path"]: failure["reason"] for failure in answer.json["failed"]}
    assert "PNG" in failed[str(documents / "picture.txt")]
    assert "not JSON" in failed[f"{documents / 'records.jsonl'}:2"]
    assert f"failed: {documents / 'records.jsonl'}:2" in regesta("index", str(documents)).err


def test_prefix_and_source_are_handed_on(regesta: Regesta, documents: Path) -> None:
    regesta("index", str(documents / "harbour"), "--prefix", "port", "--source", "Port Authority")
    shown = regesta("show", "port/ports of call.txt", "--json").json
    assert shown["source"] == "Port Authority"


def test_a_setting_chooses_the_engine_of_a_new_archive_only(
    regesta: Regesta, documents: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REGESTA_ENGINE", "whoosh")
    assert regesta("index", str(documents)).code == 0
    monkeypatch.setenv("REGESTA_ENGINE", "tantivy")
    assert regesta("index", str(documents)).code == 0
    assert regesta("stats", "--json").json["engine"] == "whoosh"


def test_another_engine_than_the_archives_is_refused_with_the_way_out(archive: Regesta, documents: Path) -> None:
    answer = archive("index", str(documents), "--engine", "whoosh")
    assert answer.code == 3
    assert "regesta reindex --engine whoosh" in answer.err


# --- clean ------------------------------------------------------------------------------------------------------------


def test_cleaning_a_file_prints_its_body_alone(regesta: Regesta, documents: Path) -> None:
    answer = regesta("clean", str(documents / "talks.txt"))
    assert answer.code == 0
    assert "moratorium on missile tests" in answer.out
    assert "Leave a Reply" not in answer.out
    assert not Path("archive").exists()


def test_cleaning_standard_input_knows_a_page_from_a_text(regesta: Regesta) -> None:
    page = regesta("clean", "-", "--json", stdin=PAGE).json
    assert page["title"] == "Dredging the outer basin"
    assert "three firms" in page["body"]
    assert "<p>" not in page["body"]
    assert regesta("clean", "-", stdin=f"<p>{SAID}</p>").out == f"{SAID}\n"
    text = regesta("clean", "-", "--json", stdin=SAID).json
    assert text["body"] == SAID
    assert [line["verdict"] for line in text["lines"]] == ["keep"]


def test_clean_json_has_every_field(regesta: Regesta) -> None:
    cleaned = regesta("clean", "-", "--json", stdin=DOCUMENTS["talks.txt"]).json
    names = "id title date date_precision date_evidence source source_evidence authors language body lines"
    assert set(names.split()) <= set(cleaned)
    assert (cleaned["date"], cleaned["date_precision"], cleaned["date_evidence"]) == (
        "2012-03-01",
        "day",
        "Mar 1, 2012",
    )


def test_cleaning_ignores_archives_but_not_one_that_is_named_and_missing(
    regesta: Regesta, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REGESTA_ARCHIVE", "nowhere")
    assert regesta("clean", "-", stdin=SAID).code == 0
    assert regesta("clean", "-", "--archive", "nowhere", stdin=SAID).code == 3


@pytest.mark.parametrize(("name", "content"), [("a.txt", b"%PDF-1.4"), ("a.docx", b"x"), ("a.txt.gz", b"no gzip")])
def test_what_cannot_be_cleaned_is_one_failure(regesta: Regesta, name: str, content: bytes) -> None:
    Path(name).write_bytes(content)
    answer = regesta("clean", name)
    assert (answer.code, answer.out) == (1, "")
    assert name in answer.err


def test_a_compressed_page_is_cleaned_like_any_other(regesta: Regesta) -> None:
    Path("page.html.gz").write_bytes(gzip.compress(PAGE.encode()))
    assert "three firms" in regesta("clean", "page.html.gz").out


def test_records_are_not_one_document(regesta: Regesta) -> None:
    Path("a.jsonl").write_text('{"id": "a", "text": "x"}\n', encoding="utf-8")
    answer = regesta("clean", "a.jsonl")
    assert answer.code == 2
    assert "--jsonl < a.jsonl" in answer.err


def test_the_cleaning_filter_keeps_order_and_goes_on_after_a_bad_line(regesta: Regesta) -> None:
    lines = [
        json.dumps({"id": "page", "html": PAGE, "url": "https://port.example/news"}),
        "{broken",
        json.dumps({"id": "no-text"}),
        "",
        json.dumps({"id": "text", "text": SAID, "source": "Port Authority"}),
        json.dumps(["a", "list"]),
    ]
    answer = regesta("clean", "--jsonl", stdin="\n".join(lines))
    assert answer.code == 1
    assert [line["id"] for line in answer.lines] == ["page", None, "no-text", "text", None]
    assert ["error" in line for line in answer.lines] == [False, True, True, False, True]
    assert answer.lines[3]["source"] == "Port Authority"
    assert "standard input:2" in answer.err


@pytest.mark.parametrize("arguments", [["clean", "--jsonl"], ["clean", "--jsonl", "--learn"], ["annotate", "--jsonl"]])
def test_an_empty_stream_is_answered_by_an_empty_stream(regesta: Regesta, arguments: list[str]) -> None:
    answer = regesta(*arguments)
    assert (answer.code, answer.out) == (0, "")


def test_learning_tells_in_how_many_documents_of_a_source_a_line_stands(regesta: Regesta) -> None:
    def record(number: int, source: str) -> str:
        text = f"Report {number}\n\n{SAID} That was said for the {number}. time.\n\nWritten for you by our desk\n"
        return json.dumps({"id": f"{source}-{number}", "source": source, "text": text})

    lines = [record(number, source) for number in range(3) for source in ("one", "two")]
    lines.insert(2, "{broken")
    plain = regesta("clean", "--jsonl", stdin="\n".join(lines))
    learned = regesta("clean", "--jsonl", "--learn", stdin="\n".join(lines))
    assert (plain.code, learned.code) == (1, 1)
    assert [line.get("id") for line in learned.lines] == [line.get("id") for line in plain.lines]
    said = [line["evidence"] for line in learned.lines[0]["lines"] if line["text"] == "Written for you by our desk"]
    assert ["3 of 3" in evidence for evidence in said] == [True]
    assert not any("3 of 3" in line["evidence"] for line in plain.lines[0]["lines"])


# --- annotate ---------------------------------------------------------------------------------------------------------


def test_annotation_gives_mentions_with_offsets_and_counted_entities(regesta: Regesta) -> None:
    text = "Zürich: North Korea and the IAEA talked. North Korea agreed."
    answer = regesta("annotate", "--jsonl", stdin=json.dumps({"id": 7, "text": text}))
    assert answer.code == 0
    (annotated,) = answer.lines
    assert annotated["id"] == 7
    for mention in annotated["mentions"]:
        assert set(mention) == {"start", "end", "surface", "kind", "how", "entity"}
        assert text[mention["start"] : mention["end"]] == mention["surface"]
    entities = {entity["id"]: entity for entity in annotated["entities"]}
    assert entities["place:KP"]["count"] == 2
    assert {mention["entity"] for mention in annotated["mentions"]} == set(entities)


def test_the_annotating_filter_goes_on_after_a_bad_line(regesta: Regesta) -> None:
    answer = regesta("annotate", "--jsonl", stdin=b'{"id":"a"}\n\xff\n{"id":"b","text":"\\ud800 in Beijing"}\n')
    assert answer.code == 1
    assert [(line["id"], "error" in line) for line in answer.lines] == [("a", True), (None, True), ("b", False)]
