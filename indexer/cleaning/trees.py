"""Boosted oblivious trees as plain arrays: every node of a level asks the same question, so a tree is a table.

The answers to a tree's questions are the bits of a number, and the number is the place of the leaf. A page of two
hundred blocks goes through 250 trees in half a millisecond, and there is no code in the model file.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from indexer.cleaning.characters import Floats

DEPTH = 6
LEAVES = 1 << DEPTH


@dataclass(frozen=True, slots=True, kw_only=True)
class ObliviousTrees:
    """``borders`` are all borders in use and ``columns[i]`` the column that border ``i`` is about. ``questions`` has
    ``DEPTH`` border numbers for each tree (the number after the last border: always no) and ``leaves`` its ``LEAVES``
    values. The sum of a row's leaves plus ``bias`` is its log-odds."""

    columns: NDArray[np.intp]
    borders: Floats
    questions: NDArray[np.intp]
    leaves: Floats
    bias: float

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, NDArray[np.generic]], prefix: str) -> "ObliviousTrees":
        """The trees whose arrays are stored under ``prefix``."""
        return cls(
            columns=arrays[f"{prefix}.columns"].astype(np.intp),
            borders=arrays[f"{prefix}.borders"].astype(np.float32),
            questions=arrays[f"{prefix}.questions"].astype(np.intp).reshape(-1, DEPTH),
            leaves=arrays[f"{prefix}.leaves"].astype(np.float32).ravel(),
            bias=float(arrays[f"{prefix}.bias"].astype(np.float64).item()),
        )

    def probability(self, rows: Floats) -> Floats:
        """The probability of each row, 0..1."""
        return self.probability_of_columns(np.ascontiguousarray(rows.T))

    def probability_of_columns(self, features: Floats) -> Floats:
        """The probability of each column, 0..1; ``features`` has a row for each feature."""
        # One line of answers for each border, and a last one that is always no: whole lines are cheap to pick, single
        # cells are not.
        answers = np.empty((len(self.columns) + 1, features.shape[1]), np.bool_)
        np.greater(features.take(self.columns, axis=0, mode="clip"), self.borders[:, None], out=answers[:-1])
        answers[-1] = False
        bits = answers.view(np.uint8)
        questions = self.questions.T
        places = bits.take(questions[DEPTH - 1], axis=0, mode="clip")
        picked = np.empty_like(places)
        for bit in range(DEPTH - 2, -1, -1):
            np.left_shift(places, 1, out=places)
            bits.take(questions[bit], axis=0, out=picked, mode="clip")
            np.bitwise_or(places, picked, out=places)
        leaves = np.arange(0, len(self.leaves), LEAVES)[:, None] + places
        odds = self.leaves.take(leaves, mode="clip").sum(axis=0) + self.bias
        probability: Floats = (1.0 / (1.0 + np.exp(-odds))).astype(np.float32)
        return probability
