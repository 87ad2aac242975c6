"""From which probability on a line is kept: by what is to be expected of the whole document."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.cleaning.line_cuts import CLEAN, best_f1, cuts_of

probable = st.floats(0.001, 1.0)


@given(st.lists(st.tuples(probable, st.integers(1, 400)), min_size=1, max_size=30))
def test_no_other_choice_of_lines_expects_more_than_the_cut(lines: list[tuple[float, int]]) -> None:
    probabilities = np.array([p for p, _ in lines])
    sizes = np.array([size for _, size in lines], np.float64)
    text = probabilities @ sizes

    def expected(kept: np.ndarray) -> float:
        return float(2 * (probabilities * sizes)[kept].sum() / (sizes[kept].sum() + text))

    best = best_f1(probabilities, sizes)
    assert expected(probabilities >= best / 2 * (1 - 1e-9)) == pytest.approx(best, rel=1e-6)
    assert all(expected(probabilities >= cut) <= best + 1e-9 for cut in probabilities)


def test_a_text_with_little_around_it_is_cut_low_and_its_prose_lower() -> None:
    assert cuts_of(["a line of the text"] * 20 + ["Share"], [0.95] * 20 + [0.1]) == CLEAN
    assert CLEAN.prose < CLEAN.line


def test_a_page_that_is_plain_to_see_is_cut_higher_than_one_that_is_not() -> None:
    texts = ["a line of some length"] * 10 + ["menu"] * 90
    plain = cuts_of(texts, [0.99] * 10 + [0.01] * 90)
    dim = cuts_of(texts, [0.4] * 10 + [0.2] * 90)
    assert plain.line > 0.4 > dim.line


@given(st.lists(probable, max_size=30))
def test_no_cut_is_above_one_half(probabilities: list[float]) -> None:
    cuts = cuts_of(["a line"] * len(probabilities), probabilities)
    assert 0.15 <= cuts.prose <= cuts.line <= 0.5
