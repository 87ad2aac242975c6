"""Archives whose documents name exactly whom a test says, and everything that decisions can change in them."""

import hashlib
import json
import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from indexer.entities.decisions import Decision
from indexer.entity_decisions.store import decisions_in
from indexer.generations import create_archive
from indexer.pipeline import index_paths
from indexer.prepared import fingerprint
from search import SearchRequest, open_archive
from search.archive import Archive
from search.catalog import packing
from search.facets import ENTITY_FACETS

Named = Sequence[tuple[str, str]]  # (entity, surface), in the order of the text

SMITHS: Mapping[str, Named] = {
    "d1": [("person:john-smith", "John Smith"), ("person:j-smith", "J. Smith"), ("org:acme", "Acme")],
    "d2": [("person:j-smith", "J. Smith"), ("place:KP", "DPRK")],
    "d3": [("person:john-smith", "John Smith"), ("person:john-smith", "Smith"), ("place:KP", "North Korea")],
    "d4": [("person:mary-jones", "Mary Jones"), ("org:acme", "ACME"), ("person:john-smith", "JOHN SMITH")],
}


def record(document: str, named: Named) -> dict[str, Any]:
    """One document of an export: a sentence for each mention, found by hand."""
    body, mentions, names = "", [], dict[str, str]()
    for entity, surface in named:
        kind = entity.partition(":")[0]
        body += "In the evening they met "
        mentions.append(
            {
                "entity": entity,
                "kind": kind,
                "start": len(body),
                "end": len(body) + len(surface),
                "surface": surface,
                "how": "name",
            }
        )
        body += f"{surface} at length. "
        names.setdefault(entity, surface.title() if kind == "person" else surface)
    original = json.dumps({"id": document, "body": body, "title": f"Paper {document}"})
    line = {"text": body, "verdict": "keep", "rule": "given", "evidence": "", "confidence": 1.0}
    return {
        "regesta": 1,
        "id": document,
        "origin": "papers.jsonl",
        "made_by": fingerprint(),
        "title": f"Paper {document}",
        "url": None,
        "date_span": None,
        "updated_span": None,
        "source": "Ministry",
        "author": [],
        "language": "en",
        "type": None,
        "section": None,
        "body": body,
        "kept": [[0, len(body)]] if body else [],
        "lines": [line],
        "evidence": [],
        "mentions": mentions,
        "entities": [
            {"id": entity, "kind": entity.partition(":")[0], "name": name, "aliases": []}
            for entity, name in names.items()
        ],
        "notes": [],
        "versions": [
            {
                "version": 1,
                "sha256": hashlib.sha256(original.encode()).hexdigest(),
                "size": len(original),
                "read_at": "2024-05-01T12:00:00+00:00",
                "reading": {"content": "body", "record": True, "source": None, "folder": ""},
                "original": original,
                "key": hashlib.blake2b(document.encode(), digest_size=16).hexdigest(),
            }
        ],
        "decisions": [],
        "removed": None,
        "history": [{"at": "2024-05-01T12:00:00+00:00", "actor": "ada", "action": "added", "detail": {}}],
    }


def add(archive: Archive, folder: Path, documents: Mapping[str, Named], name: str = "papers") -> None:
    """Index these documents, found as they are given."""
    path = folder / f"{name}.jsonl"
    path.write_text("".join(json.dumps(record(one, named)) + "\n" for one, named in documents.items()))
    report = index_paths(archive, [path])
    assert report.failed == ()


def made(folder: Path, documents: Mapping[str, Named] = SMITHS, engine: str = "tantivy") -> Archive:
    archive = create_archive(folder / "archive", engine)
    add(archive, folder, documents)
    return archive


def state(archive: Archive) -> dict[str, Any]:
    """All that decisions can change for a reader: values, labels, counts, names, what documents show, what the index counts."""
    with closing(sqlite3.connect(archive.catalog_path)) as catalog:
        values = {
            number: (field, value, label, documents)
            for number, field, value, label, documents in catalog.execute(
                "SELECT number, field, value, label, documents FROM facet_values WHERE field IN (?, ?, ?, ?, ?)",
                ENTITY_FACETS,
            )
        }
        shown = {
            document: sorted((values[number][1], count) for number, count in packing.unpack_entities(entities))
            for document, entities in catalog.execute(
                "SELECT d.id, r.entities FROM documents d JOIN revisions r ON r.revision = d.revision "
                "WHERE d.removed_at IS NULL"
            )
        }
        names = sorted(
            (values[number][1], key, surface, count, named)
            for key, number, surface, count, named in catalog.execute(
                "SELECT key, number, surface, count, named FROM aliases WHERE count > 0 OR named > 0"
            )
            if number in values
        )
        elsewhere = sorted(
            (values[number][1], document)
            for number, document in catalog.execute(
                "SELECT e.number, d.id FROM entity_elsewhere e JOIN documents d ON d.number = e.document "
                "WHERE d.removed_at IS NULL"  # a removed one learns of decisions when it is restored
            )
        )
        (waiting,) = catalog.execute("SELECT count(*) FROM entity_pending").fetchone()
    service = open_archive(archive.path)
    try:
        found = service.search(SearchRequest(limit=0, facets=ENTITY_FACETS, facet_size=100))
        counted = {
            facet: sorted((value.value, value.label, value.count) for value in values.values)
            for facet, values in found.facets.items()
        }
    finally:
        service.close()
    return {
        "values": sorted(value for value in values.values() if value[3]),
        "shown": shown,
        "names": names,
        "elsewhere": elsewhere,
        "waiting": waiting,
        "facets": counted,
    }


def found(archive: Archive, query: str = "", **included: str) -> list[str]:
    """The ids of the documents that a search finds."""
    request = SearchRequest(
        text=query, limit=50, sort="oldest", included=tuple((field, (value,)) for field, value in included.items())
    )
    service = open_archive(archive.path)
    try:
        return [hit.id for hit in service.search(request).hits]
    finally:
        service.close()


def decisions(archive: Archive) -> tuple[Decision, ...]:
    """Every decision of the archive."""
    with closing(sqlite3.connect(archive.catalog_path)) as catalog:
        return decisions_in(catalog)
