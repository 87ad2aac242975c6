"""The head of a Markdown file becomes metadata and leaves the body; what only looks like one stays."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.metadata.front_matter import front_matter
from search.documents import Verdict
from tests.cleaning.raw import cleaned, texts

BODY = "The two sides met in Beijing on Thursday and said that they would go on with the talks in the spring."
YAML = """---
title: "Small steps: a report"
date: 2012-03-01  # the day of the talks
lastmod: 2012-05-03T10:00:00Z
author:
  - name: Jane Doe
    affiliation: The Institute
  - John Roe
publisher: Stratfor Enterprises, LLC
tags: [talks, "food, aid"]
summary: >
  Two lines
  of summary
lang: en-GB
---
"""
TOML = """+++
title = "Small steps: a report"
date = 2012-03-01T06:33:00Z
authors = ["Jane Doe", "John Roe"]
source = "Stratfor"
[extra]
tags = ["talks"]
+++
"""


@pytest.mark.parametrize("head", [YAML, TOML, YAML.replace("\n", "\r\n"), "\ufeff" + YAML])
def test_a_head_names_title_date_authors_and_source(head: str) -> None:
    document = cleaned(f"{head}\n{BODY}\n")
    assert document.title == "Small steps: a report"
    assert document.date is not None
    assert document.date.iso == "2012-03-01"
    assert document.authors == ("Jane Doe", "John Roe")
    assert document.source == "Stratfor"
    assert document.body == BODY
    assert {evidence.method for evidence in document.evidence if evidence.field != "language"} == {"front-matter"}


def test_the_head_states_update_and_language_too() -> None:
    document = cleaned(f"{YAML}\n{BODY}\n")
    assert document.updated is not None
    assert (document.updated.iso, document.language) == ("2012-05-03", "en-GB")


def test_the_lines_of_a_head_are_kept_as_harvested() -> None:
    document = cleaned(f"{YAML}\n# Small steps: a report\n\n{BODY}\n")
    harvested = texts(document, Verdict.HARVEST)
    assert harvested[0] == "---"
    assert harvested[-1] == "# Small steps: a report"
    assert len(document.lines) == YAML.count("\n") + 2


def test_what_a_record_states_wins_over_the_head() -> None:
    document = cleaned(f"{YAML}\n{BODY}\n", given_title="Given", given_date="2013-01-01", given_source="The Courier")
    assert (document.title, document.source) == ("Given", "The Courier")
    assert document.date is not None
    assert document.date.iso == "2013-01-01"


def test_a_clipping_has_the_host_of_its_address_as_source() -> None:
    document = cleaned(f"---\ntitle: Talks\nsource: https://www.example.org/a\nurl: /a/b\n---\n{BODY}\n")
    assert (document.source, document.url) == ("example.org", None)


def test_an_implausible_date_in_a_head_is_said_and_passed_over() -> None:
    document = cleaned(f"---\ndate: 0203-01-01\n---\nMarch 1, 2012\n{BODY}\n")
    assert document.date is not None
    assert document.date.iso == "2012-03-01"
    assert any("implausible" in note for note in document.notes)


@pytest.mark.parametrize(
    "text",
    [
        "---\n",
        f"---\n{BODY}\n---\n{BODY}\n",
        "---\nNote: see below\nThe text goes on here.\n---\n",
        f"{BODY}\n---\ntitle: Talks\n---\n",
        "---\ntitle: never closed\n" + "text\n" * 300,
        "+++\nnot = toml = at all\n+++\n",
        "----\ntitle: Talks\n----\n",
    ],
)
def test_what_only_looks_like_a_head_is_text(text: str) -> None:
    assert front_matter(text) is None


@given(st.lists(st.sampled_from(["---", "+++", "title: a", "- b", "  c", "x = 1", "[t]", "k: [", "k: 'a", "", "…"])))
def test_no_text_makes_heads_fail(lines: list[str]) -> None:
    text = "\n".join(lines)
    head = front_matter(text)
    if head is not None:
        assert 2 <= head.lines <= sum(bool(line.strip()) for line in lines)
        assert set(head.fields) == set(head.quotes)
