"""`search` and `show`: the API's JSON for programs, readable text for people, runs for evaluation."""

import json
import re
from pathlib import Path

import pytest

from search import open_archive
from search.params import read_params
from search.wire import search_json
from tests.cli.conftest import Answer, Regesta


def ids(answer: Answer) -> list[str]:
    return [hit["id"] for hit in answer.json["hits"]]


def test_the_json_is_what_the_service_answers_to_the_same_parameters(archive: Regesta) -> None:
    pairs = [
        ("q", "talks"),
        ("place", "place:KP"),
        ("not_source", "Nobody"),
        ("date_from", "2011"),
        ("sort", "newest"),
        ("limit", "1"),
    ]
    service = open_archive("archive")
    expected = search_json(service.search(read_params(pairs, strict=True)))
    service.close()
    options = [part for name, value in pairs[1:] for part in (f"--{name.replace('_', '-')}", value)]
    answer = archive("search", "talks", *options, "--json")
    assert answer.code == 0
    assert {**answer.json, "took_ms": 0} == {**expected, "took_ms": 0}
    assert ids(answer) == ["talks.txt"]


def test_several_words_are_one_query(archive: Regesta) -> None:
    assert archive("search", "moratorium", "missile", "--json").json["query"]["text"] == "moratorium missile"


def test_an_empty_query_finds_every_document_and_filters_need_none(archive: Regesta) -> None:
    assert archive("search", "", "--json").json["total"] == 3
    assert archive("search", "--undated", "only", "--json").json["total"] == 2
    assert archive("search", "--date-from", "2012", "--date-to", "2012-03", "--json").json["total"] == 1


def test_people_read_title_date_id_passage_and_facets(archive: Regesta) -> None:
    answer = archive("search", "moratorium")
    assert answer.code == 0
    assert answer.out.startswith("1 document for moratorium\n")
    assert "1. Talks resume in Pyongyang" in answer.out
    assert "2012-03-01 · source unknown · talks.txt" in answer.out
    assert "*moratorium*" in answer.out
    assert "North Korea (place:KP) 1" in answer.out
    assert "\x1b" not in answer.out


def test_the_next_page_is_named(archive: Regesta) -> None:
    first = archive("search", "", "--limit", "2")
    assert "1 to 2 of 3; --page 2 shows more." in first.out
    second = archive("search", "", "--limit", "2", "--page", "2")
    assert "\n3. " in second.out
    assert "shows more" not in second.out


def test_nothing_found_is_said_and_is_no_failure(archive: Regesta) -> None:
    answer = archive("search", "nosuchwordanywhere")
    assert (answer.code, answer.out.splitlines()[0]) == (0, "No document for nosuchwordanywhere")


def test_a_query_read_otherwise_is_told_beside_the_data(archive: Regesta) -> None:
    answer = archive("search", '"talks resume')
    assert answer.code == 0
    assert "Note:" in answer.err


def test_every_wrong_parameter_is_told_by_the_name_of_its_option(archive: Regesta) -> None:
    answer = archive(
        "search",
        "talks",
        "--date-from",
        "soon",
        "--sort",
        "newst",
        "--limit",
        "1000",
        "--not-source",
        "a",
        "--source",
        "a",
    )
    assert (answer.code, answer.out) == (2, "")
    told = answer.err
    assert all(option in told for option in ("--date-from", "--sort", "--limit", "--not-source"))
    assert "newest" in told


def test_two_values_where_one_is_meant_are_refused(archive: Regesta) -> None:
    assert archive("search", "talks", "--sort", "newest", "--sort", "oldest").code == 2


def test_an_undecodable_cursor_is_wrong_usage(archive: Regesta) -> None:
    answer = archive("search", "talks", "--cursor", "!")
    assert answer.code == 2
    assert "first page" in answer.err


def test_an_overlong_query_is_refused(archive: Regesta) -> None:
    assert archive("search", "word " * 10_000).code == 2


# --- batches ----------------------------------------------------------------------------------------------------------


def queries(*lines: object) -> str:
    text = "".join((line if isinstance(line, str) else json.dumps(line)) + "\n" for line in lines)
    Path("queries.jsonl").write_text(text, encoding="utf-8")
    return "queries.jsonl"


def test_a_run_has_six_columns_ranks_from_1_and_falling_scores(archive: Regesta) -> None:
    batch = queries(
        {"id": "q 1", "text": "harbour missile nosuchword"},
        {"id": 2, "text": "dash"},
        {"id": "none", "text": "nosuchword"},
    )
    answer = archive("search", "--batch", batch, "--trec", "run.txt")
    assert answer.code == 0
    assert "match=any" in answer.err
    rows = [line.split() for line in Path("run.txt").read_text(encoding="utf-8").splitlines()]
    assert {len(row) for row in rows} == {6}
    first = [row for row in rows if row[0] == "q%201"]
    assert {row[2] for row in first} == {"harbour/ports%20of%20call.txt", "talks.txt"}
    assert [row[3] for row in first] == ["1", "2"]
    assert float(first[0][4]) >= float(first[1][4])
    assert [row[2] for row in rows if row[0] == "2"] == ["-dash.txt"]
    assert {(row[1], row[5]) for row in rows} == {("Q0", "regesta")}


