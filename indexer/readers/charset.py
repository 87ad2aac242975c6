"""From bytes to text: what the file says of its charset, what it is, and what had to be repaired."""

import codecs
import re
import warnings
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bs4.dammit import UnicodeDammit

# Bytes that begin files which are no text, whatever their name says.
SIGNATURES: tuple[tuple[bytes, str], ...] = (
    (b"%PDF-", "a PDF file"),
    (b"\x89PNG", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF87a", "a GIF image"),
    (b"GIF89a", "a GIF image"),
    (b"PK\x03\x04", "a ZIP archive or an office document"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old office document"),
    (b"\x1f\x8b", "gzip data without the ending .gz"),
    (b"{\\rtf", "an RTF document"),
    (b"SQLite format 3", "a database"),
)
BOMS = (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)
# Seven-bit charsets pass as ASCII; their escape byte, or their name in the head, gives them away.
_SEVEN_BIT = re.compile(rb"charset\s*=\s*[\"']?(?:hz-gb|utf-7|iso-2022)", re.IGNORECASE)
_DECLARED = re.compile(rb"(?:charset|encoding)\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)
_HEAD = 4096
_SAMPLE = 100_000
_FEW = 30  # letters beyond ASCII; detectors are right on most texts from about here on
REPAIRED = "encoding repaired"


def why_not_text(content: bytes) -> str | None:
    """What binary content is, or None when it may be text."""
    start = content.lstrip(b"\r\n\t ")[:16]
    for signature, kind in SIGNATURES:
        if start.startswith(signature):
            return f"is {kind}, not text"
    if b"\x00" in content and not content.startswith(BOMS):
        return "is binary (it holds NUL bytes), not text"
    return None


def decode(content: bytes, *, is_html: bool) -> tuple[str, tuple[str, ...]]:
    """The text of ``content`` and what is to be said about it ("encoding repaired").

    A byte order mark is believed first, then valid UTF-8, then the charset an HTML page declares, then detection.
    """
    if not content.startswith(BOMS) and b"\x1b" not in content and not _SEVEN_BIT.search(content[:_HEAD]):
        # Text that is valid UTF-8 is UTF-8 whatever it declares: other charsets pass by chance only when all ASCII.
        try:
            return content.decode("utf-8"), ()
        except UnicodeDecodeError as error:
            if _nearly_utf8(content, error):
                mended = _dammit().detwingle(content)
                return mended.decode("utf-8", "replace"), (REPAIRED,)
    says_nothing = not is_html or _says_nothing(content)
    if says_nothing and not content.startswith(BOMS) and sum(byte > 0x7F for byte in content[:_SAMPLE]) < _FEW:
        # Too few letters to detect anything by; western Windows text is by far the likeliest.
        try:
            return content.decode("windows-1252"), (REPAIRED,)
        except UnicodeDecodeError:
            pass  # one of its five undefined bytes: let detection have it
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it warns about characters it had to replace; we count them below
        found = _dammit()(content, is_html=is_html)
    text: str | None = found.unicode_markup
    if text is None:
        return content.decode("windows-1252", "replace"), (REPAIRED,)
    declared = found.declared_html_encoding
    as_declared = declared is not None and found.original_encoding == declared.lower()
    repaired = found.contains_replacement_characters or not (content.startswith(BOMS) or as_declared)
    return text, (REPAIRED,) if repaired else ()


def _says_nothing(page: bytes) -> bool:
    """Whether a page that is no UTF-8 declares no charset, or UTF-8: templates declare that above whatever they are filled with."""
    declared = _DECLARED.search(page[:_HEAD])
    return declared is None or declared[1].lower() in (b"utf-8", b"utf8")


def _dammit() -> "type[UnicodeDammit]":
    from bs4.dammit import UnicodeDammit  # a fifth of what a short command loads, and most texts are plain UTF-8

    return UnicodeDammit


def _nearly_utf8(content: bytes, error: UnicodeDecodeError) -> bool:
    """True for UTF-8 into which pieces of another charset were pasted, or that was cut inside a character."""
    valid = len(re.findall(rb"[\xc3-\xf4][\x80-\xbf]+", content))
    strays = len(re.findall(rb"(?<![\xc2-\xf4\x80-\xbf])[\x80-\xbf]|[\xc2-\xff](?![\x80-\xbf])", content))
    return error.start > len(content) - 4 or valid > 4 * strays
