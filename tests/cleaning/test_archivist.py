"""Archivists' rules: read strictly, tested by their own examples, stronger than everything but a decision on one line."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.cleaning import RuleBook, RulesError, apply_line_overrides, broken_examples, clean, read_rules
from indexer.cleaning.archivist import ArchivistRule, by_archivist
from search.documents import Verdict
from tests.cleaning.raw import raw, texts
from tests.cleaning.test_text import PROSE

FILE = """
version = 1
source = "The Courier"

[[rule]]
id = "blurb"
verdict = "demote"
prefix = "It can be difficult"
because = "the blurb of the series"
catches = ["It can be difficult to separate the important."]
leaves = ["It is difficult."]

[[rule]]
id = "page-number"
verdict = "drop"
pattern = "Page # of #*"
catches = ["Page 3 of 12", "page 3 of 12 (continued)"]
leaves = ["Page three of twelve"]

[[rule]]
id = "teasers"
verdict = "drop"
selector = "div.teaser"
"""

BOOK = RuleBook(sets=(read_rules(FILE),))


def test_a_file_of_rules_is_read_and_its_examples_hold() -> None:
    rules = read_rules(FILE)
    assert rules.source == "The Courier"
    assert [(rule.id, rule.by, rule.verdict) for rule in rules.rules] == [
        ("blurb", "prefix", Verdict.DEMOTE),
        ("page-number", "pattern", Verdict.DROP),
        ("teasers", "selector", Verdict.DROP),
    ]
    assert broken_examples(rules) == ()


def test_examples_that_do_not_hold_are_named() -> None:
    [broken] = broken_examples(read_rules(FILE.replace('"It is difficult."', '"It can be difficult!"')))
    assert (broken.rule, broken.example, broken.should_match) == ("blurb", "It can be difficult!", False)


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("version = 1", "version = 9", "version 9"),
        ("version = 1", "", "do not say that they are of version 1"),
        ("version = 1", "version = 1\nvresion = 2", "There is 'vresion' at the top"),
        ("[[rule]]", "[[rules]]", "There is 'rules' at the top"),
        ('verdict = "demote"', 'verdict = "hide"', "no verdict"),
        ('prefix = "It can be difficult"', "", "exactly one of"),
        ('prefix = "It can be difficult"', 'prefix = "a"\nexact = "b"', "exactly one of"),
        ('id = "blurb"', "", "no id"),
        ('id = "blurb"', 'id = "teasers"', "stands twice"),
        ('because = "the blurb of the series"', "becuase = 1", "'becuase'"),
        ('catches = ["It can be difficult to separate the important."]', "", "no example"),
        ("[[rule]]", "[[rule", "not TOML"),
    ],
)
def test_what_a_file_should_not_hold_is_refused_with_the_place(old: str, new: str, reason: str) -> None:
    with pytest.raises(RulesError, match=reason):
        read_rules(FILE.replace(old, new, 1))


def test_rules_decide_over_the_model_and_a_line_decision_over_rules() -> None:
    text = f"{PROSE}\n\nIt can be difficult to separate the important from unimportant.\n\n{PROSE} More."
    document = clean(raw(text, given_source="The Courier"), rules=BOOK)
    assert document.lines[1].verdict is Verdict.DEMOTE
    assert (document.lines[1].rule, document.lines[1].evidence) == ("archivist.blurb", "the blurb of the series")
    assert "It can be difficult" in document.body
    assert all("difficult" not in document.body[start:end] for start, end in document.kept)
    restored = apply_line_overrides(document, {1: Verdict.KEEP})
    assert restored.kept == ((0, len(restored.body)),)


def test_the_stronger_file_decides() -> None:
    weaker = read_rules(FILE.replace("demote", "drop"))
    judged = by_archivist(["It can be difficult to say."], [read_rules(FILE), weaker])
    assert judged[0].verdict is Verdict.DEMOTE


def test_selectors_are_about_the_elements_around_a_block() -> None:
    page = f'<main><p>{PROSE}</p><div class="box teaser"><p>{PROSE} Elsewhere.</p></div><p>{PROSE} End.</p></main>'
    document = clean(raw(page, "html", given_source="the courier"), rules=BOOK)
    assert texts(document, Verdict.DROP) == [f"{PROSE} Elsewhere."]


@given(st.text(alphabet="ab*#1 ", min_size=1, max_size=12), st.text(alphabet="ab1 ", max_size=3000))
def test_patterns_find_what_a_plain_search_finds(quoted: str, line: str) -> None:
    rule = ArchivistRule(id="r", verdict=Verdict.DROP, by="pattern", quoted=quoted, because="")
    matched = rule.matches(line)
    if quoted.strip() == "*":
        assert matched
    if "*" not in quoted and matched:
        exact = ArchivistRule(id="r", verdict=Verdict.DROP, by="exact", quoted=quoted, because="")
        assert exact.matches(line) or any(mark in quoted for mark in "#1")
