"""The trained tagger: a linear-chain conditional random field over the words of each island, all islands of a text at once."""

from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from indexer.entities.evidence import Evidence
from indexer.entities.readings import TextReading
from indexer.entities.spans import Label, Span
from indexer.entities.weights import Weights, load_weights

_LABELS: dict[str, Label] = {"PER": "person", "ORG": "org", "LOC": "place", "MISC": "misc"}


class Tagger:
    """Labels islands. May be used by several threads."""

    def __init__(self, weights: Weights) -> None:
        self._labels = weights.labels
        self._follows = weights.transitions
        self._evidence = Evidence(weights)

    def spans(self, readings: Sequence[TextReading]) -> list[list[Span]]:
        """For each text the labelled token ranges in its islands."""
        sizes = [last - first for reading in readings for first, last in reading.islands]
        if not sizes:
            return [[] for _ in readings]
        labels = best_labels(self._evidence.scores(readings), sizes, self._follows)
        told = iter([self._labels[label] for label in labels.tolist()])
        return [_joined(reading.islands, told) for reading in readings]


def best_labels(scores: NDArray[np.float32], sizes: list[int], transitions: NDArray[np.float32]) -> NDArray[np.intp]:
    """The best path through each of several chains that stand one after another in ``scores`` (Viterbi 1967), all at once."""
    lengths = np.array(sizes)
    order = np.argsort(-lengths, kind="stable")
    starts = (np.cumsum(lengths) - lengths)[order]
    # Longest first: the chains that go on at a step are always the first ``going[step]`` ones.
    going = (len(lengths) - np.cumsum(np.bincount(lengths))).tolist()
    bests = [scores.take(starts, axis=0)]
    for step in range(1, len(going) - 1):
        some = going[step]
        through = bests[-1][:some].T[:, :, None] + transitions[:, None, :]
        bests.append(np.maximum.reduce(through, axis=0) + scores.take(starts[:some] + step, axis=0))
    labels = np.zeros(len(scores), dtype=np.intp)
    current = np.zeros(0, dtype=np.intp)
    came = transitions.T
    for step in range(len(bests) - 1, -1, -1):
        # What led to the labels chosen is found again from the sums; chains that end here choose theirs freely.
        best = bests[step].copy()
        best[: len(current)] += came.take(current, axis=0)
        current = best.argmax(axis=1)
        labels[starts[: len(current)] + step] = current
    return labels


def _joined(islands: Sequence[tuple[int, int]], labels: Iterator[str]) -> list[Span]:
    """The next ``labels``, one for each token of the islands, as labelled ranges."""
    spans: list[Span] = []
    for first, last in islands:
        begun: int | None = None
        kind = ""
        for at, label in zip(range(first, last), labels, strict=False):
            if begun is not None and (label[0] != "I" or label[2:] != kind):
                spans.append((begun, at, _LABELS[kind]))
                begun = None
            if label != "O" and begun is None:
                begun, kind = at, label[2:]
        if begun is not None:
            spans.append((begun, last, _LABELS[kind]))
    return spans


@cache
def load_tagger(model: Path | None = None) -> Tagger:
    """The tagger of ``model``, by default the shipped one."""
    return Tagger(load_weights(model))
