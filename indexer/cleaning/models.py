"""The shipped models, loaded once per process: arrays and weights, no code."""

import functools
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from indexer.cleaning.block_context import block_context, weighed
from indexer.cleaning.block_features import block_features
from indexer.cleaning.blocks import Page
from indexer.cleaning.characters import Floats, measure
from indexer.cleaning.line_features import line_rows, with_counts
from indexer.cleaning.line_network import LineNetwork
from indexer.cleaning.names import NameReader
from indexer.cleaning.text_features import word_scores
from indexer.cleaning.trees import ObliviousTrees

FOLDER = Path(__file__).parent / "model"


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockModel:
    """How probably each block of a page is part of its text: read once by itself, once more among its neighbours."""

    words: Floats
    names: NameReader
    first: ObliviousTrees
    second: ObliviousTrees

    def probability(self, page: Page, title: str, article_body: str) -> Floats:
        """One probability a block; see ``block_features`` for ``title`` and ``article_body``."""
        if not page.blocks:
            return np.zeros(0, np.float32)
        rows = block_features(page, title, article_body, self.names, self.words)
        alone = self.first.probability(rows)
        return weighed(alone, self.second.probability(np.hstack([rows, block_context(page, alone)])))


@dataclass(frozen=True, slots=True, kw_only=True)
class LineModel:
    """How probably each line of flattened text is part of the text proper: weights of words, and a network that reads what
    they say and how the line looks among the lines around."""

    words: Floats
    network: LineNetwork

    def read(self, lines: Sequence[str]) -> "ReadLines":
        """One or more lines (white space collapsed, none empty), measured."""
        measured = measure(lines)
        return ReadLines(model=self, rows=line_rows(measured, word_scores(measured, self.words)))


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadLines:
    """Lines with their features, to be judged without and with what repeats in their source."""

    model: LineModel
    rows: Floats

    def alone(self) -> Floats:
        """The probability of each line, as the document alone shows it."""
        return self.model.network.probability(self.rows)

    def among(self, times: NDArray[np.int64], documents: int) -> Floats:
        """The same, knowing in how many of its source's ``documents`` (two or more) each line stands."""
        return self.model.network.probability(with_counts(self.rows, times, documents))


@functools.cache
def block_model() -> BlockModel:
    """The model for HTML pages."""
    with np.load(FOLDER / "blocks.npz", allow_pickle=False) as arrays:
        stored = dict(arrays)
    names: Mapping[str, Mapping[str, float]] = json.loads((FOLDER / "names.json").read_text(encoding="utf-8"))
    return BlockModel(
        words=stored["words"].astype(np.float32),
        names=NameReader(names["near"], names["far"]),
        first=ObliviousTrees.from_arrays(stored, "first"),
        second=ObliviousTrees.from_arrays(stored, "second"),
    )


@functools.cache
def line_model() -> LineModel:
    """The model for flattened text."""
    with np.load(FOLDER / "lines.npz", allow_pickle=False) as arrays:
        stored = dict(arrays)
    return LineModel(
        words=stored["words"].astype(np.float32),
        network=LineNetwork.from_arrays(
            {name.removeprefix("network."): array for name, array in stored.items() if name.startswith("network.")}
        ),
    )
