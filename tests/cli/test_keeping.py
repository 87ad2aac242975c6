"""`remove`, `restore`, `edit`, `lines`, `reindex`, `rollback`, `verify`, `stats`, `export`, `backup`; and broken archives."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from indexer.writer import Writer
from tests.cli.conftest import Regesta


def total(regesta: Regesta, query: str = "") -> int:
    found: int = regesta("search", query, "--json").json["total"]
    return found


def test_a_removed_document_is_found_no_more_until_it_is_restored(archive: Regesta, documents: Path) -> None:
    removed = archive("remove", "talks.txt", "harbour/ports of call.txt", "--reason", "asked to")
    assert (removed.code, removed.out) == (0, "2 removed\n")
    assert "committed 2" in removed.err
    assert total(archive) == 1
    assert archive("index", str(documents)).code == 0
    assert total(archive) == 1
    shown = archive("show", "talks.txt")
    assert shown.code == 1
    assert "asked to" in shown.err
    assert "regesta restore talks.txt" in shown.err
    assert "is restored" in archive("restore", "talks.txt").out
    assert "was not removed" in archive("restore", "talks.txt").out
    assert total(archive) == 2


def test_removing_some_unknown_ids_removes_the_others_and_names_them(archive: Regesta) -> None:
    answer = archive("remove", "no such.txt", "talks.txt", "--reason", "x")
    assert (answer.code, answer.out) == (1, "1 removed\n")
    assert "failed: no such.txt" in answer.err
    assert archive("remove", "talks.txt", "--reason", "x").out == "0 removed, 1 removed before\n"


def test_a_reason_must_say_something(archive: Regesta) -> None:
    answer = archive("remove", "talks.txt", "--reason", " ")
    assert answer.code == 2
    assert "--reason" in answer.err
    assert total(archive) == 3


def test_edits_outlive_a_reindex_and_can_be_taken_back(archive: Regesta) -> None:
    done = archive(
        "edit", "talks.txt", "--date", "2011", "--source", "The Desk", "--title", "Talks", "--reason", "the author"
    )
    assert done.code == 0
    assert "committed 1" in done.err
    archive("reindex")
    shown = archive("show", "talks.txt", "--json").json
    assert (shown["date"], shown["source"], shown["title"]) == ("2011", "The Desk", "Talks")
    assert "decided by hand: the author" in archive("show", "talks.txt").out
    archive("edit", "talks.txt", "--date", "", "--reason", "as found")
    assert archive("show", "talks.txt", "--json").json["date"] == "2012-03-01"


@pytest.mark.parametrize("date", ["2012-13", "1 Mar 2012", "soon"])
def test_a_wrong_date_is_refused_and_changes_nothing(archive: Regesta, date: str) -> None:
    answer = archive("edit", "talks.txt", "--date", date, "--reason", "x")
    assert answer.code == 2
    assert "--date" in answer.err
    assert "2012-03-01" in answer.err
    assert archive("show", "talks.txt", "--json").json["decisions"] == []


def test_lines_are_listed_dropped_and_kept_by_number(archive: Regesta) -> None:
    listed = archive("lines", "talks.txt").out.splitlines()
    number = next(line.split()[0] for line in listed if "inspectors" in line or "agreement" in line)
    last = listed[-1].split()[0]
    assert "Leave a Reply" in listed[-1]
    answer = archive("lines", "talks.txt", "--drop", number, "--keep", last, "--reason", "a test")
    assert answer.code == 0
    archive("reindex")
    body = archive("show", "talks.txt", "--json").json["body"]
    assert "Leave a Reply" in body
    assert "inspectors" not in body
    assert total(archive, "inspectors") == 0


@pytest.mark.parametrize(
    "options", [["--drop", "99"], ["--drop", "0"], ["--drop", "-1"], ["--keep", "2", "--drop", "2"]]
)
def test_lines_that_are_not_there_are_refused(archive: Regesta, options: list[str]) -> None:
    assert archive("lines", "talks.txt", *options).code == 2


def test_reindex_changes_the_engine_and_rollback_changes_it_back(archive: Regesta) -> None:
    answer = archive("reindex", "--engine", "whoosh", "--json")
    assert (answer.code, answer.json["engine"], answer.json["documents"]) == (0, "whoosh", 3)
    assert "committed 3" in answer.err
    assert archive("stats", "--json").json["engine"] == "whoosh"
    archive("remove", "talks.txt", "--reason", "x")
    assert archive("rollback").code == 0
    assert archive("stats", "--json").json["engine"] == "tantivy"
    assert total(archive) == 2


def test_a_dry_run_of_a_reindex_tells_what_would_change_and_changes_nothing(archive: Regesta) -> None:
    answer = archive("reindex", "--dry-run")
    assert (answer.code, answer.out.split(" documents")[0]) == (0, "All 3")
    with closing(sqlite3.connect(Path("archive") / "catalog.sqlite")) as catalog, catalog:
        catalog.execute("UPDATE fingerprints SET value = 'another program ' || number")
        catalog.execute("UPDATE revisions SET title = 'Another title' WHERE document = 1")
    before = archive("stats", "--json").json
    answer = archive("reindex", "--dry-run")
    assert answer.code == 0
    assert '  title: "Another title" -> "' in answer.out
    assert "3 of 3 documents were made by another version; 1 would come out otherwise." in answer.out
    told = archive("reindex", "--dry-run", "--json").json
    assert (told["stale"], told["changed"], told["fields"], told["failed"]) == (3, 1, {"title": 1}, [])
    (difference,) = told["differences"]
    assert difference["fields"][0]["before"] == "Another title"
    assert (difference["lines"], difference["found"], difference["lost"]) == ([], [], [])
    assert archive("stats", "--json").json == before
    assert archive("reindex", "--json").json["recleaned"] == 3


def test_a_rollback_with_nothing_to_go_back_to_is_refused(archive: Regesta) -> None:
    answer = archive("rollback")
    assert answer.code == 3
    assert "regesta reindex" in answer.err


def test_stats_has_every_figure(archive: Regesta) -> None:
    figures = archive("stats", "--json").json
    names = "documents sources dated undated entities index_bytes catalog_bytes snapshot engine"
    assert set(names.split()) <= set(figures)
    assert (figures["documents"], figures["dated"], figures["undated"]) == (3, 1, 2)
    assert "engine" in archive("stats").out


def test_a_whole_archive_verifies(archive: Regesta) -> None:
    answer = archive("verify", "--json")
    assert (answer.code, answer.json["behind"], answer.json["problems"]) == (0, 0, [])
    assert "agree" in archive("verify").out


def test_an_export_is_read_back_to_the_same_archive(archive: Regesta) -> None:
    archive("edit", "talks.txt", "--source", "The Desk", "--reason", "x")
    archive("remove", "-dash.txt", "--reason", "y")
    exported = archive("export")
    assert exported.code == 0
    assert {json.loads(line)["regesta"] for line in exported.out.splitlines()} == {1}
    Path("export.jsonl").write_text(exported.out, encoding="utf-8")
    read = archive("--archive", "copy", "index", "export.jsonl")
    assert read.code == 0, read.err
    figures, copied = (archive("--archive", name, "stats", "--json").json for name in ("archive", "copy"))
    for name in ("documents", "sources", "dated", "undated", "entities"):
        assert copied[name] == figures[name]
    assert archive("--archive", "copy", "export").out.count("\n") == exported.out.count("\n")
    assert "y" in archive("--archive", "copy", "show", "--", "-dash.txt").err


def test_a_backup_is_an_archive_like_any_other(archive: Regesta) -> None:
    answer = archive("backup", "kept/copy")
    assert answer.code == 0
    assert archive("--archive", "kept/copy", "verify").code == 0
    assert archive("--archive", "kept/copy", "search", "moratorium", "--json").json["total"] == 1
    again = archive("backup", "kept/copy")
    assert again.code == 3
    assert "Name a new folder" in again.err


# --- archives that cannot be used -------------------------------------------------------------------------------------

WITHOUT_ARCHIVE = [
    ["search", "talks"],
    ["search", "--batch", "-", "--trec", "-"],
    ["show", "talks.txt"],
    ["remove", "talks.txt", "--reason", "x"],
    ["restore", "talks.txt"],
    ["edit", "talks.txt", "--date", "2012", "--reason", "x"],
    ["lines", "talks.txt"],
    ["lines", "talks.txt", "--drop", "1"],
    ["reindex"],
    ["rollback"],
    ["verify"],
    ["stats", "--json"],
    ["export"],
    ["backup", "copy"],
    ["serve", "--port", "0"],
]


@pytest.mark.parametrize("arguments", WITHOUT_ARCHIVE, ids=lambda arguments: " ".join(arguments[:2]))
def test_where_there_is_no_archive_it_is_said_and_none_is_made(regesta: Regesta, arguments: list[str]) -> None:
    answer = regesta(*arguments)
    assert (answer.code, answer.out) == (3, "")
    assert "There is no archive at archive" in answer.err
    assert "regesta index" in answer.err
    assert not Path("archive").exists()


@pytest.mark.parametrize("arguments", [*WITHOUT_ARCHIVE, ["index", "."]], ids=lambda arguments: " ".join(arguments[:2]))
def test_an_archive_of_a_newer_version_is_left_alone(archive: Regesta, arguments: list[str]) -> None:
    with sqlite3.connect("archive/catalog.sqlite") as catalog:
        catalog.execute("PRAGMA user_version = 99")
    catalog.close()
    answer = archive(*arguments)
    assert (answer.code, answer.out) == (3, "")
    assert "version 99" in answer.err
    assert "newer program" in answer.err


def test_a_damaged_catalog_is_never_written_over(archive: Regesta, documents: Path) -> None:
    for path in Path("archive").glob("catalog.sqlite*"):
        path.write_bytes(b"not a database" * 100)
    answer = archive("index", str(documents))
    assert answer.code == 3
    assert "catalog.sqlite" in answer.err
    assert Path("archive/catalog.sqlite").read_bytes().startswith(b"not a database")
    assert archive("search", "talks").code == 3


def test_a_damaged_document_is_named_and_does_no_harm_to_the_others(archive: Regesta) -> None:
    catalog = sqlite3.connect("archive/catalog.sqlite")
    catalog.execute(
        "UPDATE revisions SET body = x'00' WHERE document = (SELECT number FROM documents WHERE id = 'talks.txt')"
    )
    catalog.commit()
    catalog.close()
    shown = archive("show", "talks.txt")
    assert shown.code == 1
    assert "talks.txt is damaged" in shown.err
    assert "regesta verify" in shown.err
    assert total(archive) == 3
    assert archive("show", "harbour/ports of call.txt").code == 0
    exported = archive("export")
    assert exported.code == 3
    assert "regesta verify" in exported.err
    assert "Traceback" not in exported.err


def test_a_damaged_index_is_told_with_what_mends_it_and_is_mended(archive: Regesta, documents: Path) -> None:
    for path in Path("archive/generations/1/index").iterdir():
        path.write_bytes(b"")
    for arguments in (["search", "talks"], ["index", str(documents)]):
        answer = archive(*arguments)
        assert answer.code == 3, arguments
        assert "regesta reindex" in answer.err
    verified = archive("verify", "--json")
    assert (verified.code, len(verified.json["problems"])) == (1, 1)
    assert archive("reindex").code == 0
    assert total(archive) == 3


def test_a_missing_pointer_is_told_with_what_mends_it(archive: Regesta, documents: Path) -> None:
    Path("archive/CURRENT").unlink()
    for arguments in (["search", "talks"], ["index", str(documents)], ["stats"]):
        answer = archive(*arguments)
        assert answer.code == 3, arguments
        assert "regesta reindex" in answer.err
    assert archive("reindex").code == 0
    assert total(archive) == 3


def test_a_file_in_the_archives_place_is_refused(regesta: Regesta, documents: Path) -> None:
    Path("archive").write_text("a file", encoding="utf-8")
    for arguments in (["index", str(documents)], ["search", "talks"]):
        answer = regesta(*arguments)
        assert answer.code == 3, arguments
        assert "archive" in answer.err
    assert Path("archive").read_text(encoding="utf-8") == "a file"


def test_a_folder_of_other_things_is_not_made_an_archive(regesta: Regesta, documents: Path) -> None:
    answer = regesta("--archive", str(documents), "index", str(documents))
    assert answer.code == 3
    assert "not empty" in answer.err


# --- settings ---------------------------------------------------------------------------------------------------------


def test_settings_are_listed_with_where_they_stand(regesta: Regesta, monkeypatch: pytest.MonkeyPatch) -> None:
    Path("regesta.toml").write_text('name = "The Archive"\n', encoding="utf-8")
    monkeypatch.setenv("REGESTA_PORT", "81")
    listed = regesta("settings", "--json").json
    assert listed["name"] == {
        "value": "The Archive",
        "default": "Regesta",
        "variable": "REGESTA_NAME",
        "from": "regesta.toml",
    }
    assert (listed["port"]["value"], listed["port"]["from"]) == (81, "REGESTA_PORT")
    assert 'name = "The Archive"' in regesta("settings").out


@pytest.mark.parametrize(("text", "said"), [("prot = 1\n", "Did you mean port?"), ("port = 'x'\n", "whole number")])
def test_a_wrong_settings_file_stops_every_command(archive: Regesta, text: str, said: str) -> None:
    Path("regesta.toml").write_text(text, encoding="utf-8")
    answer = archive("stats")
    assert (answer.code, answer.out) == (2, "")
    assert "regesta.toml" in answer.err
    assert said in answer.err


def test_an_archive_can_be_made_where_its_settings_already_are(regesta: Regesta, documents: Path) -> None:
    Path("archive").mkdir()
    Path("archive/regesta.toml").write_text('name = "Of the archive"\n', encoding="utf-8")
    assert regesta("index", str(documents)).code == 0
    assert regesta("settings", "--json").json["name"]["value"] == "Of the archive"


def test_a_first_run_that_is_interrupted_says_from_when_searches_show_what_it_kept(
    regesta: Regesta, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = [json.dumps({"id": f"r{number}", "text": f"Report {number} on the harbour."}) for number in range(300)]
    records = tmp_path / "records.jsonl"
    records.write_text("\n".join(lines), encoding="utf-8")

    def pressed(writer: Writer, **more: bool) -> None:
        commit(writer, **more)
        raise KeyboardInterrupt

    commit = Writer.commit
    with monkeypatch.context() as patched:
        patched.setattr(Writer, "commit", pressed)
        stopped = regesta("index", str(records), "--jobs", "1")
    assert stopped.code == 130
    assert "Searches show all of it once that" in stopped.err
    assert regesta("search", "harbour", "--json").json["total"] == 0
    again = regesta("index", str(records), "--jobs", "1")
    assert (again.code, regesta("search", "harbour", "--json").json["total"]) == (0, 300)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("talks", "talks.txt"),
        ("./talks.txt", "talks.txt"),
        ("documents/harbour/ports of call.txt", "harbour/ports of call.txt"),
        ("harbour/ports", "harbour/ports of call.txt"),
        ("talks.html", "talks.txt"),
    ],
)
def test_an_id_that_is_nearly_right_is_answered_with_the_right_one(archive: Regesta, written: str, meant: str) -> None:
    shown = archive("show", written)
    assert (shown.code, f"Did you mean {meant}?" in shown.err) == (1, True)
    edited = archive("edit", written, "--title", "T", "--reason", "r")
    assert (edited.code, f"Did you mean {meant}? Nothing was changed." in edited.err) == (1, True)
    assert "Did you mean" not in archive("show", "xyz").err
