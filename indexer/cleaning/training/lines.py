"""Training the line model on flattened pages, with and without what repeats in their source."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from zlib import crc32

import numpy as np

from indexer.cleaning.characters import BUCKETS, Floats, MeasuredLines, measure
from indexer.cleaning.line_features import line_rows, with_counts
from indexer.cleaning.models import LineModel
from indexer.cleaning.text_features import word_buckets, word_scores
from indexer.cleaning.training.boosting import fit_words, out_of_fold
from indexer.cleaning.training.labelled import LabelledLines
from indexer.cleaning.training.mixing import mixtures
from indexer.cleaning.training.networks import Example, fit_network

_INNER = 2  # folds inside the training; the network learns from word weights that have not seen the site
_MIXTURES = 2  # of every document; the network reads them in turn
TURNS = 7


def fit_line_model(documents: Sequence[LabelledLines], *, turns: int = TURNS) -> LineModel:
    """A model of words and network. What the network learns from was made of words that had not seen the site."""
    documents = [document for document in documents if document.taught]
    folds = np.array([crc32(f"inner {document.site}".encode()) % _INNER for document in documents])
    measured = [measure(document.lines) for document in documents]
    mixed = [list(mixtures(documents, folds, seed)) for seed in range(_MIXTURES)]

    def reader(chosen: Sequence[int]) -> Callable[[int], list[tuple[int, Example]]]:
        """For each document its own example, in every round, and one of each of its mixtures, in that round."""
        words = fit_line_words([documents[item] for item in chosen], [measured[item] for item in chosen])
        of_item: defaultdict[int, list[tuple[int, LabelledLines]]] = defaultdict(list)
        for number, found in enumerate(mixed):
            for item, mixture in found:
                of_item[item].append((number, mixture))
        return lambda item: [
            (_ALWAYS, _example(documents[item], words)),
            *((number, _example(mixture, words)) for number, mixture in of_item[item]),
        ]

    examples = [pair for pairs in out_of_fold(folds, reader) for pair in pairs]
    rounds = [[example for number, example in examples if number in (_ALWAYS, turn)] for turn in range(_MIXTURES)]
    return LineModel(words=fit_line_words(documents, measured), network=fit_network(rounds, turns=turns))


_ALWAYS = -1


def _example(document: LabelledLines, words: Floats) -> Example:
    measured = measure(document.lines)
    rows = line_rows(measured, word_scores(measured, words))
    profile = document.profile
    if profile is not None and profile.documents > 1:
        times = np.array(profile.counts(document.lines), np.int64)
        rows = with_counts(rows, times, profile.documents)
    return Example(rows=rows, labels=document.labels, weights=document.weights, sizes=measured.lengths)


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
