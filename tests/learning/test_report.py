"""The quality report: every count lists its documents, and repeated lines wait for somebody to judge them."""

from contextlib import closing
from pathlib import Path

import pytest

from indexer.changes import edit, remove
from indexer.generations import create_archive
from indexer.learning.applying import apply_rules
from indexer.reporting import report
from search.archive import Archive
from tests.learning.papers import index, paper, paragraph, write
from tests.learning.test_rules import save

REFRAIN = "So the delegates spoke."


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    """Four papers with a refrain, one of them undated and of no source; a stub; one given as clean."""
    made = create_archive(tmp_path / "archive")
    papers = [paper(n, blurb=False) for n in range(1, 5)]
    for each in papers:
        first, *rest = each["text"].split("\n\n")
        each["text"] = "\n\n".join((first, rest[0], REFRAIN, *rest[1:]))
    del papers[3]["date"], papers[3]["source"]
    stub = {"id": "stub", "date": "3912", "source": "Echo", "body": "A caption."}
    index(made, write(tmp_path / "papers.jsonl", [*papers, stub]))
    return made


def rows(archive: Archive) -> dict[str, list[str]]:
    with closing(report(archive)) as made:
        found = {doubt.name: list(made.ids(doubt.name)) for doubt, count in made.doubts() if count}
        assert all(len(found.get(doubt.name, [])) == count for doubt, count in made.doubts())
    return found


def repeated(archive: Archive) -> dict[str, tuple[str, int, list[str]]]:
    with closing(report(archive)) as made:
        return {line.text: (line.evidence, line.kept_in, list(made.ids_with(line))) for line in made.lines()}


def test_every_doubt_lists_its_documents(archive: Archive) -> None:
    found = rows(archive)
    assert found["undated"] == ["p4", "stub"]
    assert found["implausible date"] == ["stub"]
    assert found["unknown source"] == ["p4"]
    assert found["too short"] == ["stub"]
    assert "nothing removed" not in found


def test_what_was_decided_or_withdrawn_is_no_doubt_any_more(archive: Archive) -> None:
    edit(archive, "p4", date="1999", source="Echo", reason="seen in print")
    remove(archive, ["stub"], "asked for")
    found = rows(archive)
    assert "undated" not in found
    assert "unknown source" not in found
    assert "too short" not in found


def test_repeated_lines_are_listed_until_a_rule_says_what_they_are(archive: Archive) -> None:
    assert repeated(archive)[REFRAIN] == ("in 3 of 3 documents of this source", 3, ["p1", "p2", "p3"])
    rule = f'version = 1\n[[rule]]\nid = "refrain"\nverdict = "keep"\nexact = "{REFRAIN}"\ncatches = ["{REFRAIN}"]\n'
    save(archive, rule, "all.toml")
    apply_rules(archive)
    assert REFRAIN not in repeated(archive)


def test_a_line_that_only_two_share_is_not_listed(archive: Archive, tmp_path: Path) -> None:
    import random

    line = paragraph(random.Random(5))[:50]
    index(
        archive, write(tmp_path / "more.jsonl", [{**paper(n), "text": f"{paper(n)['text']}\n\n{line}"} for n in (7, 8)])
    )
    assert line not in repeated(archive)
