"""Formatting and parsing are each other's inverse; any text at all is read, and read the same when written out."""

from hypothesis import example, given, settings
from hypothesis import strategies as st

from search.errors import QueryError
from search.query import Node, format_query, parse_query
from search.query.limits import DEFAULT_LIMITS
from search.query.tree import clauses, depth, leaves
from tests.query.strategies import QUERY_TEXTS, TREES


@given(TREES)
@settings(max_examples=400)
def test_a_canonical_tree_written_out_is_read_back_as_itself(tree: Node) -> None:
    assert parse_query(format_query(tree)).tree == tree


@given(TREES)
def test_a_canonical_tree_written_out_is_read_without_warnings(tree: Node) -> None:
    assert parse_query(format_query(tree)).warnings == ()


@given(st.lists(st.from_regex("[a-z]{1,9}|and|or|not|in|the|date|title", fullmatch=True), min_size=1, max_size=6))
@example(["x" * 100])
@example(["word", "x" * 70])
def test_words_of_small_letters_are_read_at_once_as_the_rules_read_them(words: list[str]) -> None:
    text = " ".join(words)
    read, by_rules = parse_query(text), parse_query(text + "  ")
    assert read.tree == by_rules.tree
    assert [leaf.span for leaf in leaves(read.tree)] == [leaf.span for leaf in leaves(by_rules.tree)]
    assert read.tree.span == by_rules.tree.span
    assert (read.canonical, read.warnings) == (by_rules.canonical, by_rules.warnings)


@given(QUERY_TEXTS)
@settings(max_examples=800)
@example("a~2=")
@example("ـ-title:x")
@example("talks^2?")
@example("(a OR b AND (c OR d e))")
@example('date:"talks|talks')
@example('date:"a (b) c"')
@example("a*~2^3.")
def test_any_text_reads_the_same_when_written_out_and_then_without_warnings(text: str) -> None:
    try:
        parsed = parse_query(text)
    except QueryError as error:
        assert 0 <= error.start <= error.end <= len(text)  # noqa: PT017
        return
    again = parse_query(parsed.canonical)
    assert again.tree == parsed.tree
    assert again.canonical == parsed.canonical
    assert again.warnings == ()


@given(QUERY_TEXTS)
def test_spans_and_warnings_point_into_the_text_and_limits_hold(text: str) -> None:
    try:
        parsed = parse_query(text)
    except QueryError:
        return
    for warning in parsed.warnings:
        assert 0 <= warning.span[0] <= warning.span[1] <= len(text)
        assert warning.code
        assert warning.message.endswith((".", ")")) or "read as" in warning.message
    assert 0 <= parsed.tree.span[0] <= parsed.tree.span[1] <= len(text)
    assert clauses(parsed.tree) <= DEFAULT_LIMITS.clauses
    assert depth(parsed.tree) <= DEFAULT_LIMITS.nesting
