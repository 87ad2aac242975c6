"""Boosted oblivious trees as plain arrays: every node of a level asks the same question, so a tree is a table.

The answers to a tree's questions are the bits of a byte, and the byte is the place of the leaf. A page of two hundred
blocks goes through three hundred trees in about a millisecond, without any code in the model file.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from indexer.cleaning.characters import Floats

DEPTH = 8  # bits of a byte; shallower trees leave the upper bits 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ObliviousTrees:
    """``borders`` are all borders of the columns, one column after the other, each column's ascending;
    ``columns[i]`` is the column of border ``i``. ``questions`` are border numbers, ``DEPTH`` for each tree (-1: always
    no). ``leaves`` are 256 values for each tree. The sum of a row's leaves plus ``bias`` is its log-odds."""

    columns: NDArray[np.int32]
    borders: Floats
    questions: NDArray[np.int32]
    leaves: Floats
    bias: float

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, NDArray[np.generic]], prefix: str) -> "ObliviousTrees":
        """The trees whose arrays are stored under ``prefix``."""
        return cls(
            columns=arrays[f"{prefix}.columns"].astype(np.int32),
            borders=arrays[f"{prefix}.borders"].astype(np.float32),
            questions=arrays[f"{prefix}.questions"].astype(np.int32),
            leaves=arrays[f"{prefix}.leaves"].astype(np.float32),
            bias=float(arrays[f"{prefix}.bias"].astype(np.float64).item()),
        )

    def probability(self, rows: Floats) -> Floats:
        """The probability of each row, 0..1."""
        asked = rows[:, self.columns] > self.borders  # one answer for each border in use
        answers = np.concatenate((asked, np.zeros((len(rows), 1), np.bool_)), axis=1)
        places = np.packbits(answers[:, self.questions], axis=1, bitorder="little")
        trees = np.arange(places.shape[1]) * (1 << DEPTH)
        odds = self.leaves[places + trees].sum(axis=1, dtype=np.float64) + self.bias
        probability: Floats = (1.0 / (1.0 + np.exp(-odds))).astype(np.float32)
        return probability
