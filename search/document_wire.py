"""A document as JSON: as indexed, as cleaned line by line, compared with another."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Protocol

from search.addresses import api_address, document_page
from search.catalog.rows import VersionRow
from search.dates import DateSpan
from search.documents import Evidence, Line, Mention, Verdict
from search.result import Hit
from search.views import DocumentView
from search.wire import Json, copies_json, date_fields, entity_name_json, hit_json, ranges_json

if TYPE_CHECKING:
    from search.comparing import Comparison


class Cleaned(Protocol):
    """What a cleaning run and a stored document have in common, enough for the clean JSON."""

    @property
    def id(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def body(self) -> str: ...
    @property
    def date(self) -> DateSpan | None: ...
    @property
    def source(self) -> str | None: ...
    @property
    def authors(self) -> tuple[str, ...]: ...
    @property
    def language(self) -> str | None: ...
    @property
    def lines(self) -> tuple[Line, ...]: ...
    @property
    def evidence(self) -> tuple[Evidence, ...]: ...


def document_json(view: DocumentView) -> Json:
    """A document as indexed; every line of it as scraped is in ``cleaning_json``."""
    stored = view.stored
    hit = stored.hit
    return {
        "id": hit.id,
        "title": hit.title,
        **date_fields(hit.date),
        "date_earliest": None if hit.date is None else hit.date.earliest.isoformat(),
        "date_latest": None if hit.date is None else hit.date.latest.isoformat(),
        "updated": None if stored.updated is None else stored.updated.iso,
        "source": view.source,
        "authors": list(hit.authors),
        "language": view.language,
        "type": view.type,
        "section": stored.section,
        "url": hit.url,
        "page": document_page(hit.id),
        "body": hit.body,
        "ranked": ranges_json(hit.kept),
        "highlights": ranges_json(view.highlights),
        "title_ranges": ranges_json(view.title_highlights),
        "entities": [entity_name_json(entity) for entity in view.entities],
        "mentions": [mention_json(mention) for mention in stored.mentions],
        "evidence": [evidence_json(evidence) for evidence in stored.evidence],
        "notes": list(stored.notes),
        "decisions": [{"about": about, "value": value, "reason": why} for about, value, why in stored.overrides],
        "made_by": stored.made_by,
        "version": hit.version,
        "versions": [version_json(version) for version in stored.versions],
        "copies": None if view.copies is None else copies_json(view.copies),
        "cleaning": api_address("cleaning", hit.id),
        "similar": api_address("similar", hit.id),
        "snapshot": view.snapshot,
    }


def clean_json(cleaned: Cleaned) -> Json:
    """A cleaned document: its metadata, its body, and every line with what became of it and why."""
    return {
        "id": cleaned.id,
        "title": cleaned.title,
        "date": None if cleaned.date is None else cleaned.date.iso,
        "date_precision": None if cleaned.date is None else cleaned.date.precision,
        "date_edtf": None if cleaned.date is None else cleaned.date.edtf,
        "date_evidence": _quote_for("date", cleaned.evidence),
        "source": cleaned.source,
        "source_evidence": _quote_for("source", cleaned.evidence),
        "authors": list(cleaned.authors),
        "language": cleaned.language,
        "body": cleaned.body,
        # Built in place: of what cleaning a text line by line takes, a function for each line was a twentieth.
        "lines": [
            {"text": text, "verdict": verdict, "rule": rule, "evidence": evidence, "confidence": round(confidence, 4)}
            for text, verdict, rule, evidence, confidence in cleaned.lines
        ],
        "evidence": [evidence_json(evidence) for evidence in cleaned.evidence],
    }


def cleaning_json(view: DocumentView) -> Json:
    """The clean JSON of a stored document, and how many lines met each verdict."""
    stored = view.stored
    return {
        **clean_json(_StoredAsCleaned(view)),
        "verdicts": {verdict.value: sum(line.verdict is verdict for line in stored.lines) for verdict in Verdict},
        "decisions": [{"about": about, "value": value, "reason": why} for about, value, why in stored.overrides],
        "made_by": stored.made_by,
        "version": stored.hit.version,
        "snapshot": view.snapshot,
    }


def evidence_json(evidence: Evidence) -> Json:
    return {
        "field": evidence.field,
        "method": evidence.method,
        "quote": evidence.quote,
        "confidence": round(evidence.confidence, 4),
        "line": evidence.line,
    }


def mention_json(mention: Mention) -> Json:
    return {
        "start": mention.start,
        "end": mention.end,
        "surface": mention.surface,
        "kind": mention.kind,
        "how": mention.how,
        "entity": mention.entity,
    }


def version_json(version: VersionRow) -> Json:
    return {"version": version.version, "sha256": version.sha256, "read_at": version.read_at, "size": version.size}


def similar_json(document_id: str, hits: Sequence[Hit]) -> Json:
    return {"id": document_id, "hits": [hit_json(hit) for hit in hits]}


def comparison_json(found: "Comparison") -> Json:
    """``share`` of all words stand in both; ranges are of the two bodies."""
    return {
        "before": _compared_json(found.before),
        "after": _compared_json(found.after),
        "words": {"same": found.same, "removed": found.removed, "added": found.added},
        "share": round(found.share, 4),
        "cut": found.cut,
        "pieces": [
            {
                "kind": piece.kind,
                "text": piece.text,
                "before": None if piece.before is None else list(piece.before),
                "after": None if piece.after is None else list(piece.after),
            }
            for piece in found.pieces
        ],
        "snapshot": found.after.snapshot,
    }


def _compared_json(view: DocumentView) -> Json:
    hit = view.stored.hit
    return {
        "id": hit.id,
        "title": hit.title,
        **date_fields(hit.date),
        "source": view.source,
        "version": hit.version,
        "page": document_page(hit.id),
    }


class _StoredAsCleaned:
    """A stored document seen as what cleaning made of it."""

    def __init__(self, view: DocumentView) -> None:
        hit = view.stored.hit
        self.id, self.title, self.body, self.date = hit.id, hit.title, hit.body, hit.date
        self.authors, self.source, self.language = hit.authors, view.source, view.language
        self.lines, self.evidence = view.stored.lines, view.stored.evidence


def _quote_for(field: str, evidence: Iterable[Evidence]) -> str | None:
    """The line or value that the first, surest evidence for this field was read in."""
    return next((each.quote for each in evidence if each.field == field), None)
