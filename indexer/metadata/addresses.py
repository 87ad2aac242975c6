"""Where a document says it stands on the web, and the lines that say nothing else."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from indexer.metadata.scraped import Finding, Scraped

# Pages print their own address at the top or below the text; further in, an address belongs to what is written around it.
_AT_TOP, _AT_FOOT = 6, 12
_LONGEST = 500
_LABELS = (
    r"(?:cite(?: as| this)?|citation|url|web(?: ?page)? address|page address|source url|original (?:url|article|page|source)"
    r"|perma(?:nent )?link|direct (?:link|url)|link to (?:this )?(?:page|article|document|post|story)"
    r"|retrieved from|printed from|this (?:page|article|document) is (?:available )?at"
    r"|read the (?:original|full|whole) (?:article|story|text|post|document)(?: (?:at|here|online))?)"
)
_LINE = re.compile(
    rf"(?:(?P<label>{_LABELS})\s*:?\s*)?[\"“<(]?(?P<address>https?://[^\s<>\"”)]+)[\"”>)]?[.;,]?", re.IGNORECASE
)


class _Own(NamedTuple):
    line: int
    address: str
    label: str


def address_of(known: Finding[str] | None, scraped: Scraped) -> Finding[str] | None:
    """``known``, with the line that repeats it; else the address that a line of its own names with a label.

    "Cite: https://..." at the head of a press release, "Permalink: https://..." below a post. A line with nothing but an
    address counts where it is the known one.
    """
    own = [_Own(index, match["address"], match["label"] or "") for index, match in _matches(scraped.lines)]
    if known is not None:
        line = next((one.line for one in own if _bare(one.address) == _bare(known.value)), None)
        return Finding(
            value=known.value,
            method=known.method,
            quote=known.quote,
            confidence=known.confidence,
            line=line,
            whole_line=line is not None,
        )
    for one in own:
        if one.label:
            quote = scraped.lines[one.line]
            return Finding(
                value=one.address, method="address-line", quote=quote, confidence=0.9, line=one.line, whole_line=True
            )
    return None


def _matches(lines: Sequence[str]) -> list[tuple[int, re.Match[str]]]:
    foot = max(_AT_TOP, len(lines) - _AT_FOOT)
    near = [*enumerate(lines[:_AT_TOP]), *enumerate(lines[foot:], foot)]
    return [
        (index, match)
        for index, line in near
        if "://" in line and len(line) <= _LONGEST and (match := _LINE.fullmatch(line))
    ]


def _bare(address: str) -> str:
    """What two spellings of an address have in common."""
    return re.sub(r"^https?://(?:www\.)?", "", address.split("#")[0].lower()).rstrip("/")
