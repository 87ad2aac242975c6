"""All that a document says about itself, with the evidence, before anything is stripped."""

import re
from dataclasses import dataclass, replace
from typing import Any, TypeVar
from urllib.parse import urlsplit

from indexer.documents import RawDocument
from indexer.metadata.addresses import address_of
from indexer.metadata.authors import authors_of
from indexer.metadata.date_places import day_first_of
from indexer.metadata.front_matter import FrontMatter, front_matter
from indexer.metadata.languages import detect_language, language_tag
from indexer.metadata.publication import publication_date, stated_date, update_date
from indexer.metadata.scraped import Finding, Scraped
from indexer.metadata.sources import canonical_source, issuing_source
from indexer.metadata.titles import title_of
from search.dates import DateSpan
from search.documents import Evidence

T = TypeVar("T")
# Bylines and lines that say when a text was changed are shorter than this; where no line is, none need be looked for.
_LONGEST_SIGN = 160
_STATED = 0.98  # what the head of a file states was written for machines by whoever made the file


@dataclass(frozen=True, slots=True, kw_only=True)
class Description:
    """Metadata as found; ``title`` is None when nothing names the document. Notes say what was odd.

    ``head_lines`` is how many lines at the top of a text are a Markdown head."""

    title: Finding[str] | None = None
    date: Finding[DateSpan] | None = None
    updated: Finding[DateSpan] | None = None
    source: Finding[str] | None = None
    authors: Finding[tuple[str, ...]] | None = None
    language: Finding[str] | None = None
    url: Finding[str] | None = None
    section: Finding[str] | None = None
    notes: tuple[str, ...] = ()
    head_lines: int = 0

    @property
    def evidence(self) -> tuple[Evidence, ...]:
        """Where each field came from."""
        found: tuple[tuple[str, Finding[Any] | None], ...] = (
            ("title", self.title),
            ("date", self.date),
            ("updated", self.updated),
            ("source", self.source),
            ("authors", self.authors),
            ("language", self.language),
            ("url", self.url),
            ("section", self.section),
        )
        return tuple(_evidence(field, finding) for field, finding in found if finding is not None)


def _evidence(field: str, finding: Finding[Any]) -> Evidence:
    return Evidence(
        field=field, method=finding.method, quote=finding.quote, confidence=finding.confidence, line=finding.line
    )


def describe(raw: RawDocument, scraped: Scraped) -> Description:
    """What is given wins, then what a Markdown head states; what is in neither is looked for in markup and lines.

    A given title or date still marks the line that repeats it, so that the line can leave the body.
    """
    head = front_matter(raw.text) if raw.content == "text" else None
    if head is None:
        return _described(raw, scraped, None)
    skipped = head.lines
    below = replace(scraped, lines=scraped.lines[skipped:], tags=scraped.tags[skipped:])
    found = _described(raw, below, head)
    return replace(
        found,
        title=_moved(found.title, skipped),
        date=_moved(found.date, skipped),
        updated=_moved(found.updated, skipped),
        source=_moved(found.source, skipped),
        authors=_moved(found.authors, skipped),
        url=_moved(found.url, skipped),
        head_lines=skipped,
    )


def source_of(raw: RawDocument, scraped: Scraped) -> str | None:
    """The source alone, as :func:`describe` finds it."""
    head = front_matter(raw.text) if raw.content == "text" else None
    if head is not None:
        scraped = replace(scraped, lines=scraped.lines[head.lines :], tags=scraped.tags[head.lines :])
    found = _source(raw, scraped, head)
    return found.value if found else None


def _moved(finding: Finding[T] | None, lines: int) -> Finding[T] | None:
    """A finding in lines that begin below the first ``lines`` of the document."""
    return finding if finding is None or finding.line is None else replace(finding, line=finding.line + lines)


def _described(raw: RawDocument, scraped: Scraped, head: FrontMatter | None) -> Description:
    language = raw.given_language or (head.first("language") if head else None)
    scraped = replace(scraped, language=language) if head and language else scraped
    url = address_of(_stated_address(raw, scraped, head), scraped)
    if scraped.url is None and url is not None:
        scraped = replace(scraped, url=url.value)  # it tells a date and a source, too
    day_first = day_first_of(scraped)
    day_first = scraped.day_first if day_first is None else day_first
    date, note = stated_date(raw.given_date, "given", day_first=day_first)
    notes = [note] if note else []
    if date is None and head:
        date, note = _dated_by(head, "date", day_first)
        notes += [note] if note else []
    if date is None:
        date, odd = publication_date(scraped)
        notes.extend(odd)
    updated = _dated_by(head, "updated", day_first)[0] if head else None
    source = _source(raw, scraped, head)
    may_say = scraped.markup is not None or any(len(line) <= _LONGEST_SIGN for line in scraped.lines)
    return Description(
        title=_given(raw.given_title, "given", scraped)
        or _given(head.first("title") if head else None, "front-matter", scraped)
        or title_of(scraped),
        date=date,
        updated=updated or (update_date(scraped) if may_say else None),
        source=source,
        authors=_authors(raw, scraped, source.value if source else None, head)
        if may_say or head or raw.given_authors
        else None,
        language=_language(raw, scraped, head),
        url=url,
        section=(_from_head(head, "section") if head else None) or _section(scraped),
        notes=tuple(notes),
    )


