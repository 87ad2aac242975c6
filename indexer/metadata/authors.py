"""Who wrote a document."""

import html
import re
from collections.abc import Callable, Iterator, Mapping

from indexer.metadata.scraped import Finding, Scraped

Names = Finding[tuple[str, ...]]
AuthorClue = Callable[[Scraped], Iterator[Names]]

_BY = r"(?:(?:written|posted|published|story|text|reviewed|report(?:ed)?)\s+)?(?:by|von|par|por|af|av)\b"
_BYLINE = re.compile(rf"(?i)^\W*{_BY}\s*:?\s+(?P<names>\S.{{1,100}})$")
_BEGUN = re.compile(rf"(?i)\W*(?:{_BY}|aut|written)")  # every byline; most lines of a page need no second look
_LABEL = re.compile(r"(?i)^(?:authors?|autor(?:en|in|es)?|auteurs?|written)\s*:\s*(?P<names>\S.{2,100})$")
# "BySummer Swann", "AuthorZoe Epstein": a label and a name that stood in elements of their own.
_GLUED = re.compile(
    r"^\W*(?:[Ww]ritten\s*|[Pp]osted\s*)?(?:By|BY|Authors?|AUTHOR)\s*[:—–-]*\s*(?=[A-ZÀ-Þ])|^\W*(?:Text|Von|Foto):\s*"
)
# A part of a name: "Kim", "O'Neill", "de", "von der", "J.", "al-Rashid".
_PART = (
    r"(?:[A-ZÀ-ÖØ-ÞŁŚŻČŠŽ][\w.'’-]*|"
    r"(?:al|el|bin|ibn|de|del|della|der|den|di|da|dos|du|la|le|van|von|zu|ter|ten|y)\b-?\w*)"
)
_NAME = re.compile(rf"{_PART}(?:\s+{_PART}){{1,4}}")
_BETWEEN = re.compile(r"\s*(?:,|;|\||•|·|\s/\s|&|\band\b|\bund\b|\bet\b|\by\b|\bwith\b)\s*")
# Where a byline goes on to say something else: a role, a paper, a date.
_AFTER = re.compile(
    r"(?i)\s+(?:\||•|·|–|—|-|for|in|at|on|of|is|updated|published|posted|last|view|says?|about)\b.*$|\s+(?:\||•|·|–|—|-)\s.*$|"
    r"\s*\d{1,2}[:/.].*$|\s*\d{4}.*$|\s*\(.*$|\s*<.*$|"
    r"(?:\b|(?<=[a-z]))(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.? \d.*$|"
    r"\s+(?:staff|senior|contributing|associate|managing|deputy|executive|guest) .*$|"
    r"\s+(?:editor|reporter|correspondent|writer|columnist)\b.*$"
)
_NOT_A_NAME = re.compile(
    r"(?i)^(?:admin(?:istrator)?|staff(?: .*)?|editors?|editorial(?: .*)?|newsroom|guest|contributors?|webmaster|unknown|"
    r"anonymous|publisher|our .*|(?:written|posted|artikel|text|story|developed|designed|powered) (?:by|von)\b.*|"
    r"undefined|null|none|n/a|redaktion|team|press|user|root|authors?|the|sponsored|by|written|posted|published|reviewed(?: .*)?|"
    r"subscribe|follow|read more|see more|comments?|share|name|date.*|updated.*|email.*|advertiser.*)$|"
    r"^(?:licensed|certified|registered)\b|^[BM]\.?(?:A|S|Sc|Ed)\.? [A-Z]|^\W?(?:image|photo|picture|foto|design|code|illustration)s?\s*:|©|"
    r"https?:|www\.|@|\d|#|\.(?:com|org|net)\b|[?!{}]"
)
_AGENCY = re.compile(r"(\S+\s+\S.*?)\s+(?:The )?(?:Associated Press|Reuters|Bloomberg News)")
# "Süddeutsche.de GmbH, Munich, Germany": a publisher and where it is.
_HOUSE = re.compile(
    r"(?P<house>[^,]{3,60}), ?[^,]{2,40}, ?(?:Germany|Deutschland|Austria|Österreich|Switzerland|Schweiz|Suisse|France|Spain|España|Italy|"
    r"Italia|Netherlands|Nederland|Belgium|Poland|Polska|UK|United Kingdom|England|Ireland|USA|United States|Canada|Australia|India)\.?"
)
# What was beside the name in the page: "Jane DoeFounder", "Text: Jane Doe".
_BESIDE = re.compile(
    r"(?<=[a-zà-ÿ])(?:Founder|Co-Founder|Editor|Author|Writer|Contributor|CEO|Director)$|"
    r"^(?i:content|text|texte|texto|words|story)\s*:\s*"
)
_ROLE = re.compile(
    r"(?i)\b(?:editor|writer|reporter|correspondent|officer|expert|contributor|columnist|director|manager|president|professor|"
    r"analyst|photographer|producer|specialist|advisor|fellow|news|gazette|journal|times|tribune|network|head of|team)\b"
)
_CREDENTIAL = re.compile(
    r"^(?:[A-Z][A-Za-z]{0,2}\.?[A-Z][A-Za-z.]{0,3}|[A-Z]{2,6}|Jr|Sr|Esq|[A-Z]{2,6}[®™+-]*)\.?[®™]?$"
)
_TRAILING = re.compile(r"(?:\s+(?:MS|MA|MD|RD|RDN|LD|PhD|Ph\.D\.?|MPH|DVM|DO|JD|CFA|CFP|CPA|MBA|RN|BSc|MSc)[®™]?)+$")
_LONGEST = 60


