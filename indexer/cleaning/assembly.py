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


def assemble(lines: Sequence[Line], breaks: Sequence[str]) -> tuple[str, tuple[tuple[int, int], ...]]:
    """The body made of keep and demote lines, and the ranges of it that are kept, in code points.

    ``breaks[i]`` parts line ``i`` from the line before it: a blank line, a newline or a space. Where lines between two
    body lines went, the widest of the breaks between them holds.
    """
    parts: list[str] = []
    kept: list[tuple[int, int]] = []
    length = 0
    between = ""
    keep, demote = Verdict.KEEP, Verdict.DEMOTE
    for line, before in zip(lines, breaks, strict=True):
        if before is not between and _WIDTH[before] > _WIDTH[between]:
            between = before
        verdict = line.verdict
        if verdict is not keep and verdict is not demote:
            continue
        text = _shown(line.text)
        if not text:
            continue
        if parts:
            parts.append(between)
            length += len(between)
        between = ""
        if verdict is keep:
            adjoins = kept and parts and kept[-1][1] == length - len(parts[-1])
            start = kept.pop()[0] if adjoins else length
            kept.append((start, length + len(text)))
        parts.append(text)
        length += len(text)
    return "".join(parts), tuple(kept)
