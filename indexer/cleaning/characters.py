"""Lines as arrays of characters and words, so that a page is measured in a few array operations.

Measuring line by line in Python costs ten times what the rest of cleaning does; here every step runs over the whole
document at once and is summed up per line. Arrays are short, a few hundred to a few thousand numbers: what a step costs is
mostly its call, and NumPy's functions are asked as methods (``a.cumsum()``), which go without a wrapper in Python.
"""

import functools
import sys
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Integers = NDArray[np.int64]

UPPER, LETTER, DIGIT, SPACE, STOP, COMMA, MARK, QUOTE, BRACKET, IDEOGRAPH, COLON, SIGN = (1 << bit for bit in range(12))
_BY_CHARACTER = (
    (STOP, ".!?…。！？؟।"),
    (COMMA, ",;、，；،"),
    (MARK, "|»«›‹•·→←▶►▸✓★☆/\\>+~_#*=^"),
    (QUOTE, "\"'“”‘’„‚"),
    (BRACKET, "()[]{}"),
    (COLON, ":："),
    (SIGN, "©®™@$€£%&"),
)
_PLANE = 0x10000
# Ideographs and syllables are letters without case, surrogates and private characters are nothing: three quarters of the
# plane need not be looked at one by one.
_LETTERS_ALL = ((0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xAC00, 0xD7A3))
_NOTHING = (0xD800, 0xF8FF)
_MIXED = (
    *range(0x3400),
    *range(0x4DC0, 0x4E00),
    *range(0xA000, 0xAC00),
    *range(0xD7A4, _NOTHING[0]),
    *range(_NOTHING[1] + 1, _PLANE),
)
BUCKETS = 1 << 16  # of the hashed words
_MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)
_LONGEST_WORD = 48


@functools.cache
def _tables() -> tuple[NDArray[np.uint16], NDArray[np.uint64]]:
    """Class bits of every character of the basic plane and one more than its lower case; made once per process, in
    about 15 ms."""
    classes = np.zeros(_PLANE, np.uint16)
    lower = np.arange(1, _PLANE + 1, dtype=np.uint64)
    for first, last in _LETTERS_ALL:
        classes[first : last + 1] = LETTER
    for code in _MIXED:
        character = chr(code)
        category = unicodedata.category(character)
        if category[0] in "LM":
            classes[code] = LETTER | (UPPER if category in ("Lu", "Lt") else 0)
            small = character.lower()
            if len(small) == 1:
                lower[code] = ord(small) + 1
        elif category[0] == "N":
            classes[code] = DIGIT
        elif character.isspace():
            classes[code] = SPACE
    for bit, characters in _BY_CHARACTER:
        for character in characters:
            classes[ord(character)] |= bit
    # Scripts written without spaces: kana, CJK ideographs, Thai, Lao, Khmer, Myanmar.
    for first, last in ((0x3040, 0x30FF), (0x3400, 0x9FFF), (0x0E00, 0x0EFF), (0x1000, 0x109F), (0x1780, 0x17FF)):
        classes[first : last + 1] |= np.where(classes[first : last + 1] & LETTER, IDEOGRAPH, 0).astype(np.uint16)
    return classes, lower


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasuredLines:
    """Lines as arrays. ``codes`` are the characters of all lines, each line followed by a newline, those beyond the basic
    plane as U+FFFD; ``starts`` is where lines begin in it, ``bounds`` the same and where the last one ends; ``classes`` are
    the class bits of each character. Words are
    runs of letters and digits: ``word_lines`` is the line each stands in, ``word_starts`` and ``word_lengths`` where,
    ``word_hashes`` their case-folded hash; those of line ``i`` are ``word_bounds[i]`` up to ``word_bounds[i + 1]``."""

    codes: NDArray[np.uint16]
    classes: NDArray[np.uint16]
    bounds: Integers
    starts: Integers
    lengths: Integers
    word_starts: Integers
    word_lengths: Integers
    word_lines: Integers
    word_bounds: Integers
    word_hashes: NDArray[np.uint64]

    def per_line(self, flags: NDArray[np.bool_]) -> Floats:
        """How many characters of each line are flagged."""
        return np.add.reduceat(flags, self.starts, dtype=np.float32)

    def words_per_line(self, values: NDArray[np.float32] | None = None) -> Floats:
        """The sum over each line's words of ``values``, or their number."""
        if values is None:
            return np.diff(self.word_bounds).astype(np.float32)
        return np.bincount(self.word_lines, values, minlength=len(self.starts)).astype(np.float32)


