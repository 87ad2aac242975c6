"""The shapes of ``search.wire`` as JSON Schema (2020-12), for the API's description. A test validates answers against them."""

from typing import Any

from search.documents import KINDS, Verdict
from search.facets import DATE, FACETS

Json = dict[str, Any]

_TEXT: Json = {"type": "string"}
_WHOLE: Json = {"type": "integer", "minimum": 0}
_NUMBER: Json = {"type": "number"}
_YES_NO: Json = {"type": "boolean"}
_RANGE: Json = {"type": "array", "prefixItems": [_WHOLE, _WHOLE], "minItems": 2, "maxItems": 2}


def _or_null(schema: Json) -> Json:
    return {"anyOf": [schema, {"type": "null"}]}


def _list(items: Json) -> Json:
    return {"type": "array", "items": items}


def _to(name: str) -> Json:
    return {"$ref": f"#/components/schemas/{name}"}


def _object(**properties: Json) -> Json:
    """Every property is required; more may come."""
    return {"type": "object", "properties": properties, "required": list(properties)}


_DATES: Json = {
    "date": _or_null(_TEXT | {"description": "ISO 8601, reduced to what is known"}),
    "date_precision": _or_null({"enum": ["day", "month", "year", "decade", "century", "interval"]}),
    "date_edtf": _or_null(_TEXT | {"description": "ISO 8601-2 (EDTF)"}),
}
_DECISION = _object(about=_TEXT, value=_TEXT, reason=_TEXT)

