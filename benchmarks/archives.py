"""Real Regesta archives of generated documents, with the generated entities in the place of an extractor's."""

import hashlib
import time
from collections.abc import Iterable
from pathlib import Path

import orjson

from benchmarks.generated import Generated
from indexer.documents import CleanedDocument, RawDocument
from indexer.entities import Annotation
from indexer.generations import create_archive
from indexer.prepared import Prepared, content_of, packed
from indexer.writer import open_for_writing
from search.archive import Archive
from search.dates import date_span
from search.documents import Entity, Kind, Line, Verdict

KINDS: dict[str, Kind] = {"person": "person", "place": "place", "org": "org"}


def build(documents: Iterable[Generated], folder: Path, *, engine: str = "tantivy") -> float:
    """CPU seconds of storing and indexing (nothing is cleaned or annotated: that is measured with real text)."""
    archive = create_archive(folder, engine)
    began = time.process_time()
    with open_for_writing(archive, "benchmark") as writer:
        for one in documents:
            writer.begin()
            writer.upsert(writer.catalog.add(_prepared(one)))
            if writer.is_due():
                writer.commit(more_to_come=True)
        writer.commit()
    return time.process_time() - began


def opened_archive(folder: Path) -> Archive:
    return Archive(folder)


def _prepared(one: Generated) -> Prepared:
    record = orjson.dumps(
        {"id": one.id, "title": one.title, "date": one.date.isoformat(), "source": one.source, "body": one.body}
    )
    raw = RawDocument(
        id=one.id,
        origin="generated",
        content="body",
        text=one.body,
        original=record,
        sha256=hashlib.sha256(record).hexdigest(),
    )
    cleaned = CleanedDocument(
        id=one.id,
        title=one.title,
        body=one.body,
        lines=tuple(Line(text=line, verdict=Verdict.KEEP, rule="given.body") for line in one.body.split("\n\n")),
        kept=((0, len(one.body)),),
        date=date_span(one.date.year, one.date.month, one.date.day),
        source=one.source,
    )
    entities = tuple(
        Entity(id=f"{kind}:{name.lower().replace(' ', '-')}", kind=KINDS[kind], name=name)
        for kind, name in one.entities
    )
    return Prepared(
        id=one.id,
        origin="generated",
        content=content_of(raw, is_record=True, source=None),
        derived=packed(cleaned, Annotation(entities=entities), "generated"),
    )
