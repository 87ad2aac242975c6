"""Numbers that describe each line of text by itself: its length, its words, its marks."""

import functools

import numpy as np
from numpy.typing import NDArray

from indexer.cleaning.characters import (
    BRACKET,
    BUCKETS,
    COLON,
    COMMA,
    DIGIT,
    IDEOGRAPH,
    LETTER,
    MARK,
    QUOTE,
    SIGN,
    SPACE,
    STOP,
    UPPER,
    Floats,
    MeasuredLines,
    bucket,
    measure,
)
from indexer.metadata.date_forms import MONTHS

# Words that hold sentences together, of the languages the archive meets most. Their share tells prose from labels.
_FUNCTION_WORDS = """the of and to in a is that for it as was with be by on not he his but at are this have from or had an they
which one you were her all she there would their we him been has when who will more no if out so said what up its about into than
them can only other new some could time these two may then do first any my now such like our over me even most made after also did
many before must through where your der die und das von zu den mit ist für auf im dem nicht ein eine des sich auch es als sind wird
bei nach wie oder einen la le les et des une du est dans que pour qui pas sur au avec il par plus ne ce el los las y del por con para
su se lo como más pero di che è non per della si de het een van op te zijn voor niet aan och att det som en på är i na nie się że jest
и в не на что с как по это из но за то от его для""".split()
_UNLISTED = 0x530  # Armenian, Hebrew, Arabic, the scripts of India and all to the east
LONG = 100  # characters; from here on a line is nearly always a sentence or more


_FUNCTION, _MONTH, _YEAR = 1, 2, 4


@functools.cache
def _kinds_of_words() -> NDArray[np.uint8]:
    """By bucket: whether a function word, a month, a year falls into it."""
    kinds = np.zeros(BUCKETS, np.uint8)
    for kind, words in (
        (_FUNCTION, _FUNCTION_WORDS),
        (_MONTH, list(MONTHS)),
        (_YEAR, [str(year) for year in range(1900, 2036)]),
    ):
        kinds[bucket(measure(words).word_hashes, 7)] |= kind
    return kinds


# The columns of text_features, in order.
COLUMNS = (
    "characters", "log characters", "words", "letters a word", "function words", "capitals", "digits", "commas a word",
    "sentences", "ends a sentence", "ends with colon", "begins small", "begins with digit", "begins with a mark",
    "marks", "signs", "quotes", "brackets", "all capitals", "ideographs", "months", "years", "times", "copyright", "at sign",
    "words a sentence",
)  # fmt: skip


# Characters that are neither lower-case letters nor spaces; few enough to be looked at one by one.
_COUNTED = (UPPER, DIGIT, STOP, COMMA, MARK, QUOTE, BRACKET, IDEOGRAPH, SIGN)
_NOTABLE = np.uint16(sum(_COUNTED) | COLON)
_BITS = np.array(_COUNTED, np.uint16)[:, None]
_WORD_BITS = np.array((_FUNCTION, _MONTH, _YEAR), np.uint8)[:, None]


def text_features(measured: MeasuredLines) -> Floats:
    """One row a line, one column for each of ``COLUMNS``."""
    return text_columns(measured).T


def text_columns(measured: MeasuredLines) -> Floats:
    """One row for each of ``COLUMNS``, one column a line."""
    codes, classes = measured.codes, measured.classes
    notable = (classes & _NOTABLE).nonzero()[0]
    of = classes.take(notable)
    code = codes.take(notable)
    following = classes.take(notable + 1)  # a newline ends the last line, so there is a next one
    preceding = classes.take(np.maximum(notable - 1, 0))
    flags = np.zeros((len(_COUNTED) + 4, len(notable)), np.bool_)
    np.not_equal(of & _BITS, 0, out=flags[: len(_COUNTED)])
    stop = flags[2]
    np.logical_and(
        stop, ((following & (SPACE | QUOTE | BRACKET)) != 0) | (((of & IDEOGRAPH) == 0) & (code > _WIDE)), out=flags[-4]
    )
    np.logical_and(code == _COLON, (preceding & following & DIGIT) != 0, out=flags[-3])
    np.equal(code, _COPYRIGHT, out=flags[-2])
    np.equal(code, _AT, out=flags[-1])
    bounds = notable.searchsorted(measured.bounds)
    upper, digits, _, commas, marks, quotes, brackets, ideographs, signs, sentences, times, copyrights, ats = sums(
        flags, bounds
    )
    length = np.maximum(1.0, measured.lengths)
    # Where no spaces part words, two characters make about one.
    words = np.maximum(measured.word_bounds[1:] - measured.word_bounds[:-1], ideographs / 2)
    some_words = np.maximum(1.0, words)
    letters = sums(measured.word_lengths[None], measured.word_bounds)[0] - digits
    begins = classes.take(measured.starts)
    last = np.maximum(measured.starts, measured.starts + measured.lengths - 1)
    ends = classes.take(last)
    # A closing quote or bracket may follow the full stop.
    closed = ((ends & (QUOTE | BRACKET)) != 0) & (measured.lengths > 1)
    ends = np.where(closed, classes.take(np.maximum(measured.starts, last - 1)) | (ends & STOP), ends)
    kinds = _kinds_of_words().take(bucket(measured.word_hashes, 7))
    word_flags = np.empty((4, len(kinds)), np.bool_)
    np.not_equal(kinds & _WORD_BITS, 0, out=word_flags[:3])
    np.not_equal(classes.take(measured.word_starts) & UPPER, 0, out=word_flags[3])
    function, months, years, capitals = sums(word_flags, measured.word_bounds)
    of_function = function / some_words
    far = (codes >= _UNLISTED).nonzero()[0]  # typographic quotes, mostly
    unlisted = far[(classes.take(far) & LETTER) != 0]
    if len(unlisted):
        # Of scripts beyond Cyrillic there is no list of function words; there a line of some length passes for prose.
        at = unlisted.searchsorted(measured.bounds)
        unlisted = at[1:] - at[:-1] > letters / 2
        of_function = np.where(unlisted, np.where(words >= 8, 0.4, 0.1), of_function)
    columns = np.empty((len(COLUMNS), len(length)), np.float32)
    for column, values in zip(
        columns,
        (
            measured.lengths,
            np.log1p(length),
            words,
            letters / some_words,
            of_function,
            capitals / some_words,
            digits / length,
            commas / some_words,
            sentences,
            (ends & STOP) != 0,
            (ends & COLON) != 0,
            (begins & (LETTER | UPPER | IDEOGRAPH)) == LETTER,
            (begins & DIGIT) != 0,
            (begins & (MARK | SIGN | BRACKET)) != 0,
            marks,
            signs,
            quotes / some_words,
            brackets / some_words,
            (upper == letters) & (upper > 2),
            ideographs / length,
            months,
            years,
            times,
            copyrights,
            ats,
            words / (sentences + 1),
        ),
        strict=True,
    ):
        column[:] = values
    return columns


