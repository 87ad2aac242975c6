"""Flattened text as lines, and what parts each from the one before."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import compress, pairwise

from indexer.cleaning.assembly import PARAGRAPH, collapsed

LINE_END = re.compile(r"\r\n|\n|\r")
# Text wrapped at a column: most lines reach nearly the same length and break off inside a sentence.
WRAP_SHORTEST, _WRAP_LONGEST = 45, 110
_OVERHANG = 15  # characters by which a word that nothing could break may reach over the column
_SENTENCE_END = re.compile(r"[.!?:;…][\"”’')\]]*$")
_ITEM = re.compile(r"^\s*(?:[-*•–—·]|\(?\d{1,3}[.)]|\(?[a-zA-Z][.)])\s")


@dataclass(frozen=True, slots=True, kw_only=True)
class TextLines:
    """The lines of a text that hold a non-space character. ``texts`` are as scraped, without line ends, ``collapsed`` the
    same with single spaces; ``gaps`` say what parts each in the body from the line before it."""

    texts: tuple[str, ...]
    collapsed: tuple[str, ...]
    gaps: tuple[str, ...]


def split_lines(text: str) -> TextLines:
    r"""The lines of a text, split at ``\n``, ``\r\n`` and ``\r`` only, blank ones left out."""
    texts = LINE_END.split(text) if "\r" in text else text.split("\n")
    # As ``collapsed`` does, which would be called for each of hundreds of lines; most texts have no double spaces at all.
    spaced = "  " in text
    words = [
        line.strip(" ") if line.isprintable() and not (spaced and "  " in line) else collapsed(line) for line in texts
    ]
    blank_before = [True] + [False] * (len(words) - 1)
    if "" in words:
        blank_before = [not before for before, line in pairwise(("", *words)) if line]
        texts = [*compress(texts, words)]
        words = [*filter(None, words)]
    width = wrap_column(texts, blank_before)
    gaps: tuple[str, ...]
    if width is None:
        # Without any blank line, each line is a paragraph of its own unless the text is wrapped.
        loose = True not in blank_before[1:]
        gaps = (PARAGRAPH,) * len(texts) if loose else tuple([PARAGRAPH if blank else "\n" for blank in blank_before])
    else:
        gaps = tuple(
            PARAGRAPH if blank_before[index] else _gap(texts[index - 1], line, width)
            for index, line in enumerate(texts)
        )
    return TextLines(texts=tuple(texts), collapsed=tuple(words), gaps=gaps)


def wrap_column(texts: Sequence[str], blank_before: Sequence[bool] = ()) -> int | None:
    """The column at which a text is wrapped, or None when its lines are not wrapped. ``blank_before`` tells of each line
    whether a blank one stands before it; none does where nothing is told."""
    lines = [*map(str.rstrip, texts[:-1])]
    if True in blank_before[1:]:
        lines = [line for line, blank in zip(lines, blank_before[1:], strict=False) if not blank]
    lengths = [*map(len, lines)]
    if len(lengths) < 4 or max(lengths) > _WRAP_LONGEST + _OVERHANG:
        return None
    ordered = sorted(lengths)
    column = ordered[int(len(ordered) * 0.9)]
    if not WRAP_SHORTEST <= column <= _WRAP_LONGEST or ordered[-1] > column + _OVERHANG:
        return None
    near = sum(column - 20 <= length for length in lengths)
    broken = sum(not _SENTENCE_END.search(line) for line in lines)
    return column if near >= 0.6 * len(lines) and broken >= 0.6 * len(lines) else None


def _gap(before: str, line: str, width: int) -> str:
    """A space inside a wrapped paragraph; a newline where the line before broke off early or an item begins."""
    if len(before.rstrip()) < width - 25 or _ITEM.match(line):
        return "\n"
    return " "
