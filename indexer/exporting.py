"""An archive as JSON Lines: everything that is not derived, and what was derived, so that reading it back gives the same archive."""

import base64
import datetime as dt
from collections.abc import Iterator
from typing import Any

import orjson

from indexer.cleaning.rulebook import rule_files
from indexer.entities.ledger_text import as_row
from indexer.entity_decisions.store import decisions_in
from search.archive import Archive
from search.catalog import packing
from search.catalog.connection import open_readonly
from search.dates import DateSpan

FORMAT = 1  # the value of "regesta" in every record


def export(archive: Archive) -> Iterator[dict[str, Any]]:
    """The decisions about entities, where there are any; a record for each document, removed ones too, by number; then one
    for each duplicate. Holds one in memory.

    The top level describes the newest version; ``versions`` hold every original, older ones with what was ``derived``.
    """
    yield from _rules(archive)
    catalog = open_readonly(archive.catalog_path)
    try:
        if decisions := decisions_in(catalog):
            yield {
                "regesta": FORMAT,
                "entity_decisions": [as_row(decision) for decision in decisions],
                "history": [
                    {"at": at, "actor": actor, "action": action, "detail": orjson.loads(detail)}
                    for at, actor, action, detail in catalog.execute(
                        "SELECT at, actor, action, detail FROM log WHERE action = 'decided' ORDER BY sequence"
                    ).fetchall()
                ],
            }
        after = 0
        while row := catalog.execute(
            "SELECT d.number, d.id, f.path, d.revision, d.version, d.removed_at, d.reason FROM documents d "
            "JOIN files f ON f.number = d.file WHERE d.number > ? ORDER BY d.number LIMIT 1",
            (after,),
        ).fetchone():
            after, document_id, origin, revision, version, removed_at, reason = row
            yield {
                "regesta": FORMAT,
                "id": document_id,
                "origin": origin,
                **_derived(catalog, revision),
                "versions": _versions(catalog, after, version),
                "decisions": [
                    {"field": field, "value": value, "reason": why, "line": text}
                    for field, value, why, text in catalog.execute(
                        "SELECT field, value, reason, text FROM overrides WHERE document = ? ORDER BY field", (after,)
                    ).fetchall()
                ],
                "removed": {"at": removed_at, "reason": reason} if removed_at else None,
                "history": [
                    {"at": at, "actor": actor, "action": action, "detail": orjson.loads(detail)}
                    for at, actor, action, detail in catalog.execute(
                        "SELECT at, actor, action, detail FROM log WHERE document = ? ORDER BY sequence", (after,)
                    ).fetchall()
                ],
            }
        for document_id, origin, key, of in catalog.execute(
            "SELECT p.id, f.path, p.content_key, d.id FROM duplicates p JOIN files f ON f.number = p.file "
            "JOIN documents d ON d.number = p.document ORDER BY p.id"
        ).fetchall():
            yield {"regesta": FORMAT, "id": document_id, "origin": origin, "duplicate_of": of, "key": key.hex()}
    finally:
        catalog.close()


def _rules(archive: Archive) -> Iterator[dict[str, Any]]:
    """Archivists' rules, before the documents that were judged by them."""
    for path in rule_files(archive.path):
        yield {"regesta": FORMAT, "rules": path.name, "text": path.read_text(encoding="utf-8")}


def _versions(catalog: Any, number: int, newest: int) -> list[dict[str, Any]]:
    first = number << 16
    versions = []
    for version, revision, sha256, size, read_at, reading, blob, key in catalog.execute(
        "SELECT v.key & 65535, v.revision, v.sha256, v.size, v.read_at, g.value, v.original, d.content_key FROM versions v "
        "JOIN readings g ON g.number = v.reading JOIN documents d ON d.number = v.key >> 16 "
        "WHERE v.key BETWEEN ? AND ? ORDER BY v.key",
        (first, first + 65535),
    ).fetchall():
        one = {
            "version": version,
            "sha256": sha256.hex(),
            "size": size,
            "read_at": read_at,
            "reading": orjson.loads(reading),
            **_original(packing.unsqueeze_bytes(blob)),
        }
        if version == newest:
            one["key"] = key.hex()
        else:
            one["derived"] = _derived(catalog, revision)
        versions.append(one)
    return versions


def _original(content: bytes) -> dict[str, str]:
    try:
        return {"original": content.decode("utf-8")}
    except UnicodeDecodeError:
        return {"original_base64": base64.b64encode(content).decode("ascii")}


def _derived(catalog: Any, revision: int) -> dict[str, Any]:
    (
        title, url, earliest, latest, form, source, language, type_, authors, kept, blob, detail_blob, made_by,
    ) = catalog.execute(
        "SELECT r.title, r.url, r.earliest, r.latest, r.date_form, s.value, l.value, t.value, r.authors, r.kept, r.body, r.detail, "
        "p.value FROM revisions r JOIN fingerprints p ON p.number = r.fingerprint "
        "LEFT JOIN facet_values s ON s.number = r.source LEFT JOIN facet_values l ON l.number = r.language "
        "LEFT JOIN facet_values t ON t.number = r.type WHERE r.revision = ?",
        (revision,),
    ).fetchone()  # fmt: skip
    body = packing.unsqueeze(blob)
    detail = packing.unpack_detail(detail_blob, body)
    date = packing.unpack_date(earliest, latest, form)
    return {
        "made_by": made_by,
        "title": title,
        "url": url,
        "date": date.iso if date else None,
        "date_span": span_as_json(date),
        "updated_span": span_as_json(detail.updated),
        "source": source,
        "author": orjson.loads(authors) if authors else [],
        "language": language,
        "type": type_,
        "section": detail.section,
        "body": body,
        "kept": [list(pair) for pair in packing.unpack_ranges(kept, len(body))],
        "lines": [
            {
                "text": line.text,
                "verdict": line.verdict.value,
                "rule": line.rule,
                "evidence": line.evidence,
                "confidence": line.confidence,
            }
            for line in detail.lines
        ],
        "evidence": [
            {"field": e.field, "method": e.method, "quote": e.quote, "confidence": e.confidence, "line": e.line}
            for e in detail.evidence
        ],
        "mentions": [
            {"entity": m.entity, "kind": m.kind, "start": m.start, "end": m.end, "surface": m.surface, "how": m.how}
            for m in detail.mentions
        ],
        "entities": [{"id": e.id, "kind": e.kind, "name": e.name, "aliases": list(e.aliases)} for e in detail.entities],
        "notes": list(detail.notes),
    }


def span_as_json(date: DateSpan | None) -> dict[str, str] | None:
    if date is None:
        return None
    return {
        "earliest": date.earliest.isoformat(),
        "latest": date.latest.isoformat(),
        "precision": date.precision,
        "edtf": date.edtf,
    }


def span_from_json(value: Any) -> DateSpan | None:
    """What :func:`span_as_json` wrote. Raises KeyError, ValueError or TypeError for anything else."""
    if value is None:
        return None
    return DateSpan(
        earliest=dt.date.fromisoformat(value["earliest"]),
        latest=dt.date.fromisoformat(value["latest"]),
        precision=value["precision"],
        edtf=value["edtf"],
    )
