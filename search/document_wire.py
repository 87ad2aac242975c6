"""A document as JSON: as indexed, as cleaned line by line, compared with another."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from search.addresses import api_address, document_page
from search.catalog.rows import VersionRow
from search.documents import Verdict
from search.result import Hit
from search.text_wire import Json, clean_json, evidence_json, mention_json
from search.views import DocumentView
from search.wire import copies_json, date_fields, entity_name_json, hit_json, ranges_json

if TYPE_CHECKING:
    from search.comparing import Comparison


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