def names_in(text: str) -> tuple[str, ...]:
    """The names a byline or an author field lists, in order, once each; roles and degrees are left out.

    >>> names_in("By Jane Doe, PhD, Staff Writer, and John O'Neill")
    ('Jane Doe', "John O'Neill")
    """
    text = " ".join(html.unescape(text).split())
    text = _GLUED.sub("", re.sub(rf"(?i)^\s*{_BY}\s*:?\s+", "", text))
    if re.search(r"https?://|www\.", text):
        return ()
    house = _HOUSE.fullmatch(text)
    names: list[str] = []
    for part in (house["house"],) if house else _BETWEEN.split(text):
        name = _once(_BESIDE.sub("", _TRAILING.sub("", part.strip(" .,;:|–—-\"'*"))))
        if agency := _AGENCY.fullmatch(name):
            name = agency[1]  # "Jane Doe Associated Press"
        if names and (_ROLE.search(name) or _CREDENTIAL.fullmatch(name)):
            continue
        if 2 < len(name) <= _LONGEST and not _NOT_A_NAME.search(name) and len(name.split()) <= 6 and name not in names:
            names.append(name)
    # "Jane Doe, Associated Press Jane Doe, Associated Press": a name and its house, once more as one.
    return tuple(name for name in names if not any(f"{one} {other}" == name for one in names for other in names))


def _once(name: str) -> str:
    """A name that a page shows twice, as its picture's label and as a link, and that came out as one."""
    words = name.split()
    half = len(words) // 2
    return " ".join(words[:half]) if half > 1 and words[:half] == words[half:] else name


def _found(
    names: tuple[str, ...], method: str, quote: str, confidence: float, line: int | None = None
) -> Iterator[Names]:
    if names:
        yield Finding(
            value=names, method=method, quote=quote[:300], confidence=confidence, line=line, whole_line=line is not None
        )


def linked_authors(scraped: Scraped) -> Iterator[Names]:
    """The ``author`` of the page's JSON-LD; one that only refers to an object by id is looked up."""
    objects = scraped.markup.linked_data if scraped.markup else ()
    named = {item["@id"]: item for item in objects if isinstance(item.get("@id"), str) and "name" in item}
    for item in objects:
        stated = tuple(_linked_names(item.get("author"), named))
        names = tuple(dict.fromkeys(name for text in stated for name in names_in(text)))
        yield from _found(names, "json-ld", f"author: {'; '.join(stated)}", 0.9)


def _linked_names(author: object, named: Mapping[object, Mapping[str, object]]) -> Iterator[str]:
    match author:
        case str():
            yield author
        case {"name": str() as name}:
            yield name
        case {"name": list() as names}:
            yield from _linked_names(names, named)
        case {"@id": str() as id} if id in named:
            yield from _linked_names({"name": named[id]["name"]}, {})
        case list():
            for item in author[:20]:
                yield from _linked_names(item, named)
        case _:
            return


_META = (
    "citation_author", "author", "dc.creator", "dcterms.creator", "article:author", "parsely-author", "byl",
    "sailthru.author", "twitter:data1",
)  # fmt: skip


def meta_authors(scraped: Scraped) -> Iterator[Names]:
    """``<meta name="author">`` and its like."""
    if scraped.markup is None:
        return
    for key in _META:
        stated = scraped.markup.meta.get(key, ())
        if key == "twitter:data1" and not scraped.markup.meta.get("twitter:label1", ("",))[0].lower().endswith("by"):
            continue
        # A page with many such tags lists its photographers too; the first is the author.
        names = tuple(dict.fromkeys(name for text in stated[:8] for name in names_in(text)))
        yield from _found(names, "meta", f"{key}: {'; '.join(stated)}", 0.85)


def byline(scraped: Scraped) -> Iterator[Names]:
    """A line that is a byline: "By Jane Doe and John Roe"."""
    for index, line in enumerate(scraped.lines[:80]):
        yield from _found(byline_names(line), "byline", line, 0.75, index)


def byline_names(line: str) -> tuple[str, ...]:
    """Whom a line names that is a byline and nothing else; nobody where it is none."""
    found = (_BYLINE.match(line) or _LABEL.match(line)) if len(line) <= 140 and _BEGUN.match(line) else None
    names = names_in(_AFTER.sub("", found["names"])) if found else ()
    return names if all(_NAME.fullmatch(name) for name in names) else ()


_BESIDE_AUTHOR = re.compile(r"comment|related|sidebar|widget|recommend|teaser|footer")


def marked_bylines(scraped: Scraped) -> Iterator[Names]:
    """An element that the page marks as its author; not of a comment or a teaser."""
    for text, where in scraped.markup.bylines if scraped.markup else ():
        if _BESIDE_AUTHOR.search(where):
            continue
        names = names_in(_AFTER.sub("", _GLUED.sub("", text)))
        alone = len(names) == 1 and len(names[0].split()) == 1 and "rel=author" in where
        if names and (alone or all(_NAME.fullmatch(name) and not _ROLE.search(name) for name in names)):
            yield from _found(names, "author-element", text, 0.7)


AUTHOR_CLUES: tuple[AuthorClue, ...] = (linked_authors, meta_authors, marked_bylines, byline)  # surest first


def authors_of(scraped: Scraped, source: str | None = None) -> Names | None:
    """The surest list of authors; a person before the publisher itself, which many pages name in the author field."""
    house = _letters(source or "")
    second: Names | None = None
    for clue in AUTHOR_CLUES:
        for found in clue(scraped):
            if not all(_of_the_house(name, house) for name in found.value):
                return found
            second = second or found
    return second


def _of_the_house(name: str, house: str) -> bool:
    letters = _letters(name)
    named_like_it = bool(house) and (letters in house or house in letters)
    return named_like_it or " " not in name or bool(_ROLE.search(name))


def _letters(text: str) -> str:
    return re.sub(r"[\W_]", "", text.lower())
