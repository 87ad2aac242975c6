"""Numbers that describe each line of flattened text: the line, its place, the stretch it stands in, how often it is met.

Arrays have a row for each feature and a column for each line: every step runs over all lines of a document at once.
"""

import functools
from collections import Counter

import numpy as np
from numpy.typing import NDArray

from indexer.cleaning.characters import DIGIT, UPPER, Floats, MeasuredLines
from indexer.cleaning.text_features import COLUMNS, LONG, sums, text_columns

_ROW = {name: index for index, name in enumerate(COLUMNS)}
FAR = 400  # lines; what is further away might as well not be there
_TEXT = len(COLUMNS)
# Where the features stand that are read in the counts of a source: a flag, the step of the count, and that of the share.
_REPEATED, REPETITION_ROWS = _TEXT + 1, (_TEXT + 2, _TEXT + 3)
_REPETITION = slice(_TEXT, _TEXT + 7)
# Counts and shares are read in steps, so that a verdict can change only where one of these borders is passed.
COUNT_BORDERS = np.array([2, 3, 5, 10, 30], np.int64)
SHARE_BORDERS = np.array([0.02, 0.05, 0.1, 0.2, 0.35, 0.5, 0.75, 0.9])
_REACHES = (2, 5, 12)  # lines on both sides
_FORM_BITS = 14  # of a word's hash tell it from the other words of a document: a tenth of what sorting them costs
_OPENING = 12  # lines at the top of a document, of which one is often its title


def line_rows(measured: MeasuredLines, scores: Floats) -> Floats:
    """The features of every line that do not depend on its source; those that do say that nothing repeats.

    ``scores`` are the word model's: of the line by itself, of what it says about the next line, and about the one before.
    """
    text = text_columns(measured)
    count = text.shape[1]
    order = np.arange(count, dtype=np.float32)
    characters = text[0]
    total = max(1.0, float(np.add.reduce(characters)))
    long = characters >= LONG
    prose = np.where(long, characters, 0)
    all_prose = max(1.0, float(np.add.reduce(prose)))
    # A sentence that ends: what bodies are made of in any language.
    sentence = (text[_ROW["words"]] >= 8) & (text[_ROW["ends a sentence"]] > 0)
    own, to_next, to_previous = scores.T
    before, after = np.zeros(count, np.float32), np.zeros(count, np.float32)
    before[1:], after[:-1] = to_next[:-1], to_previous[1:]
    score = own + before + after

    repetition = _nothing_repeats(measured)
    averaged = np.array(
        (
            own,
            score,
            np.minimum(characters, 400),
            sentence,
            characters < 40,
            text[_ROW["digits"]] > 0.4,
            text[_ROW["capitals"]],
            repetition[0] > 1,
        )
    )
    running = np.zeros((len(averaged), count + 1))
    averaged.cumsum(axis=1, dtype=np.float64, out=running[:, 1:])
    ends = running[:, -1:]
    mean = (ends / count).ravel()
    left = np.maximum(1, count - 1 - order)
    flags = np.empty((5, count), np.bool_)
    flags[0], flags[1] = long, sentence
    np.less(own, -1.5, out=flags[2])
    np.greater(own, 1, out=flags[3])
    np.greater(text[_ROW["ends with colon"]], 0, out=flags[4])
    wide = np.array(
        (
            mean[0], mean[1], mean[3], mean[4], np.log1p(count), np.log1p(all_prose), all_prose / total,
            np.add.reduce(own[:12]) / min(12, count), np.add.reduce(own[-15:]) / min(15, count),
        ),
        np.float32,
    )  # fmt: skip
    everywhere = np.empty((len(wide), count), np.float32)
    everywhere[:] = wide[:, None]
    return np.concatenate(
        (
            text,
            repetition,
            (own, before, after, score, order, count - order, order / count),
            ((characters.cumsum() - characters) / total, (prose.cumsum() - prose) / all_prose),
            running[:2, :-1] / np.maximum(1, order),
            (ends - running[:, 1:])[:2] / left,
            *means_within(running, _REACHES),
            *since_and_until(flags),
            _endings(measured),
            _shared(measured, long),
            everywhere,
        ),
        dtype=np.float32,
        casting="same_kind",
    )


_ELLIPSIS, _FULL_STOP, _QUESTION, _CLOSING = (ord(mark) for mark in "….?]")


def _endings(measured: MeasuredLines) -> Floats:
    """Whether each line breaks off ("…", "...", "[…]"), and whether it asks."""
    codes, starts = measured.codes, measured.starts
    last = starts + np.maximum(1, measured.lengths) - 1
    closed = (codes.take(last) == _CLOSING) & (measured.lengths > 1)
    last = np.where(closed, last - 1, last)
    mark = codes.take(last)
    dots = (mark == _FULL_STOP) & (last - 1 > starts) & (codes.take(np.maximum(0, last - 1)) == _FULL_STOP)
    return np.array(((mark == _ELLIPSIS) | dots, mark == _QUESTION), np.float32)


