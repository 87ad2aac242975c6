"""What the page for readers shows is what the parser does."""

import re
from pathlib import Path

import pytest

from search.query import parse_query

PAGE = (Path(__file__).parents[2] / "docs" / "query-language.md").read_text("utf-8")
_SPAN = re.compile(r"`([^`]+)`")


def section(title: str) -> str:
    return PAGE.split(f"## {title}\n", 1)[1].split("\n## ", 1)[0]


def examples() -> list[str]:
    """What stands in the first column of every table above the odd ones."""
    good = PAGE.split("## How odd input is read")[0]
    cells = [row.split("|")[1] for row in good.replace(r"\|", "/").splitlines() if row.startswith("| `")]
    return [example for cell in cells for example in _SPAN.findall(cell) if "…" not in example]


def odd() -> list[tuple[str, str]]:
    rows = [row.strip("|").split("|") for row in section("How odd input is read").splitlines() if row.startswith("| `")]
    return [
        (typed, found[0]) for left, right in rows for typed in _SPAN.findall(left) if (found := _SPAN.findall(right))
    ]


def test_the_page_has_examples() -> None:
    assert len(examples()) > 30
    assert len(odd()) > 10


@pytest.mark.parametrize("example", examples())
def test_every_example_is_read_without_a_warning_that_it_was_odd(example: str) -> None:
    assert parse_query(example).warnings == ()


@pytest.mark.parametrize(("typed", "read"), odd())
def test_odd_input_is_read_as_the_page_says_and_told(typed: str, read: str) -> None:
    parsed = parse_query(typed)
    assert parsed.tree == parse_query(read).tree
    assert parsed.warnings
