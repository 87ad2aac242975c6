"""Numbers that describe each line of text by itself: its length, its words, its marks."""

import functools

import numpy as np
from numpy.typing import NDArray

from indexer.cleaning.characters import (
    BRACKET,
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
    hash_of_word,
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


@functools.cache
def _word_flags() -> tuple[NDArray[np.bool_], NDArray[np.bool_], NDArray[np.bool_]]:
    """By bucket: function words, months, years."""
    tables = []
    for words in (_FUNCTION_WORDS, list(MONTHS), [str(year) for year in range(1900, 2036)]):
        flags = np.zeros(1 << 16, np.bool_)
        flags[bucket(np.array([hash_of_word(word) for word in words], np.uint64), 7)] = True
        tables.append(flags)
    return tables[0], tables[1], tables[2]


# The columns of text_features, in order.
COLUMNS = (
    "characters", "log characters", "words", "letters a word", "function words", "capitals", "digits", "commas a word",
    "sentences", "ends a sentence", "ends with colon", "begins small", "begins with digit", "begins with a mark",
    "marks", "signs", "quotes", "brackets", "all capitals", "ideographs", "months", "years", "times", "copyright", "at sign",
    "words a sentence",
)  # fmt: skip


def text_features(measured: MeasuredLines) -> Floats:
    """One row a line, one column for each of ``COLUMNS``."""
    codes, classes = measured.codes, measured.classes
    length = np.maximum(1.0, measured.lengths.astype(np.float32))
    ideographs = measured.per_line((classes & IDEOGRAPH) != 0)
    # Where no spaces part words, two characters make about one.
    words = np.maximum(measured.words_per_line(), ideographs / 2)
    some_words = np.maximum(1.0, words)
    letters = measured.per_line((classes & LETTER) != 0)
    upper = measured.per_line((classes & UPPER) != 0)
    begins = classes[measured.starts]
    last = np.maximum(measured.starts, measured.starts + measured.lengths - 1)
    # A closing quote or bracket may follow the full stop.
    closing = (classes[last] & (QUOTE | BRACKET)) != 0
    before = np.maximum(measured.starts, last - 1)
    ends = np.where(closing & (measured.lengths > 1), classes[before] | (classes[last] & STOP), classes[last])
    following = np.append(classes[1:], SPACE).astype(np.uint16)
    stops = ((classes & STOP) != 0) & ((following & (SPACE | QUOTE | BRACKET)) != 0)
    stops |= ((classes & STOP) != 0) & ((classes & IDEOGRAPH) == 0) & (codes > 0x3000)
    sentences = measured.per_line(stops)
    is_digit = (classes & DIGIT) != 0
    previous = np.insert(is_digit[:-1], 0, False)
    next_one = np.append(is_digit[1:], False)
    times = measured.per_line((codes == ord(":")) & previous & next_one)
    function, months, years = _word_flags()
    buckets = bucket(measured.word_hashes, 7)
    # Of scripts beyond Cyrillic there is no list of function words; there a line of some length passes for prose.
    unlisted = measured.per_line(((classes & LETTER) != 0) & (codes >= _UNLISTED)) > letters / 2
    of_function = measured.words_per_line(function[buckets].astype(np.float32)) / some_words
    of_function = np.where(unlisted, np.where(words >= 8, 0.4, 0.1), of_function)
    capital_words = measured.words_per_line(((classes[measured.word_starts] & UPPER) != 0).astype(np.float32))
    return np.column_stack(
        (
            measured.lengths,
            np.log1p(length),
            words,
            letters / some_words,
            of_function,
            capital_words / some_words,
            measured.per_line(is_digit) / length,
            measured.per_line((classes & COMMA) != 0) / some_words,
            sentences,
            (ends & STOP) != 0,
            (ends & COLON) != 0,
            ((begins & LETTER) != 0) & ((begins & (UPPER | IDEOGRAPH)) == 0),
            (begins & DIGIT) != 0,
            (begins & (MARK | SIGN | BRACKET)) != 0,
            measured.per_line((classes & MARK) != 0),
            measured.per_line((classes & SIGN) != 0),
            measured.per_line((classes & QUOTE) != 0) / some_words,
            measured.per_line((classes & BRACKET) != 0) / some_words,
            (upper == letters) & (upper > 2),
            ideographs / length,
            measured.words_per_line(months[buckets].astype(np.float32)),
            measured.words_per_line(years[buckets].astype(np.float32)),
            times,
            measured.per_line(codes == ord("©")),
            measured.per_line(codes == ord("@")),
            words / (sentences + 1),
        )
    ).astype(np.float32)


# Features of the hashed word model: single words, pairs, and the first and last word of a line.
def word_buckets(measured: MeasuredLines) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """``(line, bucket)`` of every word feature. Words past the 40th of a line say nothing that the first did not."""
    lines, hashes = measured.word_lines, measured.word_hashes
    if not len(lines):
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    first_of_line = np.flatnonzero(np.diff(lines, prepend=-1))
    place = np.arange(len(lines)) - np.repeat(first_of_line, np.diff(np.append(first_of_line, len(lines))))
    early = place < 40
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
    """The word model's score of each line: the weights of its features over the square root of their number."""
    lines, buckets = word_buckets(measured)
    count = len(measured.starts)
    total = np.bincount(lines, weights[buckets], minlength=count)
    number = np.bincount(lines, minlength=count)
    return (total / np.sqrt(np.maximum(1, number))).astype(np.float32)


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
