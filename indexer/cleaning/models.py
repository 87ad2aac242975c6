"""The shipped models, loaded once per process: arrays and weights, no code."""

import functools
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, chain, zip_longest
from pathlib import Path
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from indexer.cleaning.block_context import block_context
from indexer.cleaning.block_features import block_features
from indexer.cleaning.block_tree import ancestors_of
from indexer.cleaning.blocks import Page
from indexer.cleaning.characters import Floats, measure
from indexer.cleaning.line_features import line_rows, with_counts
from indexer.cleaning.line_network import LineNetwork
from indexer.cleaning.names import NameReader
from indexer.cleaning.statements import Stated
from indexer.cleaning.text_features import word_scores
from indexer.cleaning.trees import ObliviousTrees

T = TypeVar("T")
FOLDER = Path(__file__).parent / "model"
# How often a page is read. A third time was a wash, cross-validated by site: scrapinghub .002 up, articles .001 down.
READINGS = 2
# Characters. Of more together the arrays no longer lie in a processor's own cache, and a step takes longer again.
_MEASURED_TOGETHER = 60_000
_READ_TOGETHER = 500  # lines; the same holds


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
    """How probably each line of flattened text is part of the text proper: weights of words, and a network that reads what
    they say and how the line looks among the lines around."""

    words: Floats
    network: LineNetwork

    def read(self, lines: Sequence[str]) -> "ReadLines":
        """One or more lines (white space collapsed, none empty), measured."""
        (rows,) = self._measured([lines])
        return ReadLines(model=self, rows=rows)

    def reading(self, texts: Sequence[Sequence[str]]) -> list["TextModel"]:
        """For each of several texts the model that has read it. To measure a text is mostly some hundred calls of NumPy: ten
        measured together take two thirds of the time."""
        models: list[TextModel] = []
        waiting: list[Sequence[str]] = []
        size = 0
        for number, lines in enumerate(texts, 1):
            waiting.append(lines)
            size += sum(map(len, lines))
            if size >= _MEASURED_TOGETHER or number == len(texts):
                models += [
                    TextModel(words=self.words, network=self.network, known=ReadLines(model=self, rows=rows))
                    for rows in self._measured(waiting)
                ]
                waiting, size = [], 0
        return models

    def _measured(self, texts: Sequence[Sequence[str]]) -> list[Floats]:
        counts = [*map(len, texts)]
        measured = measure([*chain.from_iterable(texts)])
        rows = line_rows(measured, word_scores(measured, self.words), counts)
        return _parted(rows, counts)


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


@dataclass(frozen=True, slots=True, kw_only=True)
class LinesAmong:
    """The lines of a text, and in how many of its source's ``documents`` (two or more) each stands."""

    read: ReadLines
    times: NDArray[np.int64]
    documents: int


def alone(texts: Sequence[ReadLines]) -> list[Floats]:
    """For each of several texts what ``ReadLines.alone`` says."""
    return [
        said
        for network, some, counts in _together(texts, texts)
        for said in _parted(network.probabilities(np.concatenate([text.rows for text in some], axis=1), counts), counts)
    ]


def among(texts: Sequence[LinesAmong]) -> list[Floats]:
    """For each of several texts what ``ReadLines.among`` says."""
    answers: list[Floats] = []
    for network, some, counts in _together(texts, [text.read for text in texts]):
        rows = with_counts(
            np.concatenate([text.read.rows for text in some], axis=1),
            np.concatenate([text.times for text in some]),
            np.array([text.documents for text in some]).repeat(counts),
            counts,
        )
        answers += _parted(network.probabilities(rows, counts), counts)
    return answers


def _together(texts: Sequence[T], read: Sequence[ReadLines]) -> Iterator[tuple[LineNetwork, Sequence[T], list[int]]]:
    """A few texts at a time that one network reads, and their numbers of lines."""
    first = 0
    counts: list[int] = []
    for end, (lines, following) in enumerate(zip_longest(read, read[1:]), 1):
        counts.append(lines.rows.shape[1])
        network = lines.model.network
        if sum(counts) >= _READ_TOGETHER or following is None or following.model.network is not network:
            yield network, texts[first:end], counts
            first, counts = end, []


def _parted(columns: Floats, counts: Sequence[int]) -> list[Floats]:
    """Columns of several texts, text by text."""
    return [columns[..., end - count : end] for count, end in zip(counts, accumulate(counts), strict=True)]


@dataclass(frozen=True, slots=True, kw_only=True)
class TextModel(LineModel):
    """The model for the one text that it has read already."""

    known: ReadLines

    def read(self, lines: Sequence[str]) -> ReadLines:
        assert len(lines) == self.known.rows.shape[1]
        return self.known


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
        network=LineNetwork.from_arrays(
            {name.removeprefix("network."): array for name, array in stored.items() if name.startswith("network.")}
        ),
    )