def _dated_by(head: FrontMatter, field: str, day_first: bool | None) -> tuple[Finding[DateSpan] | None, str | None]:
    found, note = stated_date(head.first(field), "front-matter", day_first=day_first)
    return (replace(found, quote=head.quotes[field]) if found else None), note


def _from_head(head: FrontMatter, field: str) -> Finding[str] | None:
    value = head.first(field)
    return Finding(value=value, method="front-matter", quote=head.quotes[field], confidence=_STATED) if value else None


def _stated_address(raw: RawDocument, scraped: Scraped, head: FrontMatter | None) -> Finding[str] | None:
    if raw.url:
        return Finding(value=raw.url, method="given", quote=raw.url, confidence=1.0)
    canonical = scraped.markup.links.get("canonical") if scraped.markup else None
    if canonical:
        return Finding(value=canonical, method="canonical-link", quote=canonical, confidence=_STATED)
    stated = head.first("url") if head else None
    # Jekyll's and Hugo's paths within a site are no addresses.
    if head and stated and re.match(r"https?://\S+$", stated):
        return Finding(value=stated, method="front-matter", quote=head.quotes["url"], confidence=_STATED)
    return None


def _given(title: str | None, method: str, scraped: Scraped) -> Finding[str] | None:
    if not title:
        return None
    # The same words, so about the same length: most lines need no closer look.
    near_head = [(index, text) for index, text in enumerate(scraped.lines[:40]) if len(text) < 2 * len(title) + 20]
    line = None
    if near_head and (wanted := re.findall(r"\w+", title.lower())):
        line = next((index for index, text in near_head if re.findall(r"\w+", text.lower()) == wanted), None)
    return Finding(
        value=title,
        method=method,
        quote=title,
        confidence=1.0 if method == "given" else _STATED,
        line=line,
        whole_line=line is not None,
    )


def _source(raw: RawDocument, scraped: Scraped, head: FrontMatter | None) -> Finding[str] | None:
    # A given name is believed even where it is no name by the rules ("A", "24").
    stated = " ".join((raw.given_source or "").split()).lstrip("_ ")
    given = canonical_source(stated) or stated
    if given:
        return Finding(value=given, method="given", quote=raw.given_source or "", confidence=1.0)
    named = head.first("source") if head else None
    if head and named:  # an address here says where a clipping came from: its host is the source
        at = urlsplit(named).hostname if named.startswith(("http://", "https://")) else None
        name = canonical_source(at.removeprefix("www.") if at else named)
        if name:
            return Finding(value=name, method="front-matter", quote=head.quotes["source"], confidence=_STATED)
    return issuing_source(scraped)


def _authors(
    raw: RawDocument, scraped: Scraped, source: str | None, head: FrontMatter | None
) -> Finding[tuple[str, ...]] | None:
    if raw.given_authors:
        return Finding(value=raw.given_authors, method="given", quote="; ".join(raw.given_authors), confidence=1.0)
    if head and (names := head.fields.get("authors")):
        return Finding(value=names, method="front-matter", quote=head.quotes["authors"], confidence=_STATED)
    return authors_of(scraped, source)


def _language(raw: RawDocument, scraped: Scraped, head: FrontMatter | None) -> Finding[str] | None:
    """The given language, else what the text is in, refined by what the page states (``en`` to ``en-GB``)."""
    given = language_tag(raw.given_language)
    if given:
        return Finding(value=given, method="given", quote=raw.given_language or "", confidence=1.0)
    named = head.first("language") if head else None
    if head and named and (tag := language_tag(named)):
        return Finding(value=tag, method="front-matter", quote=head.quotes["language"], confidence=_STATED)
    stated = language_tag(scraped.markup.language) if scraped.markup else None
    # Long lines are prose; menus in another language than the article are made of short ones.
    prose = " ".join([line for line in scraped.lines if len(line) > 80]) or " ".join(scraped.lines)
    found = detect_language(prose)
    if found is None:
        return Finding(value=stated, method="lang-attribute", quote=stated, confidence=0.6) if stated else None
    language, confidence = found
    if stated and stated.split("-")[0] == language:
        return Finding(value=stated, method="lang-attribute", quote=stated, confidence=0.95)
    return Finding(value=language, method="common-words", quote=prose[:80], confidence=confidence)


def _section(scraped: Scraped) -> Finding[str] | None:
    if scraped.markup is None:
        return None
    for name in ("article:section", "section", "parsely-section", "category"):
        for stated in scraped.markup.meta.get(name, ()):
            if 1 < len(stated) <= 80:
                return Finding(value=stated, method="meta", quote=f"{name}: {stated}", confidence=0.8)
    for item in scraped.markup.linked_data:
        section = item.get("articleSection")
        if isinstance(section, list):
            section = next(iter(section), None)
        if isinstance(section, str) and 1 < len(section) <= 80:
            return Finding(value=section, method="json-ld", quote=f"articleSection: {section}", confidence=0.8)
    return None
