"""Training the line model on flattened pages, with and without what repeats in their source."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from indexer.cleaning.characters import BUCKETS, Floats, measure
from indexer.cleaning.line_features import line_features
from indexer.cleaning.profile import SourceProfile
from indexer.cleaning.text_features import word_buckets
from indexer.cleaning.training.boosting import fit_trees, fit_words, out_of_fold
from indexer.cleaning.trees import ObliviousTrees


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

    @property
    def weights(self) -> NDArray[np.float64]:
        """A long line weighs up to three short ones; a very long document weighs less than its lines would."""
        size = np.array([1 + min(40, len(line.split())) / 20 for line in self.lines], np.float64)
        weights: NDArray[np.float64] = size * min(1.0, (300 / len(size)) ** 0.5) * self.weight
        return weights


def fit_line_words(documents: Sequence[LabelledLines]) -> Floats:
    """Weights of the hashed words, pairs, first and last words of lines."""
    lines, buckets, row = [], [], 0
    for document in documents:
        of, numbers = word_buckets(measure(document.lines))
        lines.append(of + row)
        buckets.append(numbers)
        row += len(document.lines)
    return fit_words(
        np.concatenate(lines),
        np.concatenate(buckets),
        BUCKETS,
        np.concatenate([document.labels for document in documents]),
        np.concatenate([document.weights for document in documents]),
        alpha=3e-6,
    )


def fit_on(documents: Sequence[LabelledLines], rows: Sequence[Floats], *, trees: int) -> ObliviousTrees:
    return fit_trees(
        np.vstack(rows),
        np.concatenate([document.labels for document in documents]),
        np.concatenate([document.weights for document in documents]),
        trees=trees,
    )


def first_rows(documents: Sequence[LabelledLines]) -> list[Floats]:
    """Features of each document with word weights that have not seen its site."""

    def fit(chosen: Sequence[int]) -> Callable[[int], Floats]:
        weights = fit_line_words([documents[index] for index in chosen])
        return lambda item: line_features(documents[item].lines, weights, documents[item].profile)

    return out_of_fold(np.array([document.fold for document in documents]), fit)
