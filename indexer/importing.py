"""Reading an export back: documents come with their versions, verdicts, decisions and history, and are not made anew."""

import base64
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import Any

import orjson

from indexer.cleaning.archivist import read_rules
from indexer.cleaning.rulebook import SUFFIX
from indexer.decisions import Decision
from indexer.documents import CleanedDocument
from indexer.entities import Annotation
from indexer.entities.ledger import Ledger, opened
from indexer.entities.ledger_text import from_row
from indexer.errors import LedgerError, ReadFailure, RulesError
from indexer.exporting import FORMAT, span_from_json
from indexer.prepared import Content, Derived, packed
from indexer.readers import DEFAULT_LIMITS, FoundFile
from indexer.readers.ids import why_refused
from indexer.readers.opening import lines
from search.catalog import packing
from search.documents import Entity, Evidence, Line, Mention, Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One line of a document's history, as it was logged where it happened."""

    at: str
    actor: str
    action: str
    detail: dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """A document out of an export. ``versions``: (content, what was made of it, when it was read), oldest first."""

    id: str
    origin: str
    versions: tuple[tuple[Content, Derived, str], ...]
    decisions: tuple[Decision, ...]
    removed: tuple[str, str] | None  # (at, reason)
    history: tuple[Event, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportedDuplicate:
    id: str
    origin: str
    key: bytes
    of: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportedLedger:
    """Every decision about entities, and when the archive it comes from logged them."""

    origin: str
    ledger: Ledger
    history: tuple[Event, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportedRules:
    """A file of archivists' rules, by its name in the archive's folder of rules."""

    origin: str
    name: str
    text: str


def is_export(found: FoundFile) -> bool:
    """Whether a file of lines is an export, by its first line. False for a file that cannot be read: its reader says why."""
    try:
        for line in lines(Path(found.path), DEFAULT_LIMITS):
            if isinstance(line, ReadFailure):
                return False
            if line.strip():
                return b'"regesta"' in line and _object(line).get("regesta") is not None
    except (ReadFailure, ValueError):
        pass
    return False


def read_export(
    found: FoundFile,
) -> Iterator[Imported | ImportedDuplicate | ImportedLedger | ImportedRules | ReadFailure]:
    """The records of an export; a bad one is a failure at ``path:line`` and the next one is read."""
    try:
        for number, line in enumerate(lines(Path(found.path), DEFAULT_LIMITS), 1):
            where = f"{found.path}:{number}"
            if isinstance(line, ReadFailure):
                yield ReadFailure(where, line.reason)
            elif line.strip():
                try:
                    yield _record(line, where)
                except ReadFailure as failure:
                    yield failure
                except LedgerError as error:
                    yield ReadFailure(where, f"holds decisions that cannot be: {error}")
                except (KeyError, ValueError, TypeError, IndexError, AttributeError) as error:
                    yield ReadFailure(where, f"is not a record of an export: {_in_words(error)}")
    except ReadFailure as failure:
        yield failure


def _in_words(error: Exception) -> str:
    match error:
        case KeyError():
            return f"{error} is missing"
        case TypeError() | AttributeError():
            return f"a value is of the wrong kind ({error})"
        case _:
            return str(error)


def _object(line: bytes) -> dict[str, Any]:
    value = orjson.loads(line)
    return value if isinstance(value, dict) else {}


def _record(line: bytes, where: str) -> Imported | ImportedDuplicate | ImportedLedger | ImportedRules:
    value = _object(line)
    if value.get("regesta") != FORMAT:
        raise ReadFailure(
            where, f"is no export that this program reads: its format is {value.get('regesta')!r}, not {FORMAT}"
        )
    if "entity_decisions" in value:
        return ImportedLedger(
            origin=where,
            ledger=opened(from_row(row) for row in value["entity_decisions"]),
            history=_events(value["history"]),
        )
    if "rules" in value:
        return _rules(value["rules"], value["text"], where)
    document_id, origin = value["id"], value["origin"]
    refused = why_refused(document_id)
    if refused:
        raise ReadFailure(where, refused)
    if "duplicate_of" in value:
        return ImportedDuplicate(
            id=document_id, origin=origin, key=bytes.fromhex(value["key"]), of=value["duplicate_of"]
        )
    versions = []
    for version in value["versions"]:
        derived = _derived(document_id, version.get("derived") or value)
        versions.append((_content(version, where), derived, version["read_at"]))
    if not versions:
        raise ReadFailure(where, "has no version")
    removed = value["removed"]
    return Imported(
        id=document_id,
        origin=origin,
        versions=tuple(versions),
        decisions=tuple(
            Decision(field=each["field"], value=each["value"], reason=each["reason"], text=each["line"])
            for each in value["decisions"]
        ),
        removed=(removed["at"], removed["reason"]) if removed else None,
        history=_events(value["history"]),
    )


def _events(history: list[dict[str, Any]]) -> tuple[Event, ...]:
    return tuple(
        Event(at=each["at"], actor=each["actor"], action=each["action"], detail=each["detail"]) for each in history
    )


def _rules(name: str, text: str, where: str) -> ImportedRules:
    if PurePath(name).name != name or not name.endswith(SUFFIX) or name.startswith("."):
        raise ReadFailure(where, f"holds rules under the name {name!r}, which is none for a file of rules")
    try:
        read_rules(text)
    except RulesError as error:
        raise ReadFailure(where, f"holds rules that cannot be used: {error}") from error
    return ImportedRules(origin=where, name=name, text=text)


def _content(version: dict[str, Any], where: str) -> Content:
    original = _original(version)
    sha256 = hashlib.sha256(original)
    if sha256.hexdigest() != version["sha256"]:
        raise ReadFailure(where, f"is damaged: the original of version {version['version']} does not have its sha256")
    return Content(
        sha256=sha256.digest(),
        key=bytes.fromhex(version.get("key", "")),  # only the newest version's counts
        size=len(original),
        reading=orjson.dumps(version["reading"], option=orjson.OPT_SORT_KEYS).decode(),
        original=packing.squeeze_bytes(original),
    )


def _original(version: dict[str, Any]) -> bytes:
    if "original" in version:
        return bytes(version["original"].encode("utf-8"))
    return base64.b64decode(version["original_base64"], validate=True)


def _derived(document_id: str, value: dict[str, Any]) -> Derived:
    body = value["body"]
    cleaned = CleanedDocument(
        id=document_id,
        title=value["title"],
        body=body,
        lines=tuple(
            Line(
                text=line["text"],
                verdict=Verdict(line["verdict"]),
                rule=line["rule"],
                evidence=line["evidence"],
                confidence=line["confidence"],
            )
            for line in value["lines"]
        ),
        kept=tuple((start, end) for start, end in value["kept"]),
        date=span_from_json(value["date_span"]),
        source=value["source"],
        authors=tuple(value["author"]),
        language=value["language"],
        type=value["type"],
        url=value["url"],
        section=value["section"],
        updated=span_from_json(value["updated_span"]),
        evidence=tuple(Evidence(**each) for each in value["evidence"]),
        notes=tuple(value["notes"]),
    )
    annotation = Annotation(
        mentions=tuple(Mention(**each) for each in value["mentions"]),
        entities=tuple(
            Entity(id=each["id"], kind=each["kind"], name=each["name"], aliases=tuple(each["aliases"]))
            for each in value["entities"]
        ),
    )
    return packed(cleaned, annotation, value["made_by"])
