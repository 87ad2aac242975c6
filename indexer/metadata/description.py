"""All that a document says about itself, with the evidence, before anything is stripped."""

import re
from dataclasses import dataclass
from typing import Any

from indexer.documents import RawDocument
from indexer.metadata.authors import authors_of
from indexer.metadata.date_clues import given_date, publication_date, update_date
from indexer.metadata.languages import detect_language, language_tag
from indexer.metadata.scraped import Finding, Scraped
from indexer.metadata.sources import canonical_source, issuing_source
from indexer.metadata.titles import title_of
from search.dates import DateSpan
from search.documents import Evidence

# Bylines and lines that say when a text was changed are shorter than this; where no line is, none need be looked for.
_LONGEST_SIGN = 160


@dataclass(frozen=True, slots=True, kw_only=True)
class Description:
    """Metadata as found; ``title`` is None when nothing names the document. Notes say what was odd."""

    title: Finding[str] | None = None
    date: Finding[DateSpan] | None = None
    updated: Finding[DateSpan] | None = None
    source: Finding[str] | None = None
    authors: Finding[tuple[str, ...]] | None = None
    language: Finding[str] | None = None
    url: str | None = None
    section: Finding[str] | None = None
    notes: tuple[str, ...] = ()

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
            ("section", self.section),
        )
        return tuple([_evidence(field, finding) for field, finding in found if finding is not None])


def _evidence(field: str, finding: Finding[Any]) -> Evidence:
    return Evidence(
        field=field, method=finding.method, quote=finding.quote, confidence=finding.confidence, line=finding.line
    )


def describe(raw: RawDocument, scraped: Scraped) -> Description:
    """What is given wins; what is not given is looked for in markup and lines.

    A given title or date still marks the line that repeats it, so that the line can leave the body.
    """
    date, note = given_date(raw.given_date)
    notes = [note] if note else []
    if date is None:
        date, odd = publication_date(scraped)
        notes.extend(odd)
    source = _source(raw, scraped)
    may_say = scraped.markup is not None or any(len(line) <= _LONGEST_SIGN for line in scraped.lines)
    return Description(
        title=_given(raw.given_title, scraped) or title_of(scraped),
        date=date,
        updated=update_date(scraped) if may_say else None,
        source=source,
        authors=_authors(raw, scraped, source.value if source else None) if may_say or raw.given_authors else None,
        language=_language(raw, scraped),
        url=raw.url or (scraped.markup.links.get("canonical") if scraped.markup else None),
        section=_section(scraped),
        notes=tuple(notes),
    )


def _given(title: str | None, scraped: Scraped) -> Finding[str] | None:
    if not title:
        return None
    # The same words, so about the same length: most lines need no closer look.
    near_head = [(index, text) for index, text in enumerate(scraped.lines[:40]) if len(text) < 2 * len(title) + 20]
    line = None
    if near_head and (wanted := re.findall(r"\w+", title.lower())):
        line = next((index for index, text in near_head if re.findall(r"\w+", text.lower()) == wanted), None)
    return Finding(value=title, method="given", quote=title, confidence=1.0, line=line, whole_line=line is not None)


def _source(raw: RawDocument, scraped: Scraped) -> Finding[str] | None:
    # A given name is believed even where it is no name by the rules ("A", "24").
    stated = " ".join((raw.given_source or "").split()).lstrip("_ ")
    given = canonical_source(stated) or stated
    if given:
        return Finding(value=given, method="given", quote=raw.given_source or "", confidence=1.0)
    return issuing_source(scraped)


def _authors(raw: RawDocument, scraped: Scraped, source: str | None) -> Finding[tuple[str, ...]] | None:
    if raw.given_authors:
        return Finding(value=raw.given_authors, method="given", quote="; ".join(raw.given_authors), confidence=1.0)
    return authors_of(scraped, source)


def _language(raw: RawDocument, scraped: Scraped) -> Finding[str] | None:
    """The given language, else what the text is in, refined by what the page states (``en`` to ``en-GB``)."""
    given = language_tag(raw.given_language)
    if given:
        return Finding(value=given, method="given", quote=raw.given_language or "", confidence=1.0)
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
