"""What the first stage said of the lines around a line, for the second stage of the model."""

import numpy as np
from numpy.typing import NDArray

from indexer.cleaning.characters import UPPER, Floats, MeasuredLines
from indexer.cleaning.line_features import means_within, neighbours, since_and_until
from indexer.cleaning.text_features import COLUMNS, sums

_ROW = {name: index for index, name in enumerate(COLUMNS)}
_PROSE = 60  # characters
_AROUND = 6  # lines before and after whose odds are shown
_EDGE = 400
_REACHES = (1, 2, 5, 12, 4)  # lines on both sides; of the last one the least and the most so far are taken
# By how much lines are favoured, and whether each counts once, by the root of its length, or by its length, when the stretch
# of the text is sought that is worth most: where does the body begin and end?
_FAVOURS = np.array([[0.0], [1.0], [2.5], [0.0], [1.0], [0.0]], np.float32)
_POWERS = np.array([[0.0], [0.0], [0.0], [0.5], [0.5], [1.0]], np.float32)


def context_rows(measured: MeasuredLines, vocabulary: NDArray[np.int64], rows: Floats, probability: Floats) -> Floats:
    """The features of every line that depend on what the first stage found probable."""
    count = len(probability)
    order = np.arange(count, dtype=np.float32)
    characters = rows[0]
    p = probability.astype(np.float64)
    odds = np.clip(np.log((p + 1e-6) / (1 - p + 1e-6)), -6, 6).astype(np.float32)[None]
    mass = p * characters
    running = np.zeros((2, count + 1))
    np.cumsum((p, mass), axis=1, out=running[:, 1:])
    all_mass = max(1.0, float(running[1, -1]))
    sure, unlikely = p > 0.8, p < 0.2
    prose = sure & (characters >= _PROSE)
    flags = np.array((prose, sure, unlikely))
    places = np.flatnonzero(prose)
    first, last = (places[0], places[-1]) if len(places) else (0, count - 1)
    *means, (near,) = means_within(running[:1], _REACHES)
    wide = np.array((all_mass / max(1.0, float(characters.sum())), p.mean(), np.log1p(all_mass), len(places)))
    begin, end = _best_stretches(odds, characters)
    return np.concatenate(
        (
            odds,
            *neighbours(odds, _AROUND, -7),
            *means,
            (running[1, :-1] / all_mass, (all_mass - running[1, 1:]) / all_mass, running[1, :-1], all_mass - running[1, 1:]),
            *since_and_until(flags),
            (np.clip(order - first, -_EDGE, _EDGE), np.clip(order - last, -_EDGE, _EDGE)),
            np.clip(order - begin, -_EDGE, _EDGE),
            np.clip(end - order, -_EDGE, _EDGE),
            (
                np.minimum.accumulate(near), np.minimum.accumulate(near[::-1])[::-1],
                np.maximum.accumulate(near), np.maximum.accumulate(near[::-1])[::-1],
            ),
            _shared_with_prose(measured, vocabulary, prose),
            _runs(p >= 0.5, characters),
            (_alike(rows, p),),
            np.broadcast_to(wide[:, None], (len(wide), count)),
        ),
        dtype=np.float32,
        casting="same_kind",
    )  # fmt: skip


def _best_stretches(odds: Floats, characters: Floats) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Where the stretches of lines begin and end whose odds add up to the most; one for each way of weighing."""
    worth = np.clip(odds + _FAVOURS, -4, 4) * np.maximum(1, characters) ** _POWERS
    running = np.zeros((len(worth), worth.shape[1] + 1))
    np.cumsum(worth, axis=1, out=running[:, 1:])
    end = (running[:, 1:] - np.minimum.accumulate(running[:, :-1], axis=1)).argmax(axis=1)[:, None]
    begin = np.where(np.arange(running.shape[1]) <= end, running, np.inf).argmin(axis=1)[:, None]
    return begin, end


def _shared_with_prose(measured: MeasuredLines, number: NDArray[np.int64], prose: NDArray[np.bool_]) -> Floats:
    """The share of a line's longer words that other lines of prose have, the same of its words with a capital, and how
    many longer words it has."""
    content = measured.word_lengths >= 4
    capital = content & ((measured.classes.take(measured.word_starts) & UPPER) != 0)
    in_prose = prose[measured.word_lines]
    times = np.bincount(number[in_prose], minlength=int(number.max(initial=0)) + 1)
    elsewhere = times[number] > in_prose
    words, shared, capitals, capitals_shared = sums(
        np.array((content, content & elsewhere, capital, capital & elsewhere)), measured.word_bounds
    )
    return np.array((shared / np.maximum(1, words), capitals_shared / np.maximum(1, capitals), words), np.float32)


def _runs(kept: NDArray[np.bool_], characters: Floats) -> Floats:
    """Of the run of likely or unlikely lines that a line stands in: lines, characters, the line's place from both ends, and
    the characters of the runs before and after."""
    starts = np.concatenate(([0], np.flatnonzero(kept[1:] != kept[:-1]) + 1))
    lengths = np.diff(np.append(starts, len(kept)))
    sizes = np.add.reduceat(characters, starts)
    number = np.repeat(np.arange(len(starts)), lengths)
    place = np.arange(len(kept)) - starts[number]
    around = np.concatenate(([0], sizes, [0]))
    return np.array(
        (lengths[number], sizes[number], place, lengths[number] - place, around[number], around[number + 2]), np.float32
    )


def _alike(rows: Floats, probability: NDArray[np.float64]) -> NDArray[np.float64]:
    """The mean probability of the document's lines that are about as long, and begin and end alike."""
    size = np.minimum(15, np.log2(rows[0] + 1) * 1.5).astype(np.int64)
    shape = size * 4 + (rows[_ROW["ends a sentence"]] > 0) * 2 + (rows[_ROW["begins small"]] > 0)
    number = np.maximum(1, np.bincount(shape))
    mean: NDArray[np.float64] = (np.bincount(shape, probability) / number)[shape]
    return mean
