"""How the command line is read: where options stand, what begins with a dash, and what is said about mistakes."""

import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.cli.conftest import Regesta
from web.cli import COMMANDS
from web.commands.command import Command, CommandParser, UsageError


def parser() -> CommandParser:
    def declare(parser: CommandParser) -> None:
        parser.words("words", metavar="WORD", nargs="*")
        parser.json_option()
        parser.option("--title", metavar="T")
        parser.option("--source", action="append", metavar="S")

    return CommandParser("try", Command(about="", declare=declare, run=lambda run: 0))


def test_help_lists_every_command_and_imports_no_library(repository: Path) -> None:
    heavy = ("flask", "lxml", "tantivy", "bs4", "whoosh", "sqlite3", "rapidfuzz", "gunicorn")
    script = (
        "import sys; from web.cli import main; code = main(['--help']);"
        f"print([name for name in {heavy} if name in sys.modules], file=sys.stderr); sys.exit(code)"
    )
    run = subprocess.run([sys.executable, "-c", script], cwd=repository, capture_output=True, text=True, check=False)
    assert (run.returncode, run.stderr.strip()) == (0, "[]")
    assert all(f"  {name}" in run.stdout for name, _, _ in COMMANDS)


@pytest.mark.parametrize("name", [name for name, _, _ in COMMANDS])
def test_every_command_has_a_help_text(regesta: Regesta, name: str) -> None:
    answer = regesta(name, "--help")
    assert (answer.code, answer.err) == (0, "")
    assert answer.out.startswith(f"usage: regesta {name}")
    assert "--archive DIR" in answer.out


def test_help_is_a_command_too(regesta: Regesta) -> None:
    assert regesta("help").out == regesta("--help").out
    assert regesta("help", "search").out == regesta("search", "--help").out


def test_version_is_told(regesta: Regesta) -> None:
    answer = regesta("--version")
    assert (answer.code, answer.out.split()[0]) == (0, "regesta")


def test_no_command_at_all_is_wrong_usage_and_shows_the_commands(regesta: Regesta) -> None:
    answer = regesta()
    assert answer.code == 2
    assert "search the archive" in answer.out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["serch", "talks"], "Did you mean `regesta search`?"),
        (["--colour", "search"], "no option --colour before the command"),
        (["search", "--sorce", "S", "talks"], "Did you mean --source?"),
        (["search", "talks", "--korea"], "regesta search -- --korea"),
        (["search", "talks", "--limit"], "--limit needs a value"),
        (["search", "talks", "--source", "--json"], "write --source=--json"),
        (["--archive"], "--archive needs a value"),
        (["stats", "extra"], "nrecognized arguments: extra"),
        (["verify", "--json=yes"], "--json"),
        (["remove", "talks.txt"], "--reason"),
        (["show"], "ID"),
        (["index"], "PATH"),
        (["index", ".", "--jobs", "many"], "--jobs"),
        (["index", ".", "--jobs", "0"], "from 1"),
        (["index", ".", "--engine", "lucene"], "tantivy or whoosh"),
        (["reindex", "--engine", "lucene"], "tantivy or whoosh"),
        (["search"], "What is to be searched for?"),
        (["search", "--trec", "run"], "--batch"),
        (["search", "talks", "--batch", "q.jsonl"], "Leave out QUERY"),
        (["search", "--batch", "no-such-file.jsonl"], "no-such-file.jsonl"),
        (["clean"], "Name a file"),
        (["clean", "--learn", "a.txt"], "--jsonl"),
        (["clean", "."], "is a folder"),
        (["annotate"], "--jsonl"),
        (["edit", "talks.txt", "--reason", "none"], "--date, --source or --title"),
        (["serve", "--workers", "0"], "from 1"),
    ],
)
def test_wrong_usage_is_code_2_and_says_what_would_be_right(archive: Regesta, arguments: list[str], said: str) -> None:
    answer = archive(*arguments)
    assert answer.code == 2
    assert said in answer.err
    assert answer.out == ""


def test_global_options_stand_before_or_after_the_command(archive: Regesta) -> None:
    before = archive("--archive", "archive", "--json", "stats")
    after = archive("stats", "--json", "--archive=archive")
    assert before.json == after.json
    assert before.json["documents"] == 3


def test_an_archive_is_named_by_option_then_variable_then_the_current_folder(
    archive: Regesta, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert archive("stats", "--json").json["documents"] == 3
    monkeypatch.setenv("REGESTA_ARCHIVE", "elsewhere")
    assert "elsewhere" in archive("stats").err
    assert archive("--archive", "archive", "stats", "--json").json["documents"] == 3


@pytest.mark.parametrize("query", ["-moratorium", "-", "-h2o", "--not.an-option", "-moratorium talks", "-1"])
def test_a_query_may_begin_with_a_dash(archive: Regesta, query: str) -> None:
    answer = archive("search", query, "--json")
    assert answer.code == 0
    assert answer.json["query"]["text"] == query


def test_a_query_may_look_like_an_option_behind_two_dashes(archive: Regesta) -> None:
    assert archive("search", "--json", "--", "--limit").json["query"]["text"] == "--limit"


def test_an_id_may_begin_with_a_dash(archive: Regesta) -> None:
    assert archive("show", "-dash.txt", "--json").json["id"] == "-dash.txt"
    assert archive("edit", "-dash.txt", "--title", "-30-", "--reason", "-").code == 0
    assert archive("show", "--json", "--", "-dash.txt").json["title"] == "-30-"
    assert archive("remove", "-dash.txt", "--reason", "- a test").code == 0
    assert archive("restore", "-dash.txt").code == 0


@given(
    words=st.lists(st.text(min_size=1).filter(lambda word: not word.startswith("--") and "\0" not in word)),
    title=st.text().filter(
        lambda value: value not in ("--title", "--source", "--json", "--archive", "--help", "-h") and "\0" not in value
    ),
)
def test_words_and_values_arrive_as_they_were_given(words: list[str], title: str) -> None:
    words = [word for word in words if word != "-h"]
    read = parser().read(["--title", title, *words, "--json"])
    assert (read.words, read.title, read.json) == (words, title, True)


@given(words=st.lists(st.text().filter(lambda word: "\0" not in word)))
def test_behind_two_dashes_nothing_is_an_option(words: list[str]) -> None:
    assert parser().read(["--source", "S", "--", *words]).words == words


def test_an_option_is_never_abbreviated() -> None:
    with pytest.raises(UsageError, match="no option --titl"):
        parser().read(["--titl", "x"])


def test_the_page_about_the_command_line_names_every_command(repository: Path) -> None:
    page = (repository / "docs" / "commands.md").read_text(encoding="utf-8")
    table = page[: page.index("## What all commands share")]
    assert [name for name, _, _ in COMMANDS if f"`{name}" not in table] == []
