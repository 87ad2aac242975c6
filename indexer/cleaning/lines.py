"""Flattened text as lines, and what parts each from the one before."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from indexer.cleaning.assembly import PARAGRAPH

LINE_END = re.compile(r"\r\n|\n|\r")
# Text wrapped at a column: most lines reach nearly the same length and break off inside a sentence.
_WRAP_SHORTEST, _WRAP_LONGEST = 45, 110
_SENTENCE_END = re.compile(r"[.!?:;…][\"”’')\]]*$")
_ITEM = re.compile(r"^\s*(?:[-*•–—·]|\(?\d{1,3}[.)]|\(?[a-zA-Z][.)])\s")


@dataclass(frozen=True, slots=True, kw_only=True)
class TextLine:
    """One line that holds a non-space character. ``text`` is as scraped, without its line end; ``gap`` is what parts it
    from the line before in the body."""

    text: str
    gap: str

    @property
    def collapsed(self) -> str:
        return " ".join(self.text.split())


def split_lines(text: str) -> tuple[TextLine, ...]:
    r"""The lines of a text, split at ``\n``, ``\r\n`` and ``\r`` only, blank ones left out."""
    texts: list[str] = []
    blank_before: list[bool] = []
    blank = True
    for line in LINE_END.split(text):
        if not line.strip():
            blank = True
            continue
        texts.append(line)
        blank_before.append(blank)
        blank = False
    width = wrap_column(texts, blank_before)
    # Without any blank line, each line is a paragraph of its own unless the text is wrapped.
    loose = not any(blank_before[1:]) and width is None
    return tuple(
        TextLine(text=line, gap=PARAGRAPH if blank_before[index] or loose else _gap(texts[index - 1], line, width))
        for index, line in enumerate(texts)
    )


def wrap_column(texts: Sequence[str], blank_before: Sequence[bool]) -> int | None:
    """The column at which a text is wrapped, or None when its lines are not wrapped."""
    followed = [len(line.rstrip()) for line, blank in zip(texts, blank_before[1:], strict=False) if not blank]
    if len(followed) < 4:
        return None
    ordered = sorted(followed)
    column = ordered[int(len(ordered) * 0.9)]
    if not _WRAP_SHORTEST <= column <= _WRAP_LONGEST or ordered[-1] > column + 15:
        return None
    near = sum(column - 20 <= length for length in followed)
    broken = sum(
        not _SENTENCE_END.search(line.rstrip())
        for line, blank in zip(texts, blank_before[1:], strict=False)
        if not blank
    )
    return column if near >= 0.6 * len(followed) and broken >= 0.6 * len(followed) else None


def _gap(before: str, line: str, width: int | None) -> str:
    """A space inside a wrapped paragraph; a newline where the line before broke off early or an item begins."""
    if width is None or len(before.rstrip()) < width - 25 or _ITEM.match(line):
        return "\n"
    return " "
