"""Each rule catches the lines beside it and leaves the others alone."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.cleaning.rules import LINE_RULES, LineRule, rule_for

CATCHES = [(rule, line) for rule in LINE_RULES for line in rule.catches]
LEAVES = [line for rule in LINE_RULES for line in rule.leaves]


@pytest.mark.parametrize(
    ("rule", "line"), CATCHES, ids=lambda value: value.id if isinstance(value, LineRule) else value
)
def test_a_rule_catches_its_examples(rule: LineRule, line: str) -> None:
    assert rule.matches(line)
    assert rule_for(line) is not None


@pytest.mark.parametrize("line", LEAVES)
def test_no_rule_touches_what_any_rule_must_leave(line: str) -> None:
    assert rule_for(line) is None


def test_ids_are_unique_and_every_rule_has_both_kinds_of_examples() -> None:
    assert len({rule.id for rule in LINE_RULES}) == len(LINE_RULES)
    assert all(rule.catches and rule.leaves and rule.because for rule in LINE_RULES)


@pytest.mark.parametrize("rule", LINE_RULES, ids=lambda rule: rule.id)
def test_a_rule_is_written_in_small_letters_and_holds_for_capitals(rule: LineRule) -> None:
    assert re.search(r"[A-Z]", re.sub(r"\\.", "", rule.pattern)) is None
    assert all(rule_for(line.upper()) is rule_for(line.lower()) for line in rule.catches)


@pytest.mark.parametrize("rule", [rule for rule in LINE_RULES if not rule.signs], ids=lambda rule: rule.id)
def test_every_line_that_a_rule_describes_is_tried(rule: LineRule) -> None:
    small = re.compile(rule.pattern, re.VERBOSE)

    @given(st.from_regex(small, fullmatch=True).map(lambda line: " ".join(line.split())))
    def is_tried(line: str) -> None:
        if small.fullmatch(line.lower()) and len(line) <= rule.longest:
            assert rule_for(line) is not None

    is_tried()
