"""From judged lines to the body: what is kept, in order, with its paragraphs."""

import re
import unicodedata
from collections.abc import Sequence

from indexer.cleaning.mojibake import mended
from search.documents import Line, Verdict

# Characters that are not text: controls (not tab and newline), soft hyphens, zero-width spaces and joiners outside the
# scripts that need them, byte order marks, and the bidirectional overrides that make text read otherwise than it is.
# ZWNJ and ZWJ (200C, 200D) stay: Persian and Indic spelling depends on them.
INVISIBLE: dict[int, str | None] = dict.fromkeys(
    (
        *(code for code in range(0x20) if code not in (0x09, 0x0A)),
        *range(0x7F, 0x85),
        *range(0x86, 0xA0),
        0xAD,
        0x200B,
        0x200E,
        0x200F,
        *range(0x202A, 0x202F),
        0x2060,
        *range(0x2066, 0x206A),
        0xFEFF,
        *range(0xFFF9, 0xFFFC),
    )
)
INVISIBLE.update({0x85: "\n", 0x2028: "\n", 0x2029: "\n", 0x0B: "\n", 0x0C: "\n", 0x0D: "\n"})

# Nearly every line has none of them, and looking is ten times cheaper than replacing.
_ODD = re.compile(f"[{re.escape(''.join(map(chr, INVISIBLE)))}]")

IN_BODY = (Verdict.KEEP, Verdict.DEMOTE)
PARAGRAPH = "\n\n"
_WIDTH = {"": 0, " ": 1, "\n": 2, PARAGRAPH: 3}


def readable(text: str) -> str:
    """Text as the body holds it: NFC, no invisible characters, every kind of line end a newline, no UTF-8 in disguise."""
    if not text.isascii():
        text = mended(text)
    if not text.isprintable():  # what is printable has none of the characters that go
        if text.isascii() and text.replace("\n", "").isprintable():
            return text
        if _ODD.search(text):
            text = text.replace("\r\n", "\n").translate(INVISIBLE)
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def collapsed(line: str) -> str:
    """The line with every run of white space made one space."""
    if line.isprintable() and "  " not in line:  # then a space is the only white space in it
        return line.strip(" ")
    return " ".join(line.split())


def _shown(text: str) -> str:
    """A line of a text, or a block of several lines, as the body holds it."""
    if text.isascii() and text.isprintable() and "  " not in text:  # most are, and were looked through three times else
        return text.strip(" ")
    return collapsed(readable(text)) if "\n" not in text else readable(text).strip()


def assemble(
    lines: Sequence[Line], breaks: Sequence[str], words: Sequence[str] | None = None
) -> tuple[str, tuple[tuple[int, int], ...]]:
    """The body made of keep and demote lines, and the ranges of it that are kept, in code points.

    ``breaks[i]`` parts line ``i`` from the line before it: a blank line, a newline or a space. Where lines between two
    body lines went, the widest of the breaks between them holds. ``words`` are the lines with their white space collapsed,
    where that is known.
    """
    parts: list[str] = []
    kept: list[tuple[int, int]] = []
    length = 0
    before = -1  # the last line that is in the body
    keep, demote = Verdict.KEEP, Verdict.DEMOTE
    alike = len(set(breaks)) == 1  # as in most texts: then the widest of several is any of them
    places = [index for index, line in enumerate(lines) if line.verdict is keep or line.verdict is demote]
    for index in places:
        text = lines[index].text
        if words is None or words[index] != text or not text.isprintable():
            text = _shown(text)
        elif not text.isascii():
            text = readable(text)
        if not text:
            continue
        if not parts:
            between = ""
        elif alike or before + 1 == index:
            between = breaks[index]
        else:
            between = max(breaks[before + 1 : index + 1], key=_WIDTH.__getitem__)
        before = index
        if lines[index].verdict is keep:
            adjoins = kept and kept[-1][1] == length
            start = kept.pop()[0] if adjoins else length + len(between)
            kept.append((start, length + len(between) + len(text)))
        parts += (between, text)
        length += len(between) + len(text)
    return "".join(parts), tuple(kept)
