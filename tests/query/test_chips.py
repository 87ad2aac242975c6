"""The parts of a query as the page shows them, each of which can be taken away."""

import pytest
from hypothesis import given

from search.query import Node, describe_query, format_query, parse_query, without
from tests.query.strategies import TREES


def labels(text: str) -> list[str]:
    return [chip.label for chip in describe_query(parse_query(text).tree)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("talks", ["talks"]),
        ('"six-party talks" -food', ["“six-party talks”", "not food"]),
        ("title:talks raw:copyright", ["title: talks", "as scraped: copyright"]),
        ('"food aid"~1', ["“food aid” with up to 1 word between"]),
        ("person:kim-jong-il entity:x org:y", ["person: kim-jong-il", "named: x", "organisation: y"]),
        ("food (aid OR relief)", ["food", "aid or relief"]),
        ("-(food aid)", ["not (food aid)"]),
        ("nucl* wrod~ talks^2", ["nucl…", "like wrod", "talks (×2)"]),
        ("date:2012 -date:*", ["date: 2012", "not date: any"]),
        ("date:2009..2012 OR date:>=2020", ["date: 2009 to 2012 or date: from 2020"]),
    ],
)
def test_every_part_has_a_label_in_words(text: str, expected: list[str]) -> None:
    assert labels(text) == expected


def test_a_chip_says_where_in_the_text_its_part_stands() -> None:
    text = 'food -"six-party talks"'
    chips = describe_query(parse_query(text).tree)
    assert [text[slice(*chip.span)] for chip in chips] == ["food", '-"six-party talks"']
    assert [(chip.kind, chip.negated) for chip in chips] == [("word", False), ("phrase", True)]


def test_a_part_taken_away_leaves_the_others_as_they_were() -> None:
    tree = parse_query("food (aid OR relief) -talks").tree
    food, aid, talks = describe_query(tree)
    assert without(tree, food) == "(aid OR relief) -talks"
    assert without(tree, aid) == "food -talks"
    assert without(tree, talks) == "food (aid OR relief)"


def test_the_last_part_taken_away_leaves_nothing() -> None:
    tree = parse_query("talks").tree
    assert without(tree, describe_query(tree)[0]) == ""


@given(TREES)
def test_taking_parts_away_one_by_one_ends_and_never_needs_repair(tree: Node) -> None:
    for left in range(len(describe_query(tree)), 0, -1):
        chips = describe_query(tree)
        assert len(chips) >= 1, left
        text = without(tree, chips[0])
        parsed = parse_query(text)
        assert parsed.warnings == ()
        assert format_query(parsed.tree) == (text or "*")
        if not text:
            return
        tree = parsed.tree
