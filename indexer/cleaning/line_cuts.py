"""From which probability on a line of flattened text is kept."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

PROSE = 200  # characters from which on a line counts as prose
# Chosen on cross-validation by site, each at the last gain of both kinds of F1 that loses hardly more lines of the body.
_NEARLY_CLEAN = 0.8  # the share of the characters that is to be expected to be text
_DEARER = 0.9  # a line of the body is worth more than a line of furniture: so much of the cut that would be best for F1
_LEAST = 0.15  # what is less probable is not kept for what it is


@dataclass(frozen=True, slots=True, kw_only=True)
class Cuts:
    """The least probability with which a line is kept, and with which one of ``PROSE`` characters or more is."""

    line: float
    prose: float


# Where nearly all is text, as in most archives, a lost paragraph is worse than a teaser too many.
CLEAN = Cuts(line=0.36, prose=0.25)


def cuts_of(texts: Sequence[str], probabilities: Sequence[float]) -> Cuts:
    """The cuts for one document, from what its model says of all its lines.

    Of a text amid the furniture of a page the cut is the one at which the F1 that is to be expected, by characters, is
    largest, or a little below: high where the text is plain to see, low where the model has not understood the page, for
    text of which it is not sure is better than none.
    """
    sizes = np.array([len(text) for text in texts], np.float64)
    expected = np.array(probabilities, np.float64)
    if expected @ sizes >= _NEARLY_CLEAN * sizes.sum():
        return CLEAN
    cut = max(_LEAST, _DEARER * best_f1(expected, sizes) / 2)
    return Cuts(line=cut, prose=cut)


def best_f1(probabilities: NDArray[np.float64], sizes: NDArray[np.float64]) -> float:
    """The largest F1 that is to be expected of keeping what is more probable than some cut. The cut is half of it: what is
    less probable would lower it."""
    order = np.argsort(-probabilities, kind="stable")
    found = np.cumsum((probabilities * sizes)[order])
    kept = np.cumsum(sizes[order])
    return float((2 * found / (kept + found[-1])).max())
