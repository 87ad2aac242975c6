"""Numbers that describe each line of flattened text: the line, its place, its neighbours, how often it is met.

Arrays have a row for each feature and a column for each line: every step runs over all lines of a document at once, and
the trees read whole rows. The second stage of the model sees what the first one said of the lines around as well; its
features are in ``line_context``.
"""

import functools

import numpy as np
from numpy.typing import NDArray

from indexer.cleaning.characters import DIGIT, Floats, MeasuredLines
from indexer.cleaning.text_features import COLUMNS, LONG, sums, text_columns

_ROW = {name: index for index, name in enumerate(COLUMNS)}
FAR = 400  # lines; what is further away might as well not be there
_TEXT = len(COLUMNS)
# Where the features stand that are read in the counts of a source: a flag, the logarithm of the count, and the share.
_REPEATED, REPETITION_ROWS = _TEXT + 1, (_TEXT + 2, _TEXT + 3)
_REPETITION = slice(_TEXT, _TEXT + 7)
_REACHES = (2, 5, 12)  # lines on both sides


def line_rows(measured: MeasuredLines, vocabulary: NDArray[np.int64], scores: Floats) -> Floats:
    """The features of every line that do not depend on its source; those that do say that nothing repeats.

    ``vocabulary`` numbers the distinct words; ``scores`` are the word model's: of the line by itself, of what it says about
    the next line, and about the one before.
    """
    text = text_columns(measured)
    count = text.shape[1]
    order = np.arange(count, dtype=np.float32)
    characters = text[0]
    total = max(1.0, float(characters.sum()))
    long = characters >= LONG
    prose = np.where(long, characters, 0)
    all_prose = max(1.0, float(prose.sum()))
    # A sentence that ends: what bodies are made of in any language.
    sentence = (text[_ROW["words"]] >= 8) & (text[_ROW["ends a sentence"]] > 0)
    own, to_next, to_previous = scores.T
    before, after = np.zeros(count, np.float32), np.zeros(count, np.float32)
    before[1:], after[:-1] = to_next[:-1], to_previous[1:]
    score = own + before + after
    about = _about(measured, vocabulary, long)

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
    np.cumsum(averaged, axis=1, out=running[:, 1:])
    ends = running[:, -1:]
    mean = (ends / count).ravel()
    left = np.maximum(1, count - 1 - order)
    flags = np.array((long, sentence, own < -1.5, own > 1, text[_ROW["ends with colon"]] > 0))
    core = np.array((*text[[_ROW[name] for name in _CORE]], own, score, about))
    wide = np.array(
        (
            mean[0], mean[1], mean[3], mean[4], np.log1p(count), np.log1p(all_prose), all_prose / total,
            own[:12].mean(), own[-15:].mean(),
        ),
        np.float32,
    )  # fmt: skip
    return np.concatenate(
        (
            text,
            repetition,
            (own, before, after, score, about, order, count - order, order / count),
            ((np.cumsum(characters) - characters) / total, (np.cumsum(prose) - prose) / all_prose),
            running[:2, :-1] / np.maximum(1, order),
            (ends - running[:, 1:])[:2] / left,
            *means_within(running, _REACHES),
            *since_and_until(flags),
            *neighbours(core, 3),
            np.broadcast_to(wide[:, None], (len(wide), count)),
        ),
        dtype=np.float32,
        casting="same_kind",
    )


_CORE = ("characters", "function words", "ends a sentence", "capitals", "words", "begins small")


def vocabulary_of(measured: MeasuredLines) -> NDArray[np.int64]:
    """For each word the number of its form, from nought."""
    number: NDArray[np.int64] = np.unique(measured.word_hashes, return_inverse=True)[1]
    return number


def _about(measured: MeasuredLines, vocabulary: NDArray[np.int64], long: NDArray[np.bool_]) -> Floats:
    """The share of a short line's words that long lines have; -1 for these. A teaser of another article shares few."""
    content = measured.word_lengths >= 4
    known = np.zeros(int(vocabulary.max(initial=0)) + 1, np.bool_)
    known[vocabulary[long[measured.word_lines]]] = True
    flags = np.array((content, content & known[vocabulary]))
    of_content, shared = sums(flags, measured.word_bounds)
    return np.where(long, -1, shared / np.maximum(1, of_content)).astype(np.float32)


def _nothing_repeats(measured: MeasuredLines) -> Floats:
    """How often the document has a line's words, whatever their numbers; and, for what its source shows, nought."""
    hashes = np.where((measured.classes.take(measured.word_starts) & DIGIT) != 0, np.uint64(1), measured.word_hashes)
    place = np.arange(len(hashes)) - measured.word_bounds[measured.word_lines]
    hashes *= place.astype(np.uint64) * np.uint64(2) + np.uint64(0x9E3779B97F4A7C15)
    running = np.zeros(len(hashes) + 1, np.uint64)
    np.cumsum(hashes, out=running[1:])
    of_line = running[measured.word_bounds[1:]] - running[measured.word_bounds[:-1]]
    _, number, times = np.unique(of_line, return_inverse=True, return_counts=True)
    rows = np.zeros((_REPETITION.stop - _REPETITION.start, len(of_line)), np.float32)
    rows[0] = times[number]
    rows[5:7] = FAR
    return rows


def with_counts(rows: Floats, times: NDArray[np.int64], documents: int) -> Floats:
    """The features with what a source of so many ``documents`` shows: in how many of them each line stands."""
    rows = rows.copy()
    repeated = times > 1
    running = np.zeros((1, len(times) + 1))
    np.cumsum(repeated, out=running[0, 1:])
    rows[_REPEATED] = repeated
    rows[REPETITION_ROWS[0]] = np.log2(times)
    rows[REPETITION_ROWS[1]] = share_of(times, documents)
    rows[_REPEATED + 3] = means_within(running, (4,))[0][0]
    rows[_REPEATED + 4], rows[_REPEATED + 5] = (lines[0] for lines in since_and_until(repeated[None]))
    return rows


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


def neighbours(rows: Floats, reach: int, fill: float = -1.0) -> list[Floats]:
    """The rows of the lines up to ``reach`` places before and after each line, nearest to the front of the document first;
    ``fill`` where there is no line."""
    count = rows.shape[1]
    padded = np.full((len(rows), count + 2 * reach), fill, np.float32)
    padded[:, reach : reach + count] = rows
    return [padded[:, place : place + count] for place in range(2 * reach + 1) if place != reach]
