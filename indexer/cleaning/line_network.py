"""A small network that reads each line of a text among the lines around it, as plain arrays.

A line's features become a few dozen channels; each of several steps mixes the channels of a line with those of two others,
one before and one after, ever further away (1, 2, 4 ... lines), so that the last step sees the document. Some steps
see the mean and the most of every channel over all lines as well. A document of two hundred lines takes half a millisecond;
one of thirty lines takes a quarter by itself, half of it for the calls of NumPy, and an eighth where it is read with others.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

import numpy as np
from numpy.typing import NDArray

from indexer.cleaning.characters import Floats

# Lines at a time: products of this size OpenBLAS makes in the calling thread. Shared among threads they would take
# longer than the rest of cleaning, and every worker has a processor of its own already.
_TILE = 32
LARGEST = 5.0  # features, in their standard deviations; what is further off is as good as this


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step: ``around`` (3 x channels to channels) reads the line so far before, the line, and the one so far after;
    ``whole`` (2 x channels to channels) the means and the maxima of the document; what ``back`` makes of that is added."""

    around: Floats
    bias: Floats
    whole: Floats
    back: Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class LineNetwork:
    """``mean`` and ``scale`` standardise the features' logarithms. ``steps[i]`` looks ``2 ** i`` lines to each side."""

    mean: Floats
    scale: Floats
    enter: Floats
    enter_bias: Floats
    steps: tuple[Step, ...]
    last: Floats
    last_bias: Floats
    last_whole: Floats
    answer: Floats
    answer_bias: float

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, NDArray[np.generic]]) -> "LineNetwork":
        """The network whose arrays are stored as ``as_arrays`` of the training names them."""
        numbers = {name: array.astype(np.float32) for name, array in arrays.items()}
        steps = zip(*(numbers[f"steps.{name}"] for name in ("around", "bias", "whole", "back")), strict=True)
        return cls(
            mean=numbers["mean"],
            scale=numbers["scale"],
            enter=numbers["enter"],
            enter_bias=numbers["enter.bias"],
            steps=tuple(Step(around=around, bias=bias, whole=whole, back=back) for around, bias, whole, back in steps),
            last=numbers["last"],
            last_bias=numbers["last.bias"],
            last_whole=numbers["last.whole"],
            answer=numbers["answer"],
            answer_bias=float(numbers["answer.bias"]),
        )

    def probability(self, features: Floats) -> Floats:
        """The probability of each line, 0..1; ``features`` has a row for each feature, a column for each line."""
        return self.probabilities(features, [features.shape[1]])

    def probabilities(self, features: Floats, counts: Sequence[int]) -> Floats:
        """The same for several documents side by side, which have so many lines each: what is said of a line is what is said
        of it when its document is read alone."""
        odds = self._odds(_standardised(features, self.mean, self.scale), counts)
        probability: Floats = (1.0 / (1.0 + np.exp(-odds))).astype(np.float32)
        return probability

    def _odds(self, rows: Floats, counts: Sequence[int]) -> Floats:
        # A row for each feature or channel, a column for each line: means, maxima and what is added to a channel then run along
        # the memory. With a row for each line a document of three hundred lines takes a tenth longer.
        count, channels = rows.shape[1], len(self.enter_bias)
        width = -(-count // _TILE) * _TILE
        tiled = np.zeros((len(rows), width), np.float32)
        tiled[:, :count] = rows
        around = np.zeros((3 * channels, width), np.float32)
        before, state, after = around[:channels], around[channels : 2 * channels], around[2 * channels :]
        seen, added = np.empty((2, channels, width), np.float32)
        state_tiles, around_tiles, seen_tiles, added_tiles = map(_tiles, (state, around, seen, added))
        lines, read = state[:, :count], seen[:, :count]
        np.matmul(self.enter.T, _tiles(tiled), out=state_tiles)
        state += self.enter_bias[:, None]
        np.maximum(state, 0, out=state)
        documents = _Documents(counts)
        for number, step in enumerate(self.steps):
            near = min(1 << number, count)
            before[:, near:count] = lines[:, : count - near]
            after[:, : count - near] = lines[:, near:]
            documents.part(before[:, :count], after[:, :count], near)
            np.matmul(step.around.T, around_tiles, out=seen_tiles)
            read += documents.told(lines, step.whole, step.bias)
            np.maximum(seen, 0, out=seen)
            np.matmul(step.back.T, seen_tiles, out=added_tiles)
            state += added
        np.matmul(self.last.T, state_tiles, out=seen_tiles)
        read += documents.told(lines, self.last_whole, self.last_bias)
        np.maximum(seen, 0, out=seen)
        seen *= self.answer[:, None]
        # Over whole tiles: a single column would be summed in another order.
        odds: Floats = np.add.reduce(seen, axis=0)[:count] + self.answer_bias
        return odds


class _Documents:
    """Where documents begin and end among lines side by side, and what must not reach from one to the next."""

    def __init__(self, counts: Sequence[int]) -> None:
        self._one = len(counts) == 1
        self._sizes = np.array(counts, np.float32)[:, None]
        if not self._one:
            self._bounds = [*accumulate(counts, initial=0)]
            self._starts = np.array(self._bounds[:-1])
            self._of = np.arange(len(counts)).repeat(counts)
            self._order = np.arange(self._bounds[-1]) - self._starts.take(self._of)
            self._left = np.array(counts).take(self._of) - self._order - 1

    def part(self, before: Floats, after: Floats, near: int) -> None:
        """Nothing stands ``near`` lines before the first lines of a document, nor so far behind its last."""
        if self._one:
            before[:, :near] = 0
            after[:, -near:] = 0
        else:
            before *= self._order >= near
            after *= self._left >= near

    def told(self, lines: Floats, whole: Floats, bias: Floats) -> Floats:
        """What the means and the maxima of a document say to its lines: a column for each line, or one for all."""
        # What ``mean`` and ``max`` do, without their wrappers, on a few thousand numbers. Sums and products are made document by
        # document: where a sum begins, and how many rows a product has, decides the last bit.
        if self._one:
            means, most = np.add.reduce(lines, axis=1) / self._sizes[0], np.maximum.reduce(lines, axis=1)
            one: Floats = np.concatenate((means, most)) @ whole + bias
            return one[:, None]
        means = np.array([np.add.reduce(lines[:, first:end], axis=1) for first, end in pairwise(self._bounds)])
        summary = np.concatenate((means / self._sizes, np.maximum.reduceat(lines, self._starts, axis=1).T), axis=1)
        each: Floats = np.matmul(summary[:, None], whole)[:, 0] + bias
        return each.T.take(self._of, axis=1)


def standardised(features: Floats, mean: Floats, scale: Floats) -> Floats:
    """A row for each line: the logarithm of every feature in standard deviations from its mean."""
    return _standardised(features, mean, scale).T


def _standardised(features: Floats, mean: Floats, scale: Floats) -> Floats:
    size = np.log1p(np.abs(features))
    np.copysign(size, features, out=size)
    size -= mean[:, None]
    size /= scale[:, None]
    np.maximum(size, -LARGEST, out=size)
    np.minimum(size, LARGEST, out=size)
    return size


def _tiles(columns: Floats) -> Floats:
    return columns.reshape(len(columns), -1, _TILE).swapaxes(0, 1)
