"""How often a line repeats, as coarsely as anything is decided by it.

Counts move with every document, verdicts hardly ever. A verdict depends on a count only through the questions that the
line model asks about it, through whether most documents have it, and through whether prose is demoted for it; between two of
these borders a line stays on one level, and a document whose lines all stay on theirs need not be looked at.
"""

import functools

import numpy as np
from numpy.typing import NDArray

from indexer.cleaning.characters import Floats
from indexer.cleaning.line_features import share_of
from indexer.cleaning.models import line_model
from indexer.cleaning.repetition import is_blurb, is_common

Levels = NDArray[np.uint64]


@functools.cache
def _borders() -> tuple[Floats, Floats]:
    return line_model().repetition_borders()


def levels_of(counts: NDArray[np.int64], documents: int) -> Levels:
    """The level of lines that stand in so many of a source's documents; 0 for one that does not repeat."""
    levels = np.zeros(len(counts), np.uint64)
    repeated = counts > 1
    if documents < 2 or not repeated.any():
        return levels
    times = counts[repeated]
    by_count, by_share = _borders()
    # Compared in the model's own precision, so that both fall on the same side of a border.
    asked = np.searchsorted(by_count, np.log2(times).astype(np.float32), side="left")
    shared = np.searchsorted(by_share, share_of(times, documents).astype(np.float32), side="left")
    places = (asked * (len(by_share) + 1) + shared) * 4 + is_common(times, documents) * 2 + is_blurb(times, documents)
    levels[repeated] = (places + 1).astype(np.uint64)
    return levels
