"""``regesta rules``: listing, testing, trying and applying what archivists wrote about lines."""

from pathlib import Path

import pytest

from tests.cli.conftest import Regesta

RULES = """
version = 1

[[rule]]
id = "reply"
verdict = "keep"
exact = "Leave a Reply"
because = "a line of the text, here"
catches = ["Leave a reply"]
leaves = ["Leave no reply"]
"""


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    path = tmp_path / "work" / "mine.toml"
    path.write_text(RULES)
    return path


def save(text: str = RULES) -> None:
    folder = Path("archive/rules")
    folder.mkdir()
    (folder / "all.toml").write_text(text)


def test_a_file_is_tested_by_its_own_examples(regesta: Regesta, rules: Path) -> None:
    answer = regesta("rules", "test", str(rules))
    assert (answer.code, answer.out) == (0, "1 rules in 1 files, 2 examples, 0 problems\n")
    rules.write_text(RULES.replace("Leave no reply", "LEAVE a reply"))
    answer = regesta("rules", "test", str(rules), "--json")
    assert answer.code == 1
    [problem] = answer.json["problems"]
    assert (problem["rule"], problem["problem"]) == ("reply", "rule 'reply' catches “LEAVE a reply”")


def test_a_file_that_is_no_file_of_rules_is_a_problem_with_its_place(regesta: Regesta, rules: Path) -> None:
    rules.write_text("version = 7")
    answer = regesta("rules", "test", str(rules))
    assert answer.code == 1
    assert "mine.toml: The rules are of version 7" in answer.out


def test_a_preview_lists_what_would_change_and_changes_nothing(regesta: Regesta, archive: Regesta, rules: Path) -> None:
    before = regesta("lines", "talks.txt").out
    answer = regesta("rules", "preview", str(rules))
    assert answer.code == 0
    assert "talks.txt 5: drop -> keep  “Leave a Reply”  (archivist.reply)" in answer.out
    assert "1 lines in 1 documents fall under it, 1 in 1 documents come out otherwise" in answer.out
    [change] = regesta("rules", "preview", str(rules), "--json").json["changes"]
    assert change == {
        "document": "talks.txt",
        "line": 5,
        "text": "Leave a Reply",
        "before": "drop",
        "after": "keep",
        "rule": "archivist.reply",
    }
    assert regesta("lines", "talks.txt").out == before


def test_a_quoted_line_is_tried_and_comes_back_as_a_rule_to_save(regesta: Regesta, archive: Regesta) -> None:
    answer = regesta("rules", "preview", "--keep", 'Leave a "Reply"')
    text = answer.out[answer.out.index("version") :]
    regesta("rules", "preview", "--keep", "Leave a Reply")
    save(text)
    assert regesta("rules", "test").code == 0
    assert regesta("rules", "list", "--json").json["rules"][0]["quoted"] == 'Leave a "Reply"'


def test_saved_rules_are_listed_and_applied(regesta: Regesta, archive: Regesta) -> None:
    assert regesta("rules", "list").out == ""
    save()
    assert regesta("rules", "list").out == (
        "all.toml: reply: keep exact “Leave a Reply” of all sources\n    a line of the text, here\n"
    )
    answer = regesta("rules", "apply", "--json")
    assert answer.json["recleaned"] == 1
    assert answer.json["recleaned_documents"] == [
        {"id": "talks.txt", "lines": [{"line": 5, "before": "drop", "after": "keep"}]}
    ]
    assert "keep     “Leave a Reply”  (archivist.reply: a line of the text, here" in regesta("lines", "talks.txt").out
    assert "1 lines in 1 documents fall under it" in regesta("rules", "preview", "reply").out


def test_nothing_is_indexed_while_a_rule_fails_its_examples(regesta: Regesta, archive: Regesta, tmp_path: Path) -> None:
    save(RULES.replace("Leave no reply", "Leave a reply"))
    (tmp_path / "work" / "new.txt").write_text("A new document\n\nIt says that the delegates met again in Geneva.\n")
    answer = regesta("index", "new.txt")
    assert answer.code == 2
    assert "rule 'reply' catches its example" in answer.err
    assert regesta("show", "new.txt").code == 1


def test_a_preview_says_which_examples_fail(regesta: Regesta, archive: Regesta, rules: Path) -> None:
    rules.write_text(RULES.replace("Leave no reply", "Leave a reply"))
    answer = regesta("rules", "preview", str(rules))
    assert answer.code == 0
    assert "rule 'reply' catches its example “Leave a reply”" in answer.err


def test_cleaning_for_an_archive_goes_by_its_rules(regesta: Regesta, archive: Regesta) -> None:
    save()
    text = "Talks resume\n\nThe parties met in Geneva on Friday to resume their talks.\n\nLeave a Reply\n"
    assert "Leave a Reply" not in regesta("clean", "-", stdin=text).out
    assert "Leave a Reply" in regesta("clean", "-", "--archive", "archive", stdin=text).out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("rules",), "required"),
        (("rules", "sing"), "cannot 'sing'"),
        (("rules", "list", "more"), "takes nothing more"),
        (("rules", "preview"), "Which rule"),
        (("rules", "preview", "nothing.toml"), "neither a file nor"),
    ],
)
def test_wrong_usage_says_what_would_be_right(
    regesta: Regesta, archive: Regesta, words: tuple[str, ...], said: str
) -> None:
    answer = regesta(*words)
    assert answer.code == 2
    assert said in answer.err
