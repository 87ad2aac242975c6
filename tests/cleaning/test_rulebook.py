"""The rules of an archive: files in a folder, which hold for which document, and what they can cost."""

import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.cleaning import NO_RULES, RulesError, clean, read_rule_book
from indexer.cleaning.archivist import ArchivistRule, By
from search.documents import Verdict
from tests.cleaning.raw import raw
from tests.cleaning.test_text import PROSE

RULE = '[[rule]]\nid = "{0}"\nverdict = "{1}"\nexact = "{2}"\ncatches = ["{2}"]\n'
LINE = "The ministers will meet once more before the year has ended, it was said."


def write(archive: Path, name: str, source: str | None, *rules: tuple[str, str, str]) -> Path:
    (archive / "rules").mkdir(exist_ok=True)
    head = "version = 1\n" + (f'source = "{source}"\n' if source else "")
    path = archive / "rules" / name
    path.write_text(head + "".join(RULE.format(*rule) for rule in rules))
    return path


def verdict(archive: Path, **fields: Any) -> str:
    document = clean(raw(f"{PROSE}\n\n{LINE}\n\n{PROSE} More.", **fields), None, read_rule_book(archive))
    return document.lines[1].verdict.value


def test_an_archive_without_the_folder_has_no_rules(tmp_path: Path) -> None:
    assert read_rule_book(tmp_path) == NO_RULES
    assert NO_RULES.fingerprint_for("The Courier") == ""


def test_the_rules_of_the_source_are_stronger_than_those_for_all(tmp_path: Path) -> None:
    write(tmp_path, "all.toml", None, ("r", "drop", LINE))
    write(tmp_path, "courier.toml", "The Courier", ("r", "demote", LINE))
    assert verdict(tmp_path, given_source="The Courier") == "demote"
    assert verdict(tmp_path, given_source="Echo") == "drop"
    assert verdict(tmp_path) == "drop"


def test_a_source_is_known_by_its_canonical_name(tmp_path: Path) -> None:
    write(tmp_path, "s.toml", "Stratfor Enterprises, LLC", ("r", "drop", LINE))
    assert verdict(tmp_path, given_source="STRATFOR") == "drop"


def test_fingerprints_follow_what_rules_say_and_hold_for_those_they_are_about(tmp_path: Path) -> None:
    path = write(tmp_path, "courier.toml", "The Courier", ("r", "drop", LINE))
    first = read_rule_book(tmp_path)
    assert first.fingerprint_for("Echo") == ""
    path.write_text("# a remark\n" + path.read_text())
    assert read_rule_book(tmp_path).fingerprint_for("The Courier") == first.fingerprint_for("The Courier") != ""
    write(tmp_path, "courier.toml", "The Courier", ("r", "demote", LINE))
    assert read_rule_book(tmp_path).fingerprint_for("The Courier") != first.fingerprint_for("The Courier")


@pytest.mark.parametrize(
    ("name", "source", "said"),
    [
        ("other.toml", None, "names no source"),
        ("all.toml", "Echo", "names the source"),
        ("b.toml", "the courier", "one file"),
    ],
)
def test_files_that_leave_open_whom_they_are_about_are_refused(
    tmp_path: Path, name: str, source: str | None, said: str
) -> None:
    write(tmp_path, "a.toml", "The Courier", ("r", "drop", LINE))
    write(tmp_path, name, source, ("r", "drop", LINE))
    with pytest.raises(RulesError, match=said):
        read_rule_book(tmp_path)


def test_no_document_is_cleaned_by_a_rule_that_fails_its_own_examples(tmp_path: Path) -> None:
    path = write(tmp_path, "all.toml", None, ("r", "drop", LINE))
    path.write_text(
        path.read_text() + 'leaves = ["the MINISTERS will meet once more before the year has ended, it was said."]\n'
    )
    with pytest.raises(RulesError, match=r"all\.toml: rule 'r' catches its example"):
        read_rule_book(tmp_path)


def steps(rule: ArchivistRule, line: str) -> int:
    """How many functions, built-in ones too, are called to match."""
    calls = 0

    def count(_: object, event: str, __: object) -> None:
        nonlocal calls
        calls += event in ("call", "c_call")

    sys.setprofile(count)
    try:
        rule.matches(line)
    finally:
        sys.setprofile(None)
    return calls


HARD = (
    "a*" * 900 + "b",
    "*a" * 900 + "*",
    "*".join("a#" * 400),
    "a" * 1999 + "*a",
    "(a+)+*" * 300,
    "[a-z]*" * 300,
)


@pytest.mark.parametrize("quoted", HARD)
@pytest.mark.parametrize("by", ["exact", "prefix", "pattern"])
def test_no_pattern_takes_more_searches_than_it_has_pieces(by: By, quoted: str) -> None:
    rule = ArchivistRule(id="r", verdict=Verdict.DROP, by=by, quoted=quoted, because="")
    for line in ("a" * 2_000, "a" * 1_000_000, "a1" * 500_000, " a" * 500_000):
        assert steps(rule, line) <= 2 * quoted.count("*") + 40  # a search, and the length of what was found


@given(st.text(alphabet="ab*#1 ", min_size=1, max_size=40), st.text(alphabet="ab1 ", max_size=400))
def test_matching_is_bounded_for_any_pattern_and_line(quoted: str, line: str) -> None:
    rule = ArchivistRule(id="r", verdict=Verdict.DROP, by="pattern", quoted=quoted, because="")
    assert steps(rule, line) <= 2 * quoted.count("*") + 40  # a search, and the length of what was found
