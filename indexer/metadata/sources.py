"""Who issued a document, and one name for each issuer."""

import re
from collections.abc import Callable
from functools import lru_cache
from urllib.parse import urlsplit

from indexer.metadata.scraped import Finding, Markup, Scraped

SourceClue = Callable[[Scraped], Finding[str] | None]

# Legal forms at the end of a name. They say how a publisher is incorporated, not who it is.
_LEGAL = re.compile(
    r"""(?ix)[\s,]+(?:l\.?l\.?c|l\.?l\.?p|inc(?:orporated)?|ltd|limited|plc|corp(?:oration)?|co|
    company|gmbh(?:\ &\ co\.?\ kg)?|
    ag|kg|se|e\.?v|s\.?a\.?s?|s\.?(?:à\.?\ ?)?r\.?l|s\.?p\.?a|b\.?v|n\.?v|a/s|ab|oy|pty|pvt)\.?$"""
)
# Words that are dropped only where a legal form stood behind them: "Stratfor Enterprises, LLC", not "Free Enterprises".
_BUSINESS = re.compile(r"(?i)\s+(?:enterprises?|holdings?|media\s+group|publishing|publications|ventures)$")
_RIGHTS = re.compile(
    r"(?i)[\s.,;|–—-]*\b(?:all\s+rights?\s+reserved|alle\s+rechte\s+vorbehalten|tous\s+droits\s+réservés|"
    r"todos\s+los\s+derechos\s+reservados|unless\s+otherwise|reproduction|terms|privacy|powered|site\s+by|"
    r"designed\s+by|(?:made|built)\s+(?:by|with)|(?:is|ist)\s+(?:licensed|lizen[sz]iert))\b.*$|"
    r"(?<=\S)\s+\d{1,5}\s+\S+\s+(?:ave(?:nue)?|st(?:reet)?|r(?:oa)?d|blvd|drive|suite|floor)\b.*$"
)
# Whose picture it is: "© Agency / Photo J. Doe", "© privat".
_PICTURES = re.compile(r"(?i)\b(?:photos?|photograph\w*|fotos?|bild|images?|picture|getty)\b|^privat$")
# Where pictures are taken from; whoever is named beside these made one.
_STOCKS = re.compile(
    r"(?i)\b(?:unsplash|pixabay|pexels|photocase\w*|shutterstock|istock\w*|wikimedia commons|own work)\b"
)
# What a template should have filled in: "{$site_name}", "%%NAME%%".
_PLACEHOLDER = re.compile(r"[{}]|\[\[|%%")
_HOST = re.compile(r"(?i)www\.(?=[\w-]+(?:\.[\w-]+)*\.[a-z]{2,}$)")
# A year may be written as the Romans did: "© MMXXV".
_ROMAN = re.compile(r"\bMM[XVI]{1,8}\b")
# Two letters of a legal form that are parted: the point between them ends no sentence.
_PARTED = re.compile(r"\be\.\s+V\.?(?=\W|$)")
_YEARS = re.compile(r"(?:\b(?:1[89]|20)\d\d\b(?:\s*[-–—,/]\s*(?:(?:(?:1[89]|20)\d\d)|present|\d\d))*)")
# "Copyright © 2012 Holder", "(c) Holder 2012", "Copyright 2012, Holder"; "copyright reform" has neither sign nor year.
COPYRIGHT = re.compile(
    r"(?i)^\W{0,4}(?:(?:copyright|content|text)\s*)?(?:©|\(c\)|&copy;)\s*(?:copyright\b)?|"
    r"^\W{0,4}copyright\s*[:,]?\s*(?=(?:1[89]|20)\d\d\b)|^\W{0,4}copyright\b(?=.{3,80}\ball rights reserved\b)"
)
_LIST_ITEM = re.compile(
    r"\W{0,4}\(c\)(?!\s*copyright)", re.IGNORECASE
)  # the third of a list, as a rule, without a year
_MARKS = ("©", "opyright", "(c)", "(C)", "COPYRIGHT")  # one of them stands in every copyright line
_LONGEST_NAME = 80
_GENERIC = frozenset(
    {"home", "blog", "news", "index", "website", "untitled", "the", "author", "authors", "us", "owner", "start"}
)


@lru_cache(maxsize=4_096)  # an archive has few sources, and each document names one
def canonical_source(name: str) -> str | None:
    """One name for a publisher, or None when what was given is no name.

    >>> canonical_source("Stratfor Enterprises, LLC")
    'Stratfor'
    """
    name = _HOST.sub("", " ".join(name.split()).strip(" .,;:|–—-_\"'•·"))
    while (shorter := _LEGAL.sub("", name)) != name and shorter.strip(" ,."):
        name = _BUSINESS.sub("", shorter.strip(" ,.")) or shorter
    name = name.strip(" .,;:|–—-").lstrip("_")
    if not re.search(r"[^\W\d_]{2}", name) or len(name) > 300 or _PLACEHOLDER.search(name):
        return None
    return name


def _finding(name: str, method: str, quote: str, confidence: float, line: int | None = None) -> Finding[str] | None:
    source = canonical_source(name) if len(name) <= _LONGEST_NAME else None
    if source is None or source.lower() in _GENERIC:
        return None
    return Finding(
        value=source, method=method, quote=quote, confidence=confidence, line=line, whole_line=line is not None
    )


