"""Training the line model on flattened pages, with and without what repeats in their source."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from indexer.cleaning.characters import BUCKETS, Floats, MeasuredLines, measure
from indexer.cleaning.line_context import context_rows
from indexer.cleaning.line_features import line_rows, vocabulary_of, with_counts
from indexer.cleaning.models import LineModel
from indexer.cleaning.profile import SourceProfile
from indexer.cleaning.text_features import word_buckets, word_scores
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
    taught: bool = True  # False: only to be scored
    page: tuple[str, str] | None = None  # part and id of the page, where it is flattened as a scrape would be
    source: SourceProfile | None = None  # what repeats in its source, also where ``profile`` withholds it

    @property
    def weights(self) -> NDArray[np.float64]:
        """A long line weighs up to three short ones; a very long document weighs less than its lines would."""
        size = np.array([1 + min(40, len(line.split())) / 20 for line in self.lines], np.float64)
        weights: NDArray[np.float64] = size * min(1.0, (300 / len(size)) ** 0.5) * self.weight
        return weights


_INNER = 2  # folds inside the training; every stage learns from answers that have not seen the site


def fit_line_model(documents: Sequence[LabelledLines], *, first_trees: int = 120, second_trees: int = 200) -> LineModel:
    """A model of both stages. What a stage learns from was made by models that had not seen the site that it is about."""
    documents = [document for document in documents if document.taught]
    folds = np.array([crc32(f"inner {document.site}".encode()) % _INNER for document in documents])
    measured = [measure(document.lines) for document in documents]
    vocabularies = [vocabulary_of(lines) for lines in measured]

    def rows_with(words: Floats, item: int) -> Floats:
        rows = line_rows(measured[item], vocabularies[item], word_scores(measured[item], words))
        profile = documents[item].profile
        if profile is None or profile.documents < 2:
            return rows
        times = np.array([profile.count(line) for line in documents[item].lines])
        return with_counts(rows, times, profile.documents)

    def word_reader(chosen: Sequence[int]) -> Callable[[int], Floats]:
        words = fit_line_words([documents[item] for item in chosen], [measured[item] for item in chosen])
        return lambda item: rows_with(words, item)

    rows = out_of_fold(folds, word_reader)

    def fit(chosen: Sequence[int], features: Sequence[Floats], trees: int) -> ObliviousTrees:
        return fit_trees(
            np.concatenate([features[item].T for item in chosen]),
            np.concatenate([documents[item].labels for item in chosen]),
            np.concatenate([documents[item].weights for item in chosen]),
            trees=trees,
        )

    def context_reader(chosen: Sequence[int]) -> Callable[[int], Floats]:
        first = fit(chosen, rows, first_trees)
        return lambda item: context_rows(
            measured[item], vocabularies[item], rows[item], first.probability_of_columns(rows[item])
        )

    contexts = out_of_fold(folds, context_reader)
    everything = range(len(documents))
    both = [np.concatenate(pair) for pair in zip(rows, contexts, strict=True)]
    return LineModel(
        words=fit_line_words(documents, measured),
        first=fit(everything, rows, first_trees),
        second=fit(everything, both, second_trees),
    )


def fit_line_words(documents: Sequence[LabelledLines], measured: Sequence[MeasuredLines]) -> Floats:
    """Weights of the hashed words, pairs, first and last words of lines: one row a bucket, with what the word says of its
    own line, of the next and of the one before."""
    lines, buckets, values, row = [], [], [], 0
    for document, characters in zip(documents, measured, strict=True):
        of, numbers = word_buckets(characters)
        count = len(document.lines)
        share = (1.0 / np.sqrt(np.maximum(1, np.bincount(of, minlength=count))))[of].astype(np.float32)
        for place, step in enumerate((0, 1, -1)):
            there = (of + step >= 0) & (of + step < count)
            lines.append(of[there] + step + row)
            buckets.append(numbers[there] + place * BUCKETS)
            values.append(share[there])
        row += count
    weights = fit_words(
        np.concatenate(lines),
        np.concatenate(buckets),
        3 * BUCKETS,
        np.concatenate([document.labels for document in documents]),
        np.concatenate([document.weights for document in documents]),
        alpha=3e-6,
        values=np.concatenate(values),
    )
    return np.ascontiguousarray(weights.reshape(3, BUCKETS).T)
