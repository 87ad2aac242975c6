"""Flattened text as lines, and what parts each from the one before."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from indexer.cleaning.assembly import PARAGRAPH, collapsed

LINE_END = re.compile(r"\r\n|\n|\r")
# Text wrapped at a column: most lines reach nearly the same length and break off inside a sentence.
WRAP_SHORTEST, _WRAP_LONGEST = 45, 110
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
    texts: list[str] = []
    collapsed_texts: list[str] = []
    blank_before: list[bool] = []
    blank = True
    for line in LINE_END.split(text) if "\r" in text else text.split("\n"):
        words = collapsed(line)
        if not words:
            blank = True
            continue
        texts.append(line)
        collapsed_texts.append(words)
        blank_before.append(blank)
        blank = False
    width = wrap_column(texts, blank_before)
    gaps: tuple[str, ...]
    if width is None:
        # Without any blank line, each line is a paragraph of its own unless the text is wrapped.
        loose = not any(blank_before[1:])
        gaps = tuple([PARAGRAPH if blank or loose else "\n" for blank in blank_before])
    else:
        gaps = tuple(
            PARAGRAPH if blank_before[index] else _gap(texts[index - 1], line, width)
            for index, line in enumerate(texts)
        )
    return TextLines(texts=tuple(texts), collapsed=tuple(collapsed_texts), gaps=gaps)


def wrap_column(texts: Sequence[str], blank_before: Sequence[bool]) -> int | None:
    """The column at which a text is wrapped, or None when its lines are not wrapped."""
    followed = [len(line.rstrip()) for line, blank in zip(texts, blank_before[1:], strict=False) if not blank]
    if len(followed) < 4:
        return None
    ordered = sorted(followed)
    column = ordered[int(len(ordered) * 0.9)]
    if not WRAP_SHORTEST <= column <= _WRAP_LONGEST or ordered[-1] > column + 15:
        return None
    near = sum(column - 20 <= length for length in followed)
    broken = sum(
        not _SENTENCE_END.search(line.rstrip())
        for line, blank in zip(texts, blank_before[1:], strict=False)
        if not blank
    )
    return column if near >= 0.6 * len(followed) and broken >= 0.6 * len(followed) else None


def _gap(before: str, line: str, width: int) -> str:
    """A space inside a wrapped paragraph; a newline where the line before broke off early or an item begins."""
    if len(before.rstrip()) < width - 25 or _ITEM.match(line):
        return "\n"
    return " "
