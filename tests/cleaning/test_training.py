"""What the network for lines is trained towards, and papers as typed text has them."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.cleaning.training.corpus import wrapped
from indexer.cleaning.training.networks import missed

SURE = 50.0  # log-odds


def lacking(odds: list[list[float]], labels: list[list[int]], sizes: list[list[int]]) -> float:
    return float(missed(np, np.array(odds), np.array(labels), np.array(sizes)))


def test_a_document_read_rightly_lacks_nothing() -> None:
    assert lacking([[SURE, -SURE, SURE]], [[1, 0, 1]], [[80, 20, 300]]) == pytest.approx(0)


def test_a_document_lacks_what_its_f1_by_characters_lacks() -> None:
    # Kept are 100 of 400 characters of text and 100 of furniture: F1 = 2 * 100 / (400 + 200).
    assert lacking([[SURE, -SURE, SURE]], [[1, 1, 0]], [[100, 300, 100]]) == pytest.approx(2 / 3)


def test_every_document_that_has_text_counts_alike_and_one_without_does_not() -> None:
    odds, labels, sizes = [[SURE], [-SURE], [SURE]], [[1], [1], [0]], [[10], [2000], [100]]
    assert lacking(odds, labels, sizes) == pytest.approx(1 / 2)


words = st.text("abcdefghij", min_size=1, max_size=12)


@given(st.lists(st.lists(words, min_size=1, max_size=80).map(" ".join), max_size=20), st.integers(20, 80))
def test_wrapping_keeps_every_word_in_order_and_no_line_is_too_long(paragraphs: list[str], column: int) -> None:
    lines = wrapped(paragraphs, column)
    assert " ".join(lines).split() == " ".join(paragraphs).split()
    assert all(len(line) <= column for line in lines)


def test_of_a_long_paper_the_first_and_the_last_lines_are_wrapped() -> None:
    lines = wrapped([f"paragraph {number}" for number in range(1000)], 60)
    assert (lines[0], lines[-1], len(lines)) == ("paragraph 0", "paragraph 999", 240)
