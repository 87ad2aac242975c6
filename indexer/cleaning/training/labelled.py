"""A flattened page with what each of its lines is."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from indexer.cleaning.profile import SourceProfile


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelledLines:
    """A flattened page with a label for each line; ``fold`` is the same for all pages of a site."""

    flavour: str  # how it was flattened
    lines: tuple[str, ...]
    labels: NDArray[np.int8]
    site: str
    fold: int
    profile: SourceProfile | None = None
    weight: float = 1.0
    taught: bool = True  # False: only to be scored
    page: tuple[str, str] | None = None  # part and id of the page, where it is flattened as a scrape would be
    source: SourceProfile | None = None  # what repeats in its source, also where ``profile`` withholds it

    @property
    def weights(self) -> NDArray[np.float64]:
        """A long line weighs up to three short ones; a very long document weighs less than its lines would."""
        size = np.array([1 + min(40, len(line.split())) / 20 for line in self.lines], np.float64)
        weights: NDArray[np.float64] = size * min(1.0, (300 / len(size)) ** 0.5) * self.weight
        return weights
