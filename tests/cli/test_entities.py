"""``regesta entities``: listing, deciding, undoing, and what is said about mistakes."""

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Regesta
from web.commands.entities import ACTIONS

RENAMED = '{"number":1,"at":"2024-05-01T12:00:00+00:00","by":"ada","why":"","decision":"rename","entity":"place:KP","name":"DPRK"}'


def test_entities_are_listed_with_their_documents(archive: Regesta) -> None:
    answer = archive("entities", "list", "korea", "--json")
    assert answer.code == 0
    (entity,) = [one for one in answer.json["entities"] if one["id"] == "place:KP"]
    assert (entity["name"], entity["documents"], entity["page"]) == ("North Korea", 1, "/entities/place:KP")
    assert "North Korea" in archive("entities", "list", "--kind", "place").out


def test_an_entity_is_shown_with_the_passage_that_names_it(archive: Regesta) -> None:
    answer = archive("entities", "show", "place:US")
    assert "United States (place:US)" in answer.out
    assert "*United States*" in answer.out
    assert archive("entities", "show", "place:US", "--json").json["documents"] == 1


def test_a_merge_is_recorded_acknowledged_and_undone(archive: Regesta) -> None:
    before = archive("entities", "list", "--json").json
    merged = archive("entities", "merge", "place:US", "place:KP", "--why", "a test")
    assert (merged.code, merged.err) == (0, "committed 1\n")
    assert merged.out.startswith("Decision 1: place:US is place:KP.\n1 document shows")
    assert archive("search", "talks", "--place", "place:US", "--json").json["total"] == 1
    shown = archive("entities", "show", "place:US", "--json").json
    assert (shown["id"], shown["also"]) == ("place:KP", ["place:US"])
    (decision,) = shown["decisions"]
    assert (decision["decision"], decision["why"], decision["undone_by"]) == ("merge", "a test", None)
    assert archive("entities", "undo", "1").code == 0
    assert archive("entities", "list", "--json").json == before
    assert archive("verify").code == 0


def test_the_log_says_who_when_and_why(archive: Regesta) -> None:
    archive("entities", "rename", "place:KP", "DPRK", "--reason", "as they say")
    archive("entities", "undo", "1")
    answer = archive("entities", "log", "--json").json
    assert [(one["number"], one["decision"]) for one in answer["decisions"]] == [(2, "undo"), (1, "rename")]
    assert answer["decisions"][1]["why"] == "as they say"
    assert answer["decisions"][1]["undone_by"] == 2
    assert (answer["total"], answer["pending"]) == (2, 0)
    assert archive("entities", "log", "place:KP").out.count("\n") == 1


def test_every_decision_can_be_taken(archive: Regesta) -> None:
    for words in (
        ("split", "place:KP", "talks.txt", "--name", "The other one"),
        ("rename", "place:KP", "DPRK"),
        ("retype", "org:iaea", "event"),
        ("suppress", "place:US"),
        ("never-merge", "place:KP", "place:busan"),
        ("alias", "place:KP", "Hermit", "Kingdom"),
    ):
        answer = archive("entities", *words)
        assert (words[0], answer.code, answer.err) == (words[0], 0, "committed 1\n")
    values = archive("search", "talks", "--json").json["facets"]["place"]
    assert {value["value"]: value["label"] for value in values}["place:KP~2"] == "The other one"
    assert archive("search", "event:event:iaea", "--json").json["total"] == 1


def test_names_are_merged_into_an_id_of_their_own(archive: Regesta) -> None:
    refused = archive("entities", "merge", "place:KP", "place:koryo")
    assert (refused.code, "--name NAME" in refused.err) == (1, True)
    merged = archive("entities", "merge", "place:KP", "place:koryo", "--name", "Koryo")
    assert (merged.code, merged.err) == (0, "committed 2\n")
    assert "Koryo (place:koryo)" in archive("entities", "show", "place:KP").out


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("merge", "place:KPP", "place:US"), 1, "Did you mean place:KP (North Korea)"),
        (("merge", "place:US", "place:US"), 2, "one already"),
        (("merge", "place:US", "org:iaea"), 2, "Retype one of them first"),
        (("merge", "place:US"), 2, "regesta entities merge ID... INTO"),
        (("undo", "7"), 2, "There is no decision 7"),
        (("undo", "soon"), 2, "no number of a decision"),
        (("retype", "place:US", "thing"), 2, "no kind"),
        (("split", "place:US", "nowhere.txt"), 1, "nowhere.txt"),
        (("rename", "place:US", " "), 2, "renamed to nothing"),
        (("show", "person:nobody"), 1, "names no entity"),
        (("dissolve", "place:US"), 2, "It has list, show, merge"),
        (("import", "missing.jsonl"), 2, "cannot be read"),
    ],
)
def test_mistakes_are_told_and_change_nothing(archive: Regesta, words: tuple[str, ...], code: int, said: str) -> None:
    answer = archive("entities", *words)
    assert (answer.code, said in answer.err) == (code, True), answer.err
    assert archive("entities", "log", "--json").json["total"] == 0