_WIDE = 0x3000  # full stops of East Asian scripts need no space behind them
_COLON, _COPYRIGHT, _AT = map(ord, ":©@")


def sums(rows: NDArray[np.generic], bounds: NDArray[np.int64]) -> NDArray[np.int32]:
    """For each row the sums of its stretches, from each of the ``bounds`` up to the next. They may be empty. A whole row must
    sum up to less than two thousand million: no text is read that is longer."""
    running = np.zeros((len(rows), rows.shape[1] + 1), np.int32)
    rows.cumsum(axis=1, dtype=np.int32, out=running[:, 1:])
    at = running.take(bounds, axis=1)
    of_stretch: NDArray[np.int32] = at[:, 1:] - at[:, :-1]
    return of_stretch


_MOST_WORDS = 40  # of a line; words further on say nothing that the first did not


# Features of the hashed word model: single words, pairs, and the first and last word of a line.
def word_buckets(measured: MeasuredLines) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """``(line, bucket)`` of every word feature."""
    lines, hashes = measured.word_lines, measured.word_hashes
    if not len(lines):
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    first_of_line = np.flatnonzero(np.diff(lines, prepend=-1))
    place = np.arange(len(lines)) - np.repeat(first_of_line, np.diff(np.append(first_of_line, len(lines))))
    early = place < _MOST_WORDS
    last_of_line = np.append(first_of_line[1:], len(lines)) - 1
    paired = np.flatnonzero(early[1:] & (lines[1:] == lines[:-1])) + 1
    pairs = hashes[paired - 1] * np.uint64(31) + hashes[paired]
    return (
        np.concatenate((lines[early], lines[paired], lines[first_of_line], lines[last_of_line])),
        np.concatenate(
            (
                bucket(hashes[early], 0),
                bucket(pairs, 1),
                bucket(hashes[first_of_line], 2),
                bucket(hashes[last_of_line], 3),
            )
        ),
    )


def word_scores(measured: MeasuredLines, weights: Floats) -> Floats:
    """The word model's score of each line: the weights of its features over the square root of their number.

    ``weights`` has a row for each bucket; where a row holds several weights, each line has as many scores.
    """
    hashes, bounds = measured.word_hashes, measured.word_bounds
    numbers = bounds[1:] - bounds[:-1]
    score = np.zeros((len(numbers), *weights.shape[1:]), np.float64)
    if not len(hashes):
        return score.astype(np.float32)
    filled = numbers.nonzero()[0]
    first, last = bounds.take(filled), bounds.take(filled + 1) - 1
    of_word = weights.take(bucket(hashes, 0), axis=0)
    pairs = weights.take(bucket(hashes[:-1] * np.uint64(31) + hashes[1:], 1), axis=0)
    pairs[first[1:] - 1] = 0  # the last word of a line and the first of the next are no pair
    of_word[1:] += pairs
    running = np.zeros((len(hashes) + 1, *weights.shape[1:]), np.float64)
    of_word.cumsum(axis=0, dtype=np.float64, out=running[1:])
    read = np.minimum(last + 1, first + _MOST_WORDS)  # up to here
    score[filled] = running.take(read, axis=0) - running.take(first, axis=0)
    ends = weights.take(bucket(hashes.take(first), 2), axis=0)
    ends += weights.take(bucket(hashes.take(last), 3), axis=0)
    score[filled] += ends
    number = np.sqrt(2.0 * np.minimum(numbers, _MOST_WORDS) + 1)
    scores: Floats = (score / (number if weights.ndim == 1 else number[:, None])).astype(np.float32)
    return scores


def shifted(columns: Floats, by: int, fill: float = -1.0) -> Floats:
    """Each row replaced by the row ``by`` places further down; ``fill`` where there is none."""
    moved = np.full_like(columns, fill)
    if by > 0:
        moved[:-by] = columns[by:]
    elif by < 0:
        moved[-by:] = columns[:by]
    else:
        moved[:] = columns
    return moved
