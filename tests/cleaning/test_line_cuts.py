"""From where on lines are kept hangs on the document."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from indexer.cleaning.line_cuts import ALONE, AMONG, best_f1, cut_for

LINES = st.lists(st.tuples(st.floats(0.001, 1), st.integers(1, 400)), min_size=1, max_size=12)


@given(LINES)
def test_no_choice_of_lines_promises_a_higher_f1(lines: list[tuple[float, int]]) -> None:
    probabilities, sizes = (np.array(column, np.float64) for column in zip(*lines, strict=True))
    best = best_f1(probabilities, sizes)
    text = float(probabilities @ sizes)
    for number in range(1, 2 ** min(len(lines), 6)):
        kept = np.array([number >> place & 1 for place in range(len(lines))], np.float64)
        promised = 2 * float(kept @ (probabilities * sizes)) / (float(kept @ sizes) + text)
        assert promised <= best + 1e-9


@given(LINES)
def test_what_is_plainly_text_is_kept_and_navigation_alone_is_not(lines: list[tuple[float, int]]) -> None:
    probabilities, sizes = (np.array(column) for column in zip(*lines, strict=True))
    assert 0.15 <= cut_for(probabilities, sizes, ALONE) <= 0.3
    assert 0.15 <= cut_for(probabilities, sizes, AMONG) <= 0.6


def test_where_the_text_is_plain_to_see_more_is_asked_of_a_line() -> None:
    sizes = np.array([200, 200, 4, 7])
    plain, hidden = np.array([0.99, 0.97, 0.02, 0.03]), np.array([0.6, 0.4, 0.3, 0.3])
    assert cut_for(plain, sizes, 1.0) > cut_for(hidden, sizes, 1.0)


def test_less_is_asked_of_a_line_where_nothing_is_known_of_its_source() -> None:
    probabilities, sizes = np.array([0.99, 0.97, 0.02, 0.03]), np.array([200, 200, 4, 7])
    assert cut_for(probabilities, sizes, ALONE) < cut_for(probabilities, sizes, AMONG)