def test_decisions_are_taken_along_in_a_file(archive: Regesta, built: Path, tmp_path: Path) -> None:
    archive("entities", "rename", "place:KP", "DPRK", "--why", "as they say")
    archive("entities", "merge", "place:US", "place:KP")
    archive("entities", "undo", "2")
    written = archive("entities", "export").out
    (tmp_path / "decisions.jsonl").write_text(written)
    other = ("--archive", str(tmp_path / "other"))
    archive(*other, "index", str(built / "documents"))
    answer = archive(*other, "entities", "import", str(tmp_path / "decisions.jsonl"), "--json").json
    assert [one["decision"] for one in answer["decisions"]] == ["rename", "merge", "undo"]
    assert archive(*other, "entities", "export").out == written
    again = archive(*other, "entities", "import", "-", stdin=written)
    assert again.out == "Nothing in it is new here.\n"


@pytest.mark.parametrize(
    ("line", "code", "said"),
    [
        ("nonsense", 2, "Line 2: not JSON"),
        (RENAMED.replace("place:KP", "place:XX"), 1, "does not have place:XX (decision 1)"),
        (RENAMED.replace('"name":"DPRK"', '"name":"DPRK","start":99999'), 2, "start"),
        (RENAMED.replace('"number":1', '"number":3'), 2, "Numbers have no gaps"),
    ],
)
def test_a_file_that_cannot_be_taken_whole_is_not_taken_at_all(
    archive: Regesta, line: str, code: int, said: str
) -> None:
    answer = archive("entities", "import", "-", stdin='{"regesta-ledger":1}\n' + line + "\n")
    assert (answer.code, said in answer.err) == (code, True), answer.err
    assert archive("entities", "log", "--json").json["total"] == 0


def test_decisions_may_wait_for_what_is_not_there_yet(archive: Regesta, tmp_path: Path) -> None:
    line = RENAMED.replace("place:KP", "place:FR").replace("DPRK", "The Hexagon")
    assert archive("entities", "import", "-", "--allow-unknown", stdin=f'{{"regesta-ledger":1}}\n{line}\n').code == 0
    (tmp_path / "paris.txt").write_text("On France\n\nThe president of France spoke in Paris about France.\n")
    archive("index", str(tmp_path / "paris.txt"))
    assert "The Hexagon" in archive("entities", "list", "hexagon").out


def test_likely_merges_come_with_their_evidence(archive: Regesta, tmp_path: Path) -> None:
    (tmp_path / "one.txt").write_text("A visit\n\nAnna Schmidt Foundation opened a house in Berlin on Monday.\n")
    (tmp_path / "two.txt").write_text("A second\n\nThe Schmidt Anna Foundation closed its house in Berlin on Friday.\n")
    archive("index", str(tmp_path / "one.txt"), str(tmp_path / "two.txt"))
    answer = archive("entities", "suggest", "--json")
    assert answer.code == 0
    for one in answer.json["suggestions"]:
        assert 0 < one["score"] <= 1
        assert one["entity"]["document"]["id"]
        assert one["entity"]["passage"]["ranges"]


def test_help_names_every_action_and_the_table_is_json_lines(archive: Regesta) -> None:
    told = archive("entities", "--help").out
    assert all(f"  {name}" in told for name, _, _ in ACTIONS)
    lines = archive("entities", "export").out.splitlines()
    assert [json.loads(line) for line in lines] == [{"regesta-ledger": 1}]
