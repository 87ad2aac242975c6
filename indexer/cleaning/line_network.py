"""A small network that reads each line of a text among the lines around it, as plain arrays.

A line's features become a few dozen channels; each of several steps mixes the channels of a line with those of two others,
one before and one after, ever further away (1, 2, 4 ... lines), so that the last step sees the document. Some steps
see the mean and the most of every channel over all lines as well. A document of two hundred lines takes half a millisecond.
"""

from collections.abc import Mapping
from dataclasses import dataclass

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
        odds = self._odds(_standardised(features, self.mean, self.scale))
        probability: Floats = (1.0 / (1.0 + np.exp(-odds))).astype(np.float32)
        return probability

    def _odds(self, rows: Floats) -> Floats:
        # A row for each feature or channel, a column for each line: means, maxima and what is added to a channel then run along
        # the memory. With a row for each line the whole takes a fifth longer.
        count, channels = rows.shape[1], len(self.enter_bias)
        tiled = np.zeros((len(rows), -(-count // _TILE) * _TILE), np.float32)
        tiled[:, :count] = rows
        state, seen, added = np.empty((3, channels, tiled.shape[1]), np.float32)
        _product(self.enter, tiled, out=state)
        state += self.enter_bias[:, None]
        np.maximum(state, 0, out=state)
        around = np.zeros((3 * channels, tiled.shape[1]), np.float32)
        for number, step in enumerate(self.steps):
            _gather(around, state, count, 1 << number)
            _product(step.around, around, out=seen)
            seen += (step.bias + _summary(state, count) @ step.whole)[:, None]
            np.maximum(seen, 0, out=seen)
            _product(step.back, seen, out=added)
            state += added
        _product(self.last, state, out=seen)
        seen += (self.last_bias + _summary(state, count) @ self.last_whole)[:, None]
        np.maximum(seen, 0, out=seen)
        seen *= self.answer[:, None]
        odds: Floats = np.add.reduce(seen[:, :count], axis=0) + self.answer_bias
        return odds


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


def _product(weights: Floats, columns: Floats, out: Floats) -> None:
    """What ``weights`` (a row for each channel that goes in) make of each column."""
    np.matmul(weights.T, _tiles(columns), out=_tiles(out))


def _tiles(columns: Floats) -> Floats:
    return columns.reshape(len(columns), -1, _TILE).swapaxes(0, 1)


def _gather(around: Floats, state: Floats, count: int, by: int) -> None:
    """Write into ``around`` the state of the line ``by`` places before each line, its own, and that of the one after."""
    channels = len(state)
    near = min(by, count)
    around[:channels, :near] = 0
    around[:channels, near:count] = state[:, : count - near]
    around[channels : 2 * channels, :count] = state[:, :count]
    around[2 * channels :, : count - near] = state[:, near:count]
    around[2 * channels :, count - near : count] = 0


def _summary(state: Floats, count: int) -> Floats:
    # What ``mean`` and ``max`` do, without their wrappers: these are called seven times a document, on a few thousand numbers.
    lines = state[:, :count]
    return np.concatenate((np.add.reduce(lines, axis=1) / np.float32(count), np.maximum.reduce(lines, axis=1)))
