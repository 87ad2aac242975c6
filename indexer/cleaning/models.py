"""The shipped models, loaded once per process: arrays and weights, no code."""

import functools
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from indexer.cleaning import block_features, line_features
from indexer.cleaning.blocks import Page
from indexer.cleaning.characters import Floats
from indexer.cleaning.names import NameReader
from indexer.cleaning.profile import SourceProfile
from indexer.cleaning.trees import ObliviousTrees

FOLDER = Path(__file__).parent / "model"


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockModel:
    """How probably each block of a page is part of its text."""

    words: Floats
    names: NameReader
    trees: ObliviousTrees

    def probability(self, page: Page, title: str, article_body: str) -> Floats:
        """One probability a block; see ``block_features`` for ``title`` and ``article_body``."""
        if not page.blocks:
            return np.zeros(0, np.float32)
        return self.trees.probability(block_features.block_features(page, title, article_body, self.names, self.words))


@dataclass(frozen=True, slots=True, kw_only=True)
class LineModel:
    """How probably each line of flattened text is part of the text proper."""

    words: Floats
    trees: ObliviousTrees

    def probability(self, lines: Sequence[str], profile: SourceProfile | None) -> Floats:
        """One probability a line (white space collapsed, none empty)."""
        if not lines:
            return np.zeros(0, np.float32)
        return self.trees.probability(line_features.line_features(lines, self.words, profile))

    def repetition_borders(self) -> tuple[Floats, Floats]:
        """At which counts (binary logarithms) and at which shares of its source's documents a line's probability changes."""
        count, share = (
            np.unique(self.trees.borders[self.trees.columns == column]) for column in line_features.REPETITION_COLUMNS
        )
        return count, share


@functools.cache
def block_model() -> BlockModel:
    """The model for HTML pages."""
    with np.load(FOLDER / "blocks.npz", allow_pickle=False) as arrays:
        stored = dict(arrays)
    names: Mapping[str, Mapping[str, float]] = json.loads((FOLDER / "names.json").read_text(encoding="utf-8"))
    return BlockModel(
        words=stored["words"].astype(np.float32),
        names=NameReader(names["near"], names["far"]),
        trees=ObliviousTrees.from_arrays(stored, "trees"),
    )


@functools.cache
def line_model() -> LineModel:
    """The model for flattened text."""
    with np.load(FOLDER / "lines.npz", allow_pickle=False) as arrays:
        stored = dict(arrays)
    return LineModel(
        words=stored["words"].astype(np.float32),
        trees=ObliviousTrees.from_arrays(stored, "trees"),
    )
