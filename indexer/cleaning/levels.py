"""How often a line repeats, as coarsely as anything is decided by it.

Counts move with every document, verdicts hardly ever. A verdict depends on a count only through the questions that the
line model asks about it, through whether most documents have it, and through whether prose is demoted for it; between two of
these borders a line stays on one level, and a document whose lines all stay on theirs need not be looked at.
"""

import numpy as np
from numpy.typing import NDArray

from indexer.cleaning.line_features import SHARE_BORDERS, steps_of
from indexer.cleaning.repetition import is_blurb, is_common

Levels = NDArray[np.uint64]


def levels_of(counts: NDArray[np.int64], documents: int) -> Levels:
    """The level of lines that stand in so many of a source's documents; 0 for one that does not repeat."""
    levels = np.zeros(len(counts), np.uint64)
    repeated = counts > 1
    if documents < 2 or not repeated.any():
        return levels
    times = counts[repeated]
    counted, shared = steps_of(times, documents)
    places = (
        (counted * (len(SHARE_BORDERS) + 1) + shared) * 4 + is_common(times, documents) * 2 + is_blurb(times, documents)
    )
    levels[repeated] = (places + 1).astype(np.uint64)
    return levels