SCHEMAS: dict[str, Json] = {
    "SearchAnswer": _object(
        query=_to("Query"),
        total=_WHOLE,
        hits=_list(_to("Hit")),
        facets={
            "type": "object",
            "properties": {
                **{facet.name: _list(_to("FacetValue")) for facet in FACETS},
                DATE: _list(_to("Bucket")),
            },
        },
        facets_other={"type": "object", "additionalProperties": _WHOLE},
        dates=_or_null(_to("Dates")),
        suggestion=_or_null(_object(text=_TEXT, page=_TEXT)),
        any_total=_or_null(_WHOLE),
        collapsed=_or_null(_WHOLE),
        coverage=_list(_to("Coverage")),
        next=_or_null(_TEXT),
        snapshot=_TEXT,
        changed=_YES_NO,
        timed_out=_list(_TEXT),
        took_ms=_NUMBER,
    ),
    "Coverage": _object(
        field=_or_null(_TEXT),
        value=_or_null(_TEXT),
        label=_or_null(_TEXT),
        documents=_WHOLE,
        undated=_WHOLE,
        oldest=_or_null(_TEXT),
        newest=_or_null(_TEXT),
        in_range=_or_null(_WHOLE),
    ),
    "Query": _object(
        text=_TEXT,
        canonical=_TEXT,
        match={"enum": ["all", "any"]},
        warnings=_list(_to("Warning")),
        also=_list(_object(typed=_TEXT, entity=_TEXT, name=_TEXT, names=_list(_TEXT))),
    ),
    "Warning": _object(code=_TEXT, message=_TEXT, span=_RANGE),
    "Hit": _object(
        id=_TEXT,
        title=_TEXT,
        title_ranges=_list(_RANGE),
        **_DATES,
        source=_or_null(_TEXT),
        authors=_list(_TEXT),
        language=_or_null(_TEXT),
        score=_or_null(_NUMBER),
        url=_or_null(_TEXT),
        page=_TEXT,
        version=_WHOLE,
        snippets=_list(_to("Snippet")),
        entities=_list(_to("EntityName")),
        matched=_list(_TEXT),
        copies=_or_null(_to("Copies")),
        damaged=_YES_NO,
    ),
    "Copies": _object(total=_WHOLE, listed=_list(_to("Copy"))),
    "Copy": _object(id=_TEXT, title=_TEXT, **_DATES, source=_or_null(_TEXT), page=_TEXT),
    "Snippet": _object(
        field={"enum": ["title", "body", "author", "removed"]},
        text=_TEXT,
        ranges=_list(_RANGE),
        start=_WHOLE,
        cut_start=_YES_NO,
        cut_end=_YES_NO,
    ),
    "EntityName": _object(id=_TEXT, kind={"enum": list(KINDS)}, name=_TEXT),
    "FacetValue": _object(value=_TEXT, label=_TEXT, count=_or_null(_WHOLE), selected=_YES_NO, excluded=_YES_NO),
    "Bucket": _object(value=_TEXT, count=_WHOLE, selected=_YES_NO),
    "Dates": _object(unit={"enum": ["decade", "year", "month"]}, undated=_WHOLE, overlapping=_YES_NO),
    "Document": _object(
        id=_TEXT,
        title=_TEXT,
        **_DATES,
        source=_or_null(_TEXT),
        authors=_list(_TEXT),
        language=_or_null(_TEXT),
        type=_or_null(_TEXT),
        url=_or_null(_TEXT),
        page=_TEXT,
        body=_TEXT,
        ranked=_list(_RANGE),
        highlights=_list(_RANGE),
        title_ranges=_list(_RANGE),
        entities=_list(_to("EntityName")),
        mentions=_list(_to("Mention")),
        evidence=_list(_to("Evidence")),
        notes=_list(_TEXT),
        decisions=_list(_DECISION),
        made_by=_TEXT,
        version=_WHOLE,
        versions=_list(_to("Version")),
        copies=_or_null(_to("Copies")),
        cleaning=_TEXT,
        similar=_TEXT,
        snapshot=_TEXT,
    ),
    "Mention": _object(start=_WHOLE, end=_WHOLE, surface=_TEXT, kind={"enum": list(KINDS)}, how=_TEXT, entity=_TEXT),
    "Evidence": _object(field=_TEXT, method=_TEXT, quote=_TEXT, confidence=_NUMBER, line=_or_null(_WHOLE)),
    "Version": _object(version=_WHOLE, sha256=_TEXT, read_at=_TEXT, size=_WHOLE),
    "Cleaning": _object(
        id=_TEXT,
        title=_TEXT,
        **_DATES,
        date_evidence=_or_null(_TEXT),
        source=_or_null(_TEXT),
        source_evidence=_or_null(_TEXT),
        authors=_list(_TEXT),
        language=_or_null(_TEXT),
        body=_TEXT,
        lines=_list(_to("Line")),
        evidence=_list(_to("Evidence")),
        verdicts={"type": "object", "additionalProperties": _WHOLE},
        decisions=_list(_DECISION),
        made_by=_TEXT,
        version=_WHOLE,
        snapshot=_TEXT,
    ),
    "Line": _object(
        text=_TEXT,
        verdict={"enum": [verdict.value for verdict in Verdict]},
        rule=_TEXT,
        evidence=_TEXT,
        confidence=_NUMBER,
    ),
    "SimilarAnswer": _object(id=_TEXT, hits=_list(_to("Hit"))),
    "Comparison": _object(
        before=_to("Compared"),
        after=_to("Compared"),
        words=_object(same=_WHOLE, removed=_WHOLE, added=_WHOLE),
        share=_NUMBER,
        cut=_YES_NO,
        pieces=_list(
            _object(
                kind={"enum": ["same", "removed", "added"]},
                text=_TEXT,
                before=_or_null(_RANGE),
                after=_or_null(_RANGE),
            )
        ),
        snapshot=_TEXT,
    ),
    "Compared": _object(id=_TEXT, title=_TEXT, **_DATES, source=_or_null(_TEXT), version=_WHOLE, page=_TEXT),
    "FacetAnswer": _object(
        field=_TEXT, total=_WHOLE, values=_list(_to("FacetValue")), next=_or_null(_TEXT), snapshot=_TEXT
    ),
    "Timeline": _object(
        unit={"enum": ["decade", "year", "month"]},
        queries=_list(
            _object(
                text=_TEXT,
                canonical=_TEXT,
                total=_WHOLE | {"description": "Documents that answer it, in the range if one is given"},
                undated=_WHOLE | {"description": "Documents of it without a date, whatever the range"},
                undated_share=_NUMBER,
                page=_TEXT,
            )
        ),
        buckets=_list(
            _object(
                value=_TEXT,
                counts=_list(_WHOLE) | {"description": "Documents of each query, in their order"},
                shares=_list(_or_null(_NUMBER))
                | {"description": "What part of `held` each count is; null where nothing is held"},
                both=_or_null(_WHOLE | {"description": "Documents of both queries, where there are two"}),
                held=_WHOLE | {"description": "All documents of that time, under the same filters"},
            )
        ),
        held_undated=_WHOLE,
        snapshot=_TEXT,
    ),
    "SuggestAnswer": _object(
        q=_TEXT,
        suggestions=_list(_object(text=_TEXT, kind=_TEXT, value=_or_null(_TEXT), count=_or_null(_WHOLE))),
    ),
    "Entity": _object(
        id=_TEXT,
        kind={"enum": list(KINDS)},
        name=_TEXT,
        names=_list(_object(surface=_TEXT, count=_WHOLE)),
        documents=_WHOLE,
        page=_TEXT,
        recent=_list(_to("Hit")),
        date=_list(_to("Bucket")),
        dates=_or_null(_to("Dates")),
        sources=_list(_to("FacetValue")),
        together=_list(_to("EntityName")),
        also=_list(_TEXT | {"description": "Other ids that by decisions are this entity"}),
        decisions=_list(_to("EntityDecision")),
        pending=_WHOLE | {"description": "Documents of the archive that do not show the newest decisions yet"},
        snapshot=_TEXT,
    ),
    "EntityList": _object(total=_WHOLE, entities=_list(_to("ListedEntity")), next=_or_null(_TEXT)),
    "ListedEntity": _object(
        id=_TEXT, kind={"enum": list(KINDS)}, name=_TEXT, documents=_WHOLE, also=_WHOLE, page=_TEXT
    ),
    "EntityLog": _object(total=_WHOLE, pending=_WHOLE, decisions=_list(_to("EntityDecision")), next=_or_null(_TEXT)),
    "EntityDecision": _object(
        number=_WHOLE,
        at=_TEXT,
        by=_TEXT,
        why=_TEXT,
        rule=_or_null(_TEXT | {"description": "The rule that decided; null for people"}),
        decision={
            "enum": ["merge", "split", "rename", "retype", "suppress", "never-merge", "add-alias", "undo"],
            "description": "What it names stands beside it: entity, into, other, new, name, kind, alias, documents, undoes",
        },
        undone_by=_or_null(_WHOLE),
    ),
    "EntitySuggestions": _object(
        suggestions=_list(
            _object(
                entity=_to("SuggestedEntity"),
                into=_to("SuggestedEntity"),
                score=_NUMBER,
                why=_TEXT,
                shared=_list(_to("EntityName")),
            )
        )
    ),
    "SuggestedEntity": _object(
        id=_TEXT,
        kind={"enum": list(KINDS)},
        name=_TEXT,
        documents=_WHOLE,
        page=_TEXT,
        document=_or_null(_object(id=_TEXT, page=_TEXT)),
        passage=_or_null(_to("Snippet")),
    ),
    "ParseAnswer": _object(
        text=_TEXT,
        canonical=_TEXT,
        match={"enum": ["all", "any"]},
        warnings=_list(_to("Warning")),
        tree={"type": "object", "required": ["type", "span"]},
    ),
    "Statistics": _object(
        documents=_WHOLE,
        sources=_WHOLE,
        dated=_WHOLE,
        undated=_WHOLE,
        entities=_WHOLE,
        index_bytes=_WHOLE,
        catalog_bytes=_WHOLE,
        snapshot=_TEXT,
        engine=_TEXT,
        earliest=_or_null(_TEXT),
        latest=_or_null(_TEXT),
        indexed_at=_or_null(_TEXT),
    ),
    "Status": {"type": "object", "properties": {"status": _TEXT, "snapshot": _TEXT}, "required": ["status"]},
    "Problem": {
        **_object(type=_TEXT, title=_TEXT, status=_WHOLE, detail=_TEXT, instance=_TEXT),
        "description": "RFC 9457",
        "properties": {
            "type": _TEXT,
            "title": _TEXT,
            "status": _WHOLE,
            "detail": _TEXT,
            "instance": _TEXT,
            "code": _TEXT,
            "request_id": _TEXT,
            "errors": _list(_object(parameter=_TEXT, detail=_TEXT, suggestion=_or_null(_TEXT))),
        },
    },
}
