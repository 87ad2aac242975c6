"""Numbers that describe each line of flattened text: the line, its place, the stretch it stands in, how often it is met.

Arrays have a row for each feature and a column for each line: every step runs over all lines of several documents at once.
Sums whose last bit depends on where they begin are made document by document, so that each reads as it does alone.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

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


@dataclass(frozen=True, slots=True, kw_only=True)
class _Borders:
    """``bounds`` are where documents begin among the lines of several, and where the last ends. By line: the ``document`` it
    is of, the ``first`` line of that, and its number of ``lines``."""

    bounds: NDArray[np.int64]
    document: NDArray[np.int64]
    first: NDArray[np.int64]
    lines: NDArray[np.int64]


def _borders(counts: Sequence[int]) -> _Borders:
    numbers = np.array(counts, np.int64)
    bounds = np.zeros(len(numbers) + 1, np.int64)
    numbers.cumsum(out=bounds[1:])
    return _Borders(
        bounds=bounds,
        document=np.arange(len(numbers)).repeat(numbers),
        first=bounds[:-1].repeat(numbers),
        lines=numbers.repeat(numbers),
    )


def line_rows(measured: MeasuredLines, scores: Floats, counts: Sequence[int] | None = None) -> Floats:
    """The features of every line that do not depend on its source; those that do say that nothing repeats.

    ``scores`` are the word model's: of the line by itself, of what it says about the next line, and about the one before.
    ``counts`` are the numbers of lines (one or more) of the documents that they are of; None stands for one document.
    """
    text = text_columns(measured)
    count = text.shape[1]
    borders = _borders([count] if counts is None else counts)
    bounds, document = borders.bounds.tolist(), borders.document
    order = (np.arange(count) - borders.first).astype(np.float32)
    lines = borders.lines.astype(np.float32)
    characters = text[0]
    total = np.maximum(1, np.add.reduceat(characters, borders.bounds[:-1]))
    long = characters >= LONG
    prose = np.where(long, characters, 0)
    all_prose = np.maximum(1, np.add.reduceat(prose, borders.bounds[:-1]))
    # A sentence that ends: what bodies are made of in any language.
    sentence = (text[_ROW["words"]] >= 8) & (text[_ROW["ends a sentence"]] > 0)
    own, to_next, to_previous = scores.T
    before, after = np.zeros(count, np.float32), np.zeros(count, np.float32)
    before[1:], after[:-1] = to_next[:-1], to_previous[1:]
    before[borders.bounds[:-1]] = 0
    after[borders.bounds[1:] - 1] = 0
    score = own + before + after

    repetition = _nothing_repeats(measured, bounds)
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
    running = _running(averaged, bounds)
    ends = running.take(borders.bounds[1:] + np.arange(len(bounds) - 1), axis=1)
    before_line = np.arange(count) + document
    left = np.maximum(1, lines - 1 - order)
    flags = np.empty((5, count), np.bool_)
    flags[0], flags[1] = long, sentence
    np.less(own, -1.5, out=flags[2])
    np.greater(own, 1, out=flags[3])
    np.greater(text[_ROW["ends with colon"]], 0, out=flags[4])
    wide = np.array(
        [
            _wide(own[first:end], sums_there, prose_there, total_there)
            for (first, end), sums_there, prose_there, total_there in zip(
                pairwise(bounds), ends.T, all_prose.tolist(), total.tolist(), strict=True
            )
        ],
        np.float32,
    )
    so_far = np.array((characters.cumsum() - characters, prose.cumsum() - prose))
    so_far -= so_far.take(borders.first, axis=1)
    return np.concatenate(
        (
            text,
            repetition,
            (own, before, after, score, order, lines - order, order / lines),
            so_far / np.array((total, all_prose)).take(document, axis=1),
            running[:2].take(before_line, axis=1) / np.maximum(1, order),
            (ends[:2].take(document, axis=1) - running[:2].take(before_line + 1, axis=1)) / left,
            *_means_within(running, _REACHES, borders),
            *_since_and_until(flags, borders),
            _endings(measured),
            _shared(measured, long, borders),
            wide.T.take(document, axis=1),
        ),
        dtype=np.float32,
        casting="same_kind",
    )


def _running(rows: NDArray[np.generic], bounds: Sequence[int]) -> NDArray[np.float64]:
    """Running sums of each row, from nought anew in every document: that of ``n`` lines has ``n + 1``."""
    running = np.zeros((len(rows), bounds[-1] + len(bounds) - 1))
    for document, (first, end) in enumerate(pairwise(bounds)):
        at = first + document
        rows[:, first:end].cumsum(axis=1, dtype=np.float64, out=running[:, at + 1 : at + 1 + end - first])
    return running


def _wide(own: Floats, ends: NDArray[np.float64], prose: float, total: float) -> tuple[float, ...]:
    """What is told to every line of a document, by its lines' scores, the sums of its rows and its numbers of characters."""
    count = len(own)
    mean = ends / count
    return (
        mean[0], mean[1], mean[3], mean[4], np.log1p(count), np.log1p(prose), prose / total,
        np.add.reduce(own[:12]) / min(12, count), np.add.reduce(own[-15:]) / min(15, count),
    )  # fmt: skip


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