def _shared(measured: MeasuredLines, long: NDArray[np.bool_]) -> Floats:
    """The share of a line's longer words that other long lines have, the same of its words with a capital, the share that the
    first lines of the document have, and how many longer words it has. A teaser of another article shares few."""
    content = measured.word_lengths >= 4
    capital = content & ((measured.classes.take(measured.word_starts) & UPPER) != 0)
    number = (measured.word_hashes >> np.uint64(64 - _FORM_BITS)).astype(np.int64)
    in_prose = long.take(measured.word_lines)
    elsewhere = np.bincount(number[in_prose], minlength=1 << _FORM_BITS).take(number) > in_prose
    opening = measured.word_lines < _OPENING
    above = np.bincount(number[opening], minlength=1 << _FORM_BITS).take(number) > opening
    words, shared, capitals, capitals_shared, opened = sums(
        np.array((content, content & elsewhere, capital, capital & elsewhere, content & above)), measured.word_bounds
    )
    some = np.maximum(1, words)
    return np.array((shared / some, capitals_shared / np.maximum(1, capitals), opened / some, words), np.float32)


def _nothing_repeats(measured: MeasuredLines) -> Floats:
    """How often the document has a line's words, whatever their numbers; and, for what its source shows, nought."""
    hashes = np.where((measured.classes.take(measured.word_starts) & DIGIT) != 0, np.uint64(1), measured.word_hashes)
    place = np.arange(len(hashes)) - measured.word_bounds.take(measured.word_lines)
    hashes *= place.astype(np.uint64) * np.uint64(2) + np.uint64(0x9E3779B97F4A7C15)
    running = np.zeros(len(hashes) + 1, np.uint64)
    hashes.cumsum(out=running[1:])
    at = running.take(measured.word_bounds)
    of_line = (at[1:] - at[:-1]).tolist()
    times = Counter(of_line)  # of a hundred lines in a fifth of the time that sorting them takes
    rows = np.zeros((_REPETITION.stop - _REPETITION.start, len(of_line)), np.float32)
    rows[0] = [*map(times.__getitem__, of_line)]
    rows[5:7] = FAR
    return rows


def with_counts(rows: Floats, times: NDArray[np.int64], documents: int) -> Floats:
    """The features with what a source of so many ``documents`` shows: in how many of them each line stands."""
    rows = rows.copy()
    repeated = times > 1
    running = np.zeros((1, len(times) + 1))
    np.cumsum(repeated, out=running[0, 1:])
    rows[_REPEATED] = repeated
    rows[list(REPETITION_ROWS)] = steps_of(times, documents)
    rows[_REPEATED + 3] = means_within(running, (4,))[0][0]
    rows[_REPEATED + 4], rows[_REPEATED + 5] = (lines[0] for lines in since_and_until(repeated[None]))
    return rows


def steps_of(times: NDArray[np.int64], documents: int) -> NDArray[np.int64]:
    """How many of the borders the count of each line has reached, and how many its share of the source has."""
    return np.array(
        (
            np.searchsorted(COUNT_BORDERS, times, side="right"),
            np.searchsorted(SHARE_BORDERS, share_of(times, documents), side="right"),
        )
    )


def share_of(times: NDArray[np.integer], documents: int) -> NDArray[np.float64]:
    """In which share of the source's other documents a line stands, 0..1."""
    return (times - 1) / (documents - 1)


def since(flags: NDArray[np.bool_]) -> NDArray[np.float32]:
    """For each row of flags, how many lines back the last flagged line before each line is; ``FAR`` where none is near."""
    order = np.arange(flags.shape[1], dtype=np.float32)
    last = np.full((len(flags), len(order)), -FAR, np.float32)
    np.maximum.accumulate(np.where(flags[:, :-1], order[:-1], -FAR), axis=1, out=last[:, 1:])
    lines: NDArray[np.float32] = np.minimum(order - last, FAR)
    return lines


def since_and_until(flags: NDArray[np.bool_]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """The same, and the same for the next flagged line after each line."""
    both = since(np.concatenate((flags, flags[:, ::-1])))
    return both[: len(flags)], both[len(flags) :, ::-1]


def means_within(running: NDArray[np.float64], reaches: tuple[int, ...]) -> list[NDArray[np.float64]]:
    """For each reach the means over the lines within it on both sides, of rows given as running sums from nought."""
    count = running.shape[1] - 1
    first, last, lines = _windows(count, reaches) if count <= _USUAL else _windows.__wrapped__(count, reaches)
    means = running.take(last, axis=1, mode="clip")
    means -= running.take(first, axis=1, mode="clip")
    means /= lines
    return [means[:, place * count : (place + 1) * count] for place in range(len(reaches))]


_USUAL = 500  # lines; where windows lie in documents of up to so many is remembered, in 8 MB at the most


@functools.lru_cache(maxsize=128)
def _windows(count: int, reaches: tuple[int, ...]) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """For each reach and each of ``count`` lines where the lines within it begin and end, and how many they are."""
    order = np.tile(np.arange(count), len(reaches))
    reach = np.repeat(np.array(reaches), count)
    first, last = np.maximum(0, order - reach), np.minimum(count, order + reach + 1)
    return first, last, last - first
