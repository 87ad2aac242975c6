"""The one place where document text becomes HTML. Everything is escaped here, once; nobody else marks text as safe."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from markupsafe import Markup, escape

Range = tuple[int, int]

# Controls that HTML cannot hold (NUL), that browsers read as something else (C1), lone surrogates that UTF-8 cannot
# write, and noncharacters. Each becomes one U+FFFD, so that ranges still point where they did.
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")

# The same in UTF-8: bytes that are controls, and bytes that all the others begin with (as some harmless ones do).
_CONTROLS = bytes(byte for byte in (*range(32), 0x7F) if byte not in b"\t\n\r")
_LEADS = (b"\xc2", b"\xed", b"\xef")

# A command or a name as messages write it. Nothing that is a tag stands inside.
_BACKTICKS = re.compile("`([^`<>]+)`")

# The stop or bracket that ends a sentence is none of the address's.
_ADDRESS = re.compile(r"""https?://[^\s<>"'()]*[^\s<>"'().,;:!?]""")


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A part of a text that leads somewhere. ``href`` is an address of ours."""

    start: int
    end: int
    href: str
    title: str


def printable(text: str) -> str:
    """The text with everything that a page cannot hold replaced, one character for one."""
    return _UNPRINTABLE.sub("\ufffd", text)


def page_bytes(html: str) -> bytes:
    """A page as it is sent: UTF-8, ``printable``. Most pages hold nothing to replace, which their bytes tell quickest."""
    encoded = html.encode("utf-8", "surrogatepass")
    if len(encoded.translate(None, _CONTROLS)) == len(encoded) and not any(lead in encoded for lead in _LEADS):
        return encoded
    return printable(html).encode()


def shortened(text: str, longest: int) -> str:
    """At most ``longest`` code points, an ellipsis where something was cut."""
    return text if len(text) <= longest else text[: longest - 1].rstrip() + "…"


def coded(text: str | Markup) -> Markup:
    """A message with what stands between backticks as code, as a command to be typed is."""
    return Markup(_BACKTICKS.sub(r"<code>\1</code>", str(escape(text))))  # noqa: S704  (escaped just now)


def marked(text: str, ranges: Iterable[Range], *, longest: int | None = None) -> Markup:
    """``text`` with a ``<mark>`` around each range (code points, half-open, ascending); what lies beyond the text is left out."""
    if longest is not None:
        text = shortened(text, longest)
    parts: list[str] = []
    at = 0
    for start, end in joined(text, ranges):
        start, end = max(start, at), min(end, len(text))
        if start < end:
            parts += (escape(text[at:start]), "<mark>", escape(text[start:end]), "</mark>")
            at = end
    parts.append(escape(text[at:]))
    return Markup("".join(parts))  # noqa: S704  (each part was escaped above)


def joined(text: str, ranges: Iterable[Range]) -> tuple[Range, ...]:
    """Ranges with only white space between them as one: two words found side by side are one place to the eye."""
    found: list[Range] = []
    for start, end in ranges:
        if found and not text[found[-1][1] : start].strip():
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return tuple(found)


def passage(text: str, ranges: Iterable[Range], *, before: bool, after: bool) -> Markup:
    """A marked part of a longer text; an ellipsis, not read aloud, where it was cut ``before`` or ``after``."""
    cut = Markup('<span aria-hidden="true">…</span>')
    inner = marked(text, ranges)
    if before:
        inner = cut + " " + inner
    return inner + " " + cut if after else inner


def linked_and_marked(
    text: str, marks: Sequence[Range], links: Sequence[Link], *, start: int, end: int, first_number: int
) -> Markup:
    """Part ``start`` .. ``end`` of a text, with marks numbered ``hit-<n>`` from ``first_number`` and links around names.

    Marks and links may cross: a mark is then drawn in pieces, of which the first carries the number, the others class ``c``.
    """
    parts: list[str] = []
    edges = sorted({start, end, *_edges(marks, start, end), *_edges([(k.start, k.end) for k in links], start, end)})
    numbers = {begin: first_number + index for index, (begin, _) in enumerate(marks)}
    mark_at, link_at = 0, 0
    open_link: Link | None = None
    for piece, until in pairwise(edges):
        while mark_at < len(marks) and marks[mark_at][1] <= piece:
            mark_at += 1
        while link_at < len(links) and links[link_at].end <= piece:
            link_at += 1
        link = links[link_at] if link_at < len(links) and links[link_at].start <= piece else None
        if open_link is not None and link is not open_link:
            parts.append("</a>")
        if link is not None and link is not open_link:
            parts.append(f'<a class="ent" href="{escape(link.href)}" title="{escape(link.title)}">')
        open_link = link
        if mark_at < len(marks) and marks[mark_at][0] <= piece:
            number = numbers.pop(marks[mark_at][0], None)
            parts.append('<mark class="c">' if number is None else f'<mark id="hit-{number}">')
            parts += (escape(text[piece:until]), "</mark>")
        else:
            parts.append(escape(text[piece:until]))
    if open_link is not None:
        parts.append("</a>")
    return Markup("".join(parts))  # noqa: S704  (each part was escaped above)


def plain_prose(text: str) -> tuple[Markup, ...]:
    """The paragraphs of a plain text, which empty lines part; web addresses in them are links."""
    found = []
    for paragraph in filter(None, map(str.strip, re.split(r"\n\s*\n", text))):
        parts: list[str] = []
        at = 0
        for address in _ADDRESS.finditer(paragraph):
            said = escape(address[0])
            parts += (escape(paragraph[at : address.start()]), f'<a href="{said}">{said}</a>')
            at = address.end()
        parts.append(escape(paragraph[at:]))
        found.append(Markup("".join(parts)))  # noqa: S704  (each part was escaped above)
    return tuple(found)


def bdi_list(texts: Iterable[str], last: str = ", ") -> Markup:
    """Names one after the other, each in a direction of its own; ``last`` stands before the last one."""
    named = [Markup("<bdi>{}</bdi>").format(text) for text in texts]
    head = Markup(", ").join(named[:-1])
    return Markup("{}{}{}").format(head, last, named[-1]) if head else Markup("").join(named)


def web_address(url: str | None) -> str | None:
    """The address if following it is harmless: http or https, nothing else (``javascript:``, ``data:``, ``file:``)."""
    if url is None or not re.match(r"https?://[^\s/]", url, re.IGNORECASE) or _UNPRINTABLE.search(url):
        return None
    return url


def _edges(ranges: Iterable[Range], start: int, end: int) -> Iterable[int]:
    return (edge for pair in ranges for edge in pair if start < edge < end)