def _shared(measured: MeasuredLines, long: NDArray[np.bool_], borders: _Borders) -> Floats:
    """The share of a line's longer words that other long lines have, the same of its words with a capital, the share that the
    first lines of the document have, and how many longer words it has. A teaser of another article shares few."""
    content = measured.word_lengths >= 4
    capital = content & ((measured.classes.take(measured.word_starts) & UPPER) != 0)
    number = (measured.word_hashes >> np.uint64(64 - _FORM_BITS)).astype(np.int64)
    in_prose = long.take(measured.word_lines)
    opening = measured.word_lines < _OPENING + borders.first.take(measured.word_lines)
    elsewhere, above = np.empty_like(in_prose), np.empty_like(opening)
    for first, end in pairwise(measured.word_bounds.take(borders.bounds).tolist()):
        of = number[first:end]
        for met, where in ((elsewhere, in_prose), (above, opening)):
            there = where[first:end]
            met[first:end] = np.bincount(of[there], minlength=1 << _FORM_BITS).take(of) > there
    words, shared, capitals, capitals_shared, opened = sums(
        np.array((content, content & elsewhere, capital, capital & elsewhere, content & above)), measured.word_bounds
    )
    some = np.maximum(1, words)
    return np.array((shared / some, capitals_shared / np.maximum(1, capitals), opened / some, words), np.float32)


def _nothing_repeats(measured: MeasuredLines, bounds: Sequence[int]) -> Floats:
    """How often the document has a line's words, whatever their numbers; and, for what its source shows, nought."""
    hashes = np.where((measured.classes.take(measured.word_starts) & DIGIT) != 0, np.uint64(1), measured.word_hashes)
    place = np.arange(len(hashes)) - measured.word_bounds.take(measured.word_lines)
    hashes *= place.astype(np.uint64) * np.uint64(2) + np.uint64(0x9E3779B97F4A7C15)
    running = np.zeros(len(hashes) + 1, np.uint64)
    hashes.cumsum(out=running[1:])
    at = running.take(measured.word_bounds)
    of_line = (at[1:] - at[:-1]).tolist()
    rows = np.zeros((_REPETITION.stop - _REPETITION.start, len(of_line)), np.float32)
    times: list[int] = []
    for first, end in pairwise(bounds):
        there = of_line[first:end]
        times += map(Counter(there).__getitem__, there)  # of a hundred lines in a fifth of the time that sorting takes
    rows[0] = times
    rows[5:7] = FAR
    return rows


def with_counts(
    rows: Floats, times: NDArray[np.int64], documents: int | NDArray[np.int64], counts: Sequence[int] | None = None
) -> Floats:
    """The features with what a source of so many ``documents`` shows: in how many of them each line stands.

    ``counts`` are the numbers of lines of the texts that they are of, None for one; then ``documents`` are told for each line.
    """
    rows = rows.copy()
    borders = _borders([len(times)] if counts is None else counts)
    repeated = times > 1
    running = _running(repeated[None], borders.bounds.tolist())
    rows[_REPEATED] = repeated
    rows[list(REPETITION_ROWS)] = steps_of(times, documents)
    rows[_REPEATED + 3] = _means_within(running, (4,), borders)[0][0]
    rows[_REPEATED + 4], rows[_REPEATED + 5] = (lines[0] for lines in _since_and_until(repeated[None], borders))
    return rows


def steps_of(times: NDArray[np.int64], documents: int | NDArray[np.int64]) -> NDArray[np.int64]:
    """How many of the borders the count of each line has reached, and how many its share of the source has."""
    return np.array(
        (
            np.searchsorted(COUNT_BORDERS, times, side="right"),
            np.searchsorted(SHARE_BORDERS, share_of(times, documents), side="right"),
        )
    )


def share_of(times: NDArray[np.integer], documents: int | NDArray[np.int64]) -> NDArray[np.float64]:
    """In which share of the source's other documents a line stands, 0..1."""
    return (times - 1) / (documents - 1)


def _since(flags: NDArray[np.bool_], first: NDArray[np.int64]) -> NDArray[np.float32]:
    """For each row of flags, how many lines back the last flagged line before each line is; ``FAR`` where none is near in its
    document, of which ``first`` is the first line."""
    order = np.arange(flags.shape[1], dtype=np.float32)
    last = np.full((len(flags), len(order)), -1, np.float32)
    np.maximum.accumulate(np.where(flags[:, :-1], order[:-1], -1), axis=1, out=last[:, 1:])
    lines: NDArray[np.float32] = np.where(last >= first, np.minimum(order - last, FAR), np.float32(FAR))
    return lines


def _since_and_until(flags: NDArray[np.bool_], borders: _Borders) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """The same, and the same for the next flagged line after each line."""
    backwards = (flags.shape[1] - borders.first - borders.lines)[::-1]
    return _since(flags, borders.first), _since(flags[:, ::-1], backwards)[:, ::-1]


def _means_within(
    running: NDArray[np.float64], reaches: tuple[int, ...], borders: _Borders
) -> list[NDArray[np.float64]]:
    """For each reach the means over the lines within it on both sides, of rows given as ``_running`` sums."""
    count = len(borders.first)
    order = np.arange(count) - borders.first
    reach = np.array(reaches)[:, None]
    first, last = np.maximum(0, order - reach), np.minimum(borders.lines, order + reach + 1)
    begin = borders.first + borders.document
    means = running.take((begin + last).ravel(), axis=1)
    means -= running.take((begin + first).ravel(), axis=1)
    means /= (last - first).ravel()
    return [means[:, place * count : (place + 1) * count] for place in range(len(reaches))]
