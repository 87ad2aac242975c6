"""The shipped models, loaded once per process: arrays and weights, no code."""

import functools
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from indexer.cleaning.block_context import block_context
from indexer.cleaning.block_features import block_features
from indexer.cleaning.block_tree import ancestors_of
from indexer.cleaning.blocks import Page
from indexer.cleaning.characters import Floats, MeasuredLines, measure
from indexer.cleaning.line_context import context_rows
from indexer.cleaning.line_features import REPETITION_ROWS, line_rows, vocabulary_of, with_counts
from indexer.cleaning.names import NameReader
from indexer.cleaning.statements import Stated
from indexer.cleaning.text_features import word_scores
from indexer.cleaning.trees import ObliviousTrees

FOLDER = Path(__file__).parent / "model"
# How often a page is read. A third time was a wash, cross-validated by site: scrapinghub .002 up, articles .001 down.
READINGS = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockModel:
    """How probably each block of a page is part of its text: read once by itself, once more among the answers about
    its neighbours."""

    words: Floats
    names: NameReader
    readings: tuple[ObliviousTrees, ...]

    def probability(self, page: Page, stated: Stated) -> Floats:
        """One probability a block."""
        if not page.blocks:
            return np.zeros(0, np.float32)
        ancestors = ancestors_of(page)
        rows = block_features(page, stated, ancestors, self.names, self.words)
        answer = self.readings[0].probability(rows)
        for trees in self.readings[1:]:
            answer = trees.probability(np.hstack([rows, block_context(page, ancestors, answer)]))
        return answer


@dataclass(frozen=True, slots=True, kw_only=True)
class LineModel:
    """How probably each line of flattened text is part of the text proper.

    The first stage judges lines by themselves and their place; the second sees what the first said of the lines around, and
    is asked about those of which the first is not sure.
    """

    words: Floats
    first: ObliviousTrees
    second: ObliviousTrees

    def read(self, lines: Sequence[str]) -> "ReadLines":
        """One or more lines (white space collapsed, none empty), measured."""
        measured = measure(lines)
        vocabulary = vocabulary_of(measured)
        rows = line_rows(measured, vocabulary, word_scores(measured, self.words))
        return ReadLines(model=self, measured=measured, vocabulary=vocabulary, rows=rows)

    def repetition_borders(self) -> tuple[Floats, Floats]:
        """At which counts (binary logarithms) and at which shares of its source's documents a line's probability changes."""
        count, share = (
            np.unique(np.concatenate([stage.borders[stage.columns == row] for stage in (self.first, self.second)]))
            for row in REPETITION_ROWS
        )
        return count, share


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadLines:
    """Lines with their features, to be judged without and with what repeats in their source."""

    model: LineModel
    measured: MeasuredLines
    vocabulary: NDArray[np.int64]
    rows: Floats

    def alone(self) -> Floats:
        """The probability of each line, as the document alone shows it."""
        return self._judged(self.rows)

    def among(self, times: NDArray[np.int64], documents: int) -> Floats:
        """The same, knowing in how many of its source's ``documents`` (two or more) each line stands."""
        return self._judged(with_counts(self.rows, times, documents))

    def _judged(self, rows: Floats) -> Floats:
        probability = self.model.first.probability_of_columns(rows)
        doubtful = np.flatnonzero((probability > DOUBT) & (probability < 1 - DOUBT))
        if len(doubtful):
            context = context_rows(self.measured, self.vocabulary, rows, probability)
            asked = np.concatenate((rows.take(doubtful, axis=1), context.take(doubtful, axis=1)))
            probability[doubtful] = self.model.second.probability_of_columns(asked)
        return probability


# Of lines that the first stage finds less probable than this, or more than the rest to one, the second thinks the same.
DOUBT = 0.01


@functools.cache
def block_model() -> BlockModel:
    """The model for HTML pages."""
    with np.load(FOLDER / "blocks.npz", allow_pickle=False) as arrays:
        stored = dict(arrays)
    names: Mapping[str, Mapping[str, float]] = json.loads((FOLDER / "names.json").read_text(encoding="utf-8"))
    return BlockModel(
        words=stored["words"].astype(np.float32),
        names=NameReader(names["near"], names["far"]),
        readings=tuple(ObliviousTrees.from_arrays(stored, f"reading{number}") for number in range(READINGS)),
    )


@functools.cache
def line_model() -> LineModel:
    """The model for flattened text."""
    with np.load(FOLDER / "lines.npz", allow_pickle=False) as arrays:
        stored = dict(arrays)
    return LineModel(
        words=stored["words"].astype(np.float32),
        first=ObliviousTrees.from_arrays(stored, "first"),
        second=ObliviousTrees.from_arrays(stored, "second"),
    )
