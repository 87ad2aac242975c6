"""A text as cleaning and naming leave it, as JSON: metadata with evidence, lines with verdicts, mentions.

What filters print. Nothing of searching is imported here: it would take them longer to begin than to clean a hundred texts.
"""

from collections.abc import Iterable
from typing import Any, Protocol

from search.dates import DateSpan
from search.documents import Evidence, Line, Mention

Json = dict[str, Any]


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


def _quote_for(field: str, evidence: Iterable[Evidence]) -> str | None:
    """The line or value that the first, surest evidence for this field was read in."""
    return next((each.quote for each in evidence if each.field == field), None)
