"""The trained tagger: a linear-chain conditional random field over the words of each island.

What the features of one word, or of one place, say together is summed up once and kept; a text is then a table of row
numbers, and all its islands are labelled at once.
"""

from collections.abc import Hashable, Iterable
from functools import cache
from pathlib import Path
from threading import Lock

import numpy as np
from numpy.typing import NDArray

from indexer.entities.features import TextView, place, place_features, whole_features
from indexer.entities.lexicon import EDGE, WordFeatures, word_features
from indexer.entities.spans import Label, Span
from indexer.entities.weights import Weights, load_weights

_LABELS: dict[str, Label] = {"PER": "person", "ORG": "org", "LOC": "place", "MISC": "misc"}
# Sums kept, at 36 bytes each and about as much again for their keys; words of a long archive come back.
_KEPT = 250_000


class _Word:
    """A word's features, and the first of its five rows of sums: as itself, as neighbour before and after, once removed."""

    __slots__ = ("features", "row")

    def __init__(self, features: WordFeatures, row: int) -> None:
        self.features = features
        self.row = row


class Tagger:
    """Labels islands. Holds nothing of a text but sums for words met before; may be used by several threads."""

    def __init__(self, weights: Weights) -> None:
        self._weights = weights
        self._lock = Lock()
        self._pairs = {
            name[1:]: (weights.rows.get("-" + name[1:], 0), weights.rows.get("+" + name[1:], 0))
            for name in weights.rows
            if name[0] in "-+" and "|" in name
        }
        self._forget()

    def _forget(self) -> None:
        matrix = self._weights.matrix
        self._sums = np.concatenate((matrix, np.zeros((20_000, matrix.shape[1]), np.float32)))
        self._used = len(matrix)
        self._words: dict[str, _Word] = {}
        self._rows: dict[Hashable, int] = {}
        self._edge = self._learn(EDGE)

    def spans(self, text: TextView, islands: list[tuple[int, int]]) -> list[Span]:
        """The labelled token ranges in ``islands``."""
        if not islands:
            return []
        labels = best_labels(
            self.scores(text, islands), [last - first for first, last in islands], self._weights.transitions
        )
        return _joined(islands, [self._weights.labels[label] for label in labels.tolist()])

    def scores(self, text: TextView, islands: list[tuple[int, int]]) -> NDArray[np.float32]:
        """What speaks for each label at each token of ``islands``, in order: a row a token."""
        with self._lock:
            if self._used > len(self._weights.matrix) + _KEPT:
                self._forget()
            table: list[int] = []
            for first, last in islands:
                self._add_island(table, text, first, last)
            summed: NDArray[np.float32] = self._sums[np.array(table, dtype=np.intp).reshape(-1, _COLUMNS)].sum(axis=1)
            return summed

    def _add_island(self, table: list[int], text: TextView, first: int, last: int) -> None:
        """Append ``_COLUMNS`` row numbers for each word of an island."""
        words = text.words
        known = self._words
        rows = self._rows
        pairs = self._pairs.get
        if first >= 2:
            island = [known.get(word) or self._word(word) for word in words[first - 2 : last + 2]]
        else:
            island = [self._edge] * (2 - first)
            island += [known.get(word) or self._word(word) for word in words[: last + 2]]
        island += [self._edge] * (last - first + 4 - len(island))
        features = [word.features for word in island]
        whole_island = tuple(whole_features(features))
        whole = rows.get(whole_island) or self._row(whole_island, whole_island)
        before, own = features[1], features[2]
        shapes = pairs(before.shape + "|" + own.shape, _NONE)
        themselves = pairs("w" + before.lower + "|" + own.lower, _NONE)
        for i in range(first, last):
            j = i - first + 2
            after = features[j + 1]
            next_shapes = pairs(own.shape + "|" + after.shape, _NONE)
            next_themselves = pairs("w" + own.lower + "|" + after.lower, _NONE)
            where = place(text, i, own, first, last)
            company = text.company.get(words[i])
            table += (
                island[j].row,
                island[j - 1].row + 1,
                island[j + 1].row + 2,
                island[j - 2].row + 3,
                island[j + 2].row + 4,
                shapes[0],
                themselves[0],
                next_shapes[1],
                next_themselves[1],
                self._weights.rows.get("k" + before.lists + "|" + own.lists + "|" + after.lists, 0),
                whole,
                rows.get(where) or self._row(where, place_features(where)),
                (rows.get(company) or self._row(company, company)) if company else 0,
            )
            before, own, shapes, themselves = own, after, next_shapes, next_themselves

    def _word(self, word: str) -> _Word:
        found = self._words[word] = self._learn(word_features(word))
        return found

    def _learn(self, word: WordFeatures) -> _Word:
        parts = (word.own, word.as_previous, word.as_next, word.as_second_previous, word.as_second_next)
        first, *_ = [self._summed(part) for part in parts]
        return _Word(word, first)

    def _row(self, key: Hashable, features: Iterable[str]) -> int:
        row = self._rows[key] = self._summed(features)
        return row

    def _summed(self, features: Iterable[str]) -> int:
        """The number of a new row that holds the sum of ``features``."""
        row = self._used
        if row == len(self._sums):
            self._sums = np.concatenate((self._sums, np.zeros_like(self._sums[: row // 2])))
        found = [at for feature in features if (at := self._weights.rows.get(feature))]
        self._sums[row] = self._weights.matrix[found].sum(axis=0)
        self._used += 1
        return row


_NONE = (0, 0)
_COLUMNS = 13


def best_labels(scores: NDArray[np.float32], sizes: list[int], transitions: NDArray[np.float32]) -> NDArray[np.intp]:
    """The best path through each of several chains that stand one after another in ``scores`` (Viterbi 1967), all at once."""
    lengths = np.array(sizes)
    order = np.argsort(-lengths, kind="stable")
    starts = (np.cumsum(lengths) - lengths)[order]
    lengths = lengths[order]
    best = scores[starts]
    came_from = np.zeros(scores.shape, dtype=np.intp)
    # Longest first: the chains that go on at a step are always the first ``going`` ones.
    for step in range(1, int(lengths[0])):
        going = int(np.searchsorted(-lengths, -step, side="left"))
        at = starts[:going] + step
        through = best[:going, :, None] + transitions
        came_from[at] = through.argmax(axis=1)
        best[:going] = through.max(axis=1) + scores[at]
    labels = np.zeros(len(scores), dtype=np.intp)
    current = best.argmax(axis=1)
    for step in range(int(lengths[0]) - 1, -1, -1):
        going = int(np.searchsorted(-lengths, -step, side="left"))
        at = starts[:going] + step
        labels[at] = current[:going]
        current[:going] = came_from[at, current[:going]]
    return labels


def _joined(islands: list[tuple[int, int]], labels: list[str]) -> list[Span]:
    """Labels of tokens, island after island, as labelled ranges."""
    spans: list[Span] = []
    done = 0
    for first, last in islands:
        begun: int | None = None
        kind = ""
        for offset, label in enumerate(labels[done : done + last - first]):
            if begun is not None and (label[0] != "I" or label[2:] != kind):
                spans.append((begun, first + offset, _LABELS[kind]))
                begun = None
            if label != "O" and begun is None:
                begun, kind = first + offset, label[2:]
        if begun is not None:
            spans.append((begun, last, _LABELS[kind]))
        done += last - first
    return spans


@cache
def load_tagger(model: Path | None = None) -> Tagger:
    """The tagger of ``model``, by default the shipped one."""
    return Tagger(load_weights(model))