def test_a_run_agrees_with_single_searches(archive: Regesta) -> None:
    batch = queries({"id": "1", "text": "port talks name"})
    archive("search", "--batch", batch, "--trec", "run.txt", "--match", "any", "--limit", "2")
    single = archive("search", "port talks name", "--match", "any", "--limit", "2", "--json")
    rows = [line.split() for line in Path("run.txt").read_text(encoding="utf-8").splitlines()]
    assert [row[2].replace("%20", " ") for row in rows] == ids(single)
    assert [float(row[4]) for row in rows] == [pytest.approx(hit["score"], abs=1e-5) for hit in single.json["hits"]]


def test_a_run_sorted_by_date_scores_by_place_and_obeys_filters(archive: Regesta) -> None:
    batch = queries({"id": "1", "text": "talks harbour dash"})
    answer = archive("search", "--batch", batch, "--trec", "-", "--sort", "newest", "--undated", "include")
    rows = [line.split() for line in answer.out.splitlines()]
    assert rows[0][2] == "talks.txt"  # the only one with a date
    assert [float(row[4]) for row in rows] == [pytest.approx(1 / place) for place in range(1, len(rows) + 1)]
    dated = archive("search", "--batch", batch, "--trec", "-", "--date-from", "2012")
    assert [line.split()[2] for line in dated.out.splitlines()] == ["talks.txt"]


def test_match_all_in_a_batch_is_obeyed_in_silence(archive: Regesta) -> None:
    batch = queries({"id": "1", "text": "harbour missile"})
    answer = archive("search", "--batch", batch, "--trec", "-", "--match", "all")
    assert (answer.code, answer.out) == (0, "")
    assert "match=any" not in answer.err


def test_a_bad_query_line_is_told_and_the_rest_goes_on(archive: Regesta) -> None:
    batch = queries({"id": "a", "text": "talks"}, "{broken", {"id": "b"}, {"text": "no id"}, {"id": "a", "text": "twice"},
                    {"id": "long", "text": "word " * 10_000}, {"id": "z", "text": "harbour"})  # fmt: skip
    answer = archive("search", "--batch", batch, "--trec", "-")
    assert answer.code == 1
    assert [line.split()[0] for line in answer.out.splitlines()] == ["a", "z"]
    assert re.findall(r"queries\.jsonl:(\d+)", answer.err) == ["2", "3", "4", "5", "6"]


def test_without_a_run_each_query_is_answered_by_a_line_of_json(archive: Regesta) -> None:
    queries_in = '{"id": "a", "text": "talks"}\n{"id": "b", "text": 7}\n'
    answer = archive("search", "--batch", "-", stdin=queries_in)
    assert answer.code == 1
    assert [line["id"] for line in answer.lines] == ["a", "b"]
    assert answer.lines[0]["result"]["total"] == 1
    assert "no text" in answer.lines[1]["error"]


@pytest.mark.parametrize("limit", ["0", "-1", "many", "1000000"])
def test_a_runs_depth_is_checked(archive: Regesta, limit: str) -> None:
    assert archive("search", "--batch", queries(), "--trec", "run", "--limit", limit).code == 2


def test_a_run_that_cannot_be_written_is_wrong_usage(archive: Regesta) -> None:
    answer = archive("search", "--batch", queries(), "--trec", "no/such/folder/run")
    assert answer.code == 2
    assert "no/such/folder/run" in answer.err


# --- show -------------------------------------------------------------------------------------------------------------


def test_a_document_is_shown_with_what_was_removed_and_why(archive: Regesta) -> None:
    answer = archive("show", "talks.txt")
    assert answer.code == 0
    assert answer.out.startswith("Talks resume in Pyongyang\n")
    assert "Mar 1, 2012" in answer.out
    assert re.search(r"drop +“Leave a Reply”  \(.+\)", answer.out)


def test_shown_json_holds_metadata_body_and_lines(archive: Regesta) -> None:
    shown = archive("show", "talks.txt", "--json").json
    assert {"id", "title", "date", "source", "body", "lines", "evidence", "entities", "versions"} <= set(shown)
    assert {line["verdict"] for line in shown["lines"]} >= {"keep", "drop", "harvest"}


def test_raw_is_byte_for_byte_what_was_scraped(archive: Regesta, built: Path) -> None:
    answer = archive("show", "talks.txt", "--raw")
    assert answer.out.encode() == (built / "documents" / "talks.txt").read_bytes()


@pytest.mark.parametrize(
    "arguments", [["show"], ["show", "--raw"], ["restore"], ["lines"], ["edit", "--date", "2012", "--reason", "x"]]
)
def test_an_unknown_id_is_a_failure_that_names_it(archive: Regesta, arguments: list[str]) -> None:
    answer = archive(*arguments, "no such.txt")
    assert (answer.code, answer.out) == (1, "")
    assert "no such.txt" in answer.err


def test_a_name_where_an_id_is_wanted_is_answered_with_the_id(archive: Regesta) -> None:
    found = archive("search", "", "--place", "North Korea")
    assert found.code == 0
    assert "No document here has the place 'North Korea'. Did you mean place:KP (North Korea)?" in found.err
    assert "No document here has the source 'Nobody'.\n" in archive("search", "", "--source", "Nobody").err
    assert "No document here" not in archive("search", "zzz", "--place", "place:KP").err