def site_name(scraped: Scraped) -> Finding[str] | None:
    """``og:site_name`` and its like."""
    if scraped.markup is None:
        return None
    for name in ("og:site_name", "application-name", "dc.publisher", "dcterms.publisher", "citation_publisher"):
        for stated in scraped.markup.meta.get(name, ()):
            if _is_its_title(stated, scraped.markup) and not _is_home(scraped.url):
                continue
            if not re.fullmatch(r"(?:https?:)?//\S+", stated) and (
                found := _finding(_without_motto(stated), "meta", f"{name}: {stated}", 0.9)
            ):
                return found
    return None


def _is_its_title(stated: str, markup: Markup) -> bool:
    """Whether what is stated as the site's name is the headline of this page: a long one, for short pages are called like their site."""
    return len(stated) > 24 and any(
        " ".join(stated.split()) == " ".join(title.split())
        for title in (*markup.meta.get("og:title", ()), markup.title)
    )


def _is_home(url: str | None) -> bool:
    return url is not None and not url.partition("://")[2].partition("/")[2]


def _without_motto(stated: str) -> str:
    """The name alone of "Utne – Cure Ignorance" and "News | The Courier".

    >>> _without_motto("Jessie on a Journey | Solo Female Travel Blog")
    'Jessie on a Journey'
    """
    parts = [part for part in re.split(r"\s[|•·–—-]\s", stated) if part.strip()]
    return next((part for part in parts if part.strip().lower() not in _GENERIC), stated)


def linked_publisher(scraped: Scraped) -> Finding[str] | None:
    """The ``publisher`` of the page's JSON-LD."""
    for item in scraped.markup.linked_data if scraped.markup else ():
        publisher = item.get("publisher")
        if isinstance(publisher, list):
            publisher = next(iter(publisher), None)
        name = publisher.get("name") if isinstance(publisher, dict) else publisher
        if isinstance(name, str) and not name.startswith("http"):
            found = _finding(name, "json-ld", f"publisher: {name}", 0.9)
            if found:
                return found
    return None


def copyright_holder(scraped: Scraped) -> Finding[str] | None:
    """Who holds the copyright, read in the last copyright line; pages put theirs at the foot."""
    whole = "\n".join(scraped.lines)
    begins = len(whole)  # where the line begins that was looked at last
    while (mark := max(whole.rfind(mark, 0, begins) for mark in _MARKS)) >= 0:
        begins = whole.rfind("\n", 0, mark) + 1
        index = whole.count("\n", 0, begins)
        line = scraped.lines[index]
        if len(line) > 300 or not (holder := holder_in(line)):
            continue
        found = _finding(holder, "copyright-line", line, 0.85, index)
        if found:
            return found
    return None


def holder_in(line: str) -> str | None:
    """The holder a copyright line names.

    >>> holder_in("Copyright © Stratfor Enterprises, LLC. All rights reserved.")
    'Stratfor Enterprises, LLC'
    """
    begun = COPYRIGHT.match(line)
    if not begun or (_LIST_ITEM.match(line) and not _YEARS.search(line)):
        return None
    rest = _YEARS.sub(" ", _ROMAN.sub(" ", _RIGHTS.sub("", _PARTED.sub("e.V.", line[begun.end() :])))).strip(
        " .,;:|–—-"
    )
    rest = re.sub(r"(?i)^(?:by|the copyright holder|copyright)\s+|\s+and$", "", rest)
    rest = re.split(r"\s[|•·–—]\s|\.\s+(?=[A-Z])", rest)[0]
    rest = rest.strip(" .,;:|–—-©")
    return None if not rest or _PICTURES.search(rest) or _STOCKS.search(line) else rest


# An archive of the web keeps others' pages: the address of the page stands behind its own and the moment of the capture.
_CAPTURE = re.compile(r"^https?://(?:web|wayback)\.archive\.org/(?:web/)?\d{4,14}[a-z_]*/(?=https?://)", re.IGNORECASE)


def domain(scraped: Scraped) -> Finding[str] | None:
    """The host of the address, the last resort of a web page."""
    address = _CAPTURE.sub("", scraped.url or "")
    host = urlsplit(address).hostname or ""
    host = re.sub(r"^(?:www\d?|m|amp)\.", "", host)
    return _finding(host, "domain", scraped.url or "", 0.6) if re.fullmatch(r"[\w-]+(?:\.[\w-]+)+", host) else None


def folder(scraped: Scraped) -> Finding[str] | None:
    """A folder named after a host, as crawlers make them. Other folder names say nothing about who issued what."""
    first = (scraped.folder or "").split("/")[0]
    if not re.fullmatch(r"(?i)(?:[a-z0-9-]+\.)+[a-z]{2,}", first):
        return None
    return _finding(first.removeprefix("www."), "folder", scraped.folder or "", 0.4)


SOURCE_CLUES: tuple[SourceClue, ...] = (site_name, linked_publisher, copyright_holder, domain, folder)  # surest first


def issuing_source(scraped: Scraped) -> Finding[str] | None:
    """The surest source."""
    return next((found for clue in SOURCE_CLUES if (found := clue(scraped))), None)