def measure(lines: Sequence[str]) -> MeasuredLines:
    """The arrays of one or more lines. An empty line is no error; no lines at all are."""
    classes_of, lower_of = _tables()
    codes = _codes("\n".join(lines) + "\n")
    lengths = np.fromiter(map(len, lines), np.int64, len(lines))
    bounds = np.zeros(len(lines) + 1, np.int64)
    (lengths + 1).cumsum(out=bounds[1:])
    starts = bounds[:-1]
    classes = classes_of.take(codes)
    in_word = (classes & (LETTER | DIGIT)) != 0
    # Where words begin and end, in turn. The last character is a newline, so every word has an end.
    edges = (in_word[1:] != in_word[:-1]).nonzero()[0] + 1
    if in_word[0]:
        edges = np.concatenate((_FIRST, edges))
    word_starts, word_ends = edges[0::2], edges[1::2]
    word_lengths = word_ends - word_starts
    hashes = np.zeros(len(word_starts), np.uint64)
    if len(word_starts):
        ends = word_lengths.cumsum()
        # The place of each character in its word: one more than the last one's, and from nought where a word begins.
        place = np.ones(int(ends[-1]), np.int64)
        place[0] = 0
        place[ends[:-1]] = 1 - word_lengths[:-1]
        place.cumsum(out=place)
        if np.maximum.reduce(word_lengths) > _LONGEST_WORD:
            np.minimum(place, _LONGEST_WORD - 1, out=place)
        terms = lower_of.take(codes.take(in_word.nonzero()[0]))
        terms *= _powers().take(place)
        sums = terms.cumsum().take(ends - 1)
        sums[1:] -= sums[:-1].copy()
        hashes = _mix(sums)
    word_bounds = word_starts.searchsorted(bounds)
    return MeasuredLines(
        codes=codes,
        classes=classes,
        bounds=bounds,
        starts=starts,
        lengths=lengths,
        word_starts=word_starts,
        word_lengths=word_lengths,
        word_lines=np.arange(len(lines)).repeat(word_bounds[1:] - word_bounds[:-1]),
        word_bounds=word_bounds,
        word_hashes=hashes,
    )


_FIRST = np.zeros(1, np.int64)


def _codes(text: str) -> NDArray[np.uint16]:
    """The code points of a text, U+FFFD for those beyond the basic plane: emoji and rare ideographs, of which neither
    words nor marks matter."""
    little = sys.byteorder == "little"
    codes = np.frombuffer(text.encode("utf-16-le" if little else "utf-16-be", "surrogatepass"), np.uint16)
    if len(codes) == len(text):
        return codes
    wide = np.frombuffer(text.encode("utf-32-le" if little else "utf-32-be", "surrogatepass"), np.uint32)
    return np.where(wide < _PLANE, wide, 0xFFFD).astype(np.uint16)


@functools.cache
def _powers() -> NDArray[np.uint64]:
    powers = [1]
    while len(powers) < _LONGEST_WORD:
        powers.append((powers[-1] * 1_000_003 + len(powers)) % (1 << 64))
    return np.array(powers, np.uint64)


def _mix(values: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Spread sums over all bits, so that their top bits can number buckets."""
    mixed = (values ^ (values >> np.uint64(29))) * _MULTIPLIER
    return mixed ^ (mixed >> np.uint64(32))


def bucket(hashes: NDArray[np.uint64], salt: int = 0) -> Integers:
    """The bucket of each hash, 0 .. BUCKETS-1; ``salt`` keeps kinds of features apart."""
    return ((hashes + np.uint64(salt)) * _MULTIPLIER >> np.uint64(48)).astype(np.int64)
