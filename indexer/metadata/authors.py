"""Who wrote a document."""

import re
from collections.abc import Callable, Iterator

from indexer.metadata.scraped import Finding, Scraped

AuthorClue = Callable[[Scraped], Finding[tuple[str, ...]] | None]

_BYLINE = re.compile(
    r"(?i)^(?:(?:written|posted|published|story|text|report(?:ed)?)\s+)?"
    r"(?:by|von|par|por)\s*:?\s+(?P<names>\S.{2,100})$"
)
_LABEL = re.compile(r"(?i)^(?:authors?|autor(?:en|in|es)?|auteurs?)\s*:\s*(?P<names>\S.{2,100})$")
# A part of a name: "Kim", "O'Neill", "de", "von der", "J.", "al-Rashid".
_PART = (
    r"(?:[A-ZÀ-ÖØ-ÞŁŚŻČŠŽ][\w.'’-]*|"
    r"(?:al|el|bin|ibn|de|del|della|der|den|di|da|dos|du|la|le|van|von|zu|ter|ten|y)\b-?\w*)"
)
_NAME = re.compile(rf"{_PART}(?:\s+{_PART}){{1,4}}")
_BETWEEN = re.compile(
    r"\s*(?:,(?!\s*(?:Jr|Sr|Ph\.?D|M\.?D|Esq)\b)|;|\||•|/|&|\band\b|\bund\b|\bet\b|\by\b|\bwith\b)\s*"
)
# Where a byline goes on to say something else: a role, a paper, a date.
_AFTER = re.compile(
    r"(?i)\s+(?:\||•|–|—|-|for|in|at|on|of|updated|published)\s.*$|\s*\d{1,2}[:/.].*$|\s*\(.*$|"
    r"\s+(?:january|february|march|april|may|june|july|august|september|october|november|december)\b.*$"
)
_NOT_A_NAME = re.compile(
    r"(?i)^(?:admin(?:istrator)?|staff(?: (?:writers?|reporters?))?|editors?|"
    r"editorial(?: (?:staff|team|board))?|newsroom|guest|"
    r"contributors?|webmaster|unknown|anonymous|redaktion|team|press|user|root|author|the)$|https?:|www\.|@|\d"
)
_LONGEST = 60


def names_in(text: str) -> tuple[str, ...]:
    """The names a byline or an author field lists, in order, once each."""
    text = re.sub(r"(?i)^\s*(?:by|von|par|por)\b\s*:?\s+", "", " ".join(text.split()))
    names: list[str] = []
    for part in _BETWEEN.split(text):
        name = part.strip(" .,;:|–—-\"'")
        if 2 < len(name) <= _LONGEST and not _NOT_A_NAME.search(name) and len(name.split()) <= 6 and name not in names:
            names.append(name)
    return tuple(names)


def linked_authors(scraped: Scraped) -> Finding[tuple[str, ...]] | None:
    """The ``author`` of the page's JSON-LD."""
    for item in scraped.markup.linked_data if scraped.markup else ():
        stated = tuple(_linked_names(item.get("author")))
        names = tuple(dict.fromkeys(name for text in stated for name in names_in(text)))
        if names:
            return Finding(value=names, method="json-ld", quote=f"author: {'; '.join(stated)}", confidence=0.9)
    return None


def _linked_names(author: object) -> Iterator[str]:
    match author:
        case str():
            yield author
        case {"name": str() as name}:
            yield name
        case {"name": list() as names}:
            yield from _linked_names(names)
        case list():
            for item in author:
                yield from _linked_names(item)
        case _:
            return


def meta_authors(scraped: Scraped) -> Finding[tuple[str, ...]] | None:
    """``<meta name="author">`` and its like."""
    if scraped.markup is None:
        return None
    for key in (
        "citation_author",
        "author",
        "dc.creator",
        "dcterms.creator",
        "article:author",
        "parsely-author",
        "byl",
        "sailthru.author",
    ):
        stated = scraped.markup.meta.get(key, ())
        names = tuple(dict.fromkeys(name for text in stated for name in names_in(text)))
        if names:
            return Finding(value=names, method="meta", quote=f"{key}: {'; '.join(stated)}", confidence=0.85)
    return None


def byline(scraped: Scraped) -> Finding[tuple[str, ...]] | None:
    """A line that is a byline: "By Jane Doe and John Roe"."""
    for index, line in enumerate(scraped.lines[:60]):
        found = _BYLINE.match(line) or _LABEL.match(line) if len(line) <= 120 else None
        if not found:
            continue
        names = names_in(_AFTER.sub("", found["names"]))
        if names and all(_NAME.fullmatch(name) for name in names):
            return Finding(value=names, method="byline", quote=line, confidence=0.75, line=index, whole_line=True)
    return None


def marked_bylines(scraped: Scraped) -> Finding[tuple[str, ...]] | None:
    """An element that the page marks as its author."""
    for text, _ in scraped.markup.bylines if scraped.markup else ():
        names = tuple(name for name in names_in(_AFTER.sub("", text)) if _NAME.fullmatch(name))
        if names:
            return Finding(value=names, method="author-element", quote=text, confidence=0.7)
    return None


AUTHOR_CLUES: tuple[AuthorClue, ...] = (linked_authors, meta_authors, marked_bylines, byline)  # surest first


def authors_of(scraped: Scraped) -> Finding[tuple[str, ...]] | None:
    """The surest list of authors."""
    return next((found for clue in AUTHOR_CLUES if (found := clue(scraped))), None)
