"""What one query may ask for: pasted text is answered, built monsters are refused early with a hint."""

import sys
from pathlib import Path

import pytest

from search.errors import QueryError
from search.query import DEFAULT_LIMITS, And, Boost, Limits, Or, Phrase, Word, parse_query
from search.query.tree import leaves

PROSE = (
    "The United States and North Korea announced on Wednesday, 29 February, an agreement: food aid for a moratorium. "
)


def words_of(text: str) -> list[str]:
    tree = parse_query(text).tree
    assert isinstance(tree, And)
    assert tree.implicit
    return [leaf.text for leaf in leaves(tree) if isinstance(leaf, Word)]


def test_pasted_text_is_read_as_its_first_distinct_words() -> None:
    pasted = PROSE * 30 + " ".join(f"word{number}" for number in range(600)) + ' "quoted ( and so on'
    assert 2_000 < len(pasted) < 12_000
    words = words_of(pasted)
    assert words[:4] == ["United", "States", "North", "Korea"]
    assert len(words) == DEFAULT_LIMITS.pasted_words
    assert [warning.code for warning in parse_query(pasted).warnings] == ["long-text"]


def test_a_paragraph_with_too_many_words_for_a_query_is_pasted_text_too() -> None:
    pasted = " ".join(f"w{number}" for number in range(150)) + ' and "so'
    assert len(pasted) < DEFAULT_LIMITS.operator_characters
    assert len(words_of(pasted)) == DEFAULT_LIMITS.pasted_words


def test_pasted_text_without_words_finds_everything_and_of_function_words_alone_finds_those() -> None:
    assert parse_query("=-" * 2_000).canonical == "*"
    assert words_of("to be OR not to be, that is " * 200) == ["to", "be", "or", "not", "that", "is"]


def test_a_text_longer_than_any_sentence_is_refused() -> None:
    assert parse_query("x " * (DEFAULT_LIMITS.characters // 2))
    with pytest.raises(QueryError, match="20,000 are allowed"):
        parse_query("x" * (DEFAULT_LIMITS.characters + 1))


@pytest.mark.parametrize(
    "text", [" OR ".join(["food"] * 500), "title:x " * 400, "nucl* " * 140, " OR ".join(["a"] * 129)]
)
def test_too_many_operators_are_refused(text: str) -> None:
    with pytest.raises(QueryError) as caught:
        parse_query(text)
    assert caught.value.hint


def test_as_many_clauses_as_allowed_are_read() -> None:
    tree = parse_query(" OR ".join(f"w{number}" for number in range(DEFAULT_LIMITS.clauses))).tree
    assert isinstance(tree, Or)
    assert len(tree.children) == DEFAULT_LIMITS.clauses


@pytest.mark.parametrize("text", ["(" * 200, "(" * 200 + "a" + ")" * 200, "-(" * 21 + "a", "title:(" * 200])
def test_parentheses_that_stand_too_deep_are_refused(text: str) -> None:
    with pytest.raises(QueryError, match="20 deep"):
        parse_query(text)


def test_parentheses_as_deep_as_allowed_are_read() -> None:
    deep = DEFAULT_LIMITS.nesting
    assert parse_query("(" * deep + "a" + ")" * deep).tree == Word(text="a")


def test_reading_needs_no_deep_stack() -> None:
    limit = sys.getrecursionlimit()
    try:
        sys.setrecursionlimit(400)
        for text in ("NOT " * 400, "- " * 900, "foo:" * 400, "title:" * 300, ")" * 1_900, "OR " * 600, '"' * 1_999):
            try:
                parse_query(text)
            except QueryError as error:
                assert error.hint  # noqa: PT017
    finally:
        sys.setrecursionlimit(limit)


def test_slop_and_boost_are_brought_back_to_their_limits() -> None:
    assert parse_query('"a b"~99999999999999').tree == Phrase(text="a b", slop=DEFAULT_LIMITS.slop)
    assert parse_query("a^99999").tree == Boost(child=Word(text="a"), factor=DEFAULT_LIMITS.most_boost)


def test_limits_are_the_callers() -> None:
    with pytest.raises(QueryError):
        parse_query("a OR b OR c", limits=Limits(clauses=2))


def test_the_page_for_readers_states_every_limit_as_it_is() -> None:
    page = (Path(__file__).parents[2] / "docs" / "query-language.md").read_text("utf-8")
    rows = [row for row in page.splitlines() if row.startswith("| ")]
    for name in Limits.__slots__:
        value = f"{getattr(DEFAULT_LIMITS, name):,}".removesuffix(".0")
        assert any(f"| {value} |" in row and f"`{name}`" in row for row in rows), f"{name} = {value}"
