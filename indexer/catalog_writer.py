"""Every write to the catalog, row by row. What belongs together is one transaction, begun and ended by :mod:`indexer.writer`."""

import getpass
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import orjson

from indexer.decisions import Decision, decisions_of
from indexer.entity_decisions import documents as decided_documents
from indexer.entity_decisions import store as decision_store
from indexer.entity_decisions.applying import shown
from indexer.importing import Event, Imported
from indexer.learning import members
from indexer.prepared import Content, Derived, Prepared, rules_part
from indexer.values import REMEMBERED, Values
from search.catalog import packing
from search.catalog.reading import VERSIONS_SHIFT
from search.engines.contract import IndexDocument


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What the catalog has under an id. ``version`` is the newest; ``sha256``, ``reading`` and ``key`` are of its content."""

    number: int
    id: str
    origin: str
    version: int
    revision: int
    sha256: bytes
    reading: str
    key: bytes
    removed: bool


def now() -> str:
    """UTC, ISO 8601, to the second."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def actor() -> str:
    """Who is named in the log: the user the operating system knows."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a container's user without a name
        return "unknown"


class CatalogWriter:
    """Rows of one catalog."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection
        self._actor = actor()
        self._ask = connection.execute
        self._next_sequence = self._highest("sequence", "log") + 1
        self.next_document = self._highest("number", "documents") + 1
        self._next_revision = self._highest("revision", "revisions") + 1
        self._has_duplicates = bool(self._highest("rowid", "duplicates"))
        self._at = now()
        self.ledger = decision_store.loaded(connection)
        self.values = Values(connection, self.ledger.decided if self.ledger else None)
        self._shared: dict[tuple[str, str], int] = {}
        self._file: tuple[str, int] = ("", 0)

    def _highest(self, column: str, table: str) -> int:
        (highest,) = self._ask(f"SELECT max({column}) FROM {table}").fetchone()  # noqa: S608
        return highest or 0

    @property
    def sequence(self) -> int:
        """The number of the last change, committed or not."""
        return self._next_sequence - 1

    # --- transactions -------------------------------------------------------------------------------------------------

    def begin(self) -> None:
        """Start a transaction unless one is open."""
        if not self.connection.in_transaction:
            self._ask("BEGIN IMMEDIATE")
            self._at = now()

    def commit(self) -> None:
        if self.connection.in_transaction:
            self.values.settle(self.sequence)
            self._ask("COMMIT")

    def rollback(self) -> None:
        """Forget everything since the last commit, in memory too."""
        if self.connection.in_transaction:
            self._ask("ROLLBACK")
        self.__init__(self.connection)  # type: ignore[misc]  # every remembered number may be one that was taken back

    # --- looking up ---------------------------------------------------------------------------------------------------

    def known(self, document_id: str) -> Known | None:
        row = self._ask(
            "SELECT d.number, d.id, f.path, d.version, d.revision, v.sha256, g.value, d.content_key, d.removed_at "
            "FROM documents d JOIN files f ON f.number = d.file JOIN versions v ON v.key = d.number << 16 | d.version "
            "JOIN readings g ON g.number = v.reading WHERE d.id = ?",
            (document_id,),
        ).fetchone()
        return known_of(row) if row else None

    def holder_of(self, key: bytes) -> tuple[int, str] | None:
        """(number, id) of a document whose newest content is this, live or removed; the oldest such."""
        row = self._ask(
            "SELECT number, id FROM documents WHERE content_key = ? ORDER BY number LIMIT 1", (key,)
        ).fetchone()
        return (row[0], row[1]) if row else None

    def duplicate_of(self, document_id: str) -> str | None:
        """The id of the document that an id was found to be an exact duplicate of."""
        row = self._ask(
            "SELECT d.id FROM duplicates p JOIN documents d ON d.number = p.document WHERE p.id = ?", (document_id,)
        ).fetchone()
        return row[0] if row else None

    def decisions(self, number: int) -> dict[str, Decision]:
        return decisions_of(self.connection, number)

    # --- documents ----------------------------------------------------------------------------------------------------

    def add(self, prepared: Prepared, at: str | None = None) -> IndexDocument:
        """A document nobody had before."""
        number = self.next_document
        self.next_document += 1
        self._log("added", number, None)
        derived = prepared.derived
        document = self._store(number, 1, prepared.id, prepared.origin, prepared.content, derived, new=True, at=at)
        if (lines := derived.lines) is not None:
            group = members.group_number(self.connection, lines.group)
            members.count_anew(self.connection, group)
            members.put(
                self.connection,
                number,
                group=group,
                revision=document.revision,
                levels=lines.levels,
                rules=rules_part(derived.fingerprint),
                keys=lines.keys,
            )
        return document

    def add_version(self, known: Known, prepared: Prepared, at: str | None = None) -> IndexDocument | None:
        """New content for a document: a new version. None for a document that was removed and stays so."""
        version = known.version + 1
        if not known.removed:
            self.values.count(known.revision, -1)
        self._log("updated", known.number, {"version": version})
        document = self._store(
            known.number, version, known.id, prepared.origin, prepared.content, prepared.derived, new=False,
            removed=known.removed, at=at,
        )  # fmt: skip
        # What was a duplicate of the old content is one no more; without its file's hash the next run reads it again.
        if known.key != prepared.content.key:
            self._ask(
                "UPDATE files SET sha256 = NULL WHERE number IN (SELECT file FROM duplicates WHERE document = ?)",
                (known.number,),
            )
            self._ask("DELETE FROM duplicates WHERE document = ?", (known.number,))
        return None if known.removed else document

    def add_imported(self, imported: Imported) -> IndexDocument | None:
        """A document out of another archive's export, with its versions, decisions and history. None for a removed one."""
        number = self.next_document
        self.next_document += 1
        document = None
        for version, (content, derived, read_at) in enumerate(imported.versions, 1):
            counts_not = version < len(imported.versions) or imported.removed is not None
            document = self._store(
                number,
                version,
                imported.id,
                imported.origin,
                content,
                derived,
                new=version == 1,
                removed=counts_not,
                at=read_at,
            )
        for decision in imported.decisions:
            self.decide(number, decision, decision.field)
        if imported.removed is not None:
            self._ask("UPDATE documents SET removed_at = ?, reason = ? WHERE number = ?", (*imported.removed, number))
        for event in imported.history:
            self._log(event.action, number, event.detail, event.at, event.actor)
        return None if imported.removed else document

    def add_revision(
        self, known: Known, derived: Derived, action: str, detail: Mapping[str, object]
    ) -> IndexDocument | None:
        """The same content made anew: re-cleaned, or decided about. None for a removed document."""
        if not known.removed:
            self.values.count(known.revision, -1)
        self._log(action, known.number, detail)
        document = self._store(
            known.number, known.version, known.id, known.origin, None, derived, new=False, removed=known.removed
        )
        return None if known.removed else document

    def remove(self, known: Known, reason: str) -> None:
        self.values.count(known.revision, -1)
        self._log("removed", known.number, {"reason": reason})
        self._ask("UPDATE documents SET removed_at = ?, reason = ? WHERE number = ?", (self._at, reason, known.number))

    def restore(self, known: Known) -> IndexDocument:
        self.values.count(known.revision, 1)
        self._log("restored", known.number, None)
        self._ask("UPDATE documents SET removed_at = NULL, reason = NULL WHERE number = ?", (known.number,))
        if self.values.decided is not None:  # what was decided meanwhile did not reach it
            decided_documents.show(self.connection, self.values, known.number)
        return self.index_document(known.number)

    def decide(self, number: int, decision: Decision | None, field: str) -> None:
        """Put a decision in the place of the one about the same field; None takes it back."""
        self._ask("DELETE FROM overrides WHERE document = ? AND field = ?", (number, field))
        if decision is not None:
            self._ask(
                "INSERT INTO overrides (document, field, value, reason, text) VALUES (?, ?, ?, ?, ?)",
                (number, field, decision.value, decision.reason, decision.text),
            )

    def add_duplicate(self, prepared_id: str, origin: str, key: bytes, of: int) -> None:
        self._has_duplicates = True
        self._ask(
            "INSERT OR REPLACE INTO duplicates (id, file, content_key, document) VALUES (?, ?, ?, ?)",
            (prepared_id, self.file_number(origin), key, of),
        )

    def forget_duplicate(self, document_id: str) -> None:
        if self._has_duplicates:
            self._ask("DELETE FROM duplicates WHERE id = ?", (document_id,))

    def index_document(self, number: int) -> IndexDocument:
        """What the index is given of a document as it stands."""
        row = self._ask(
            f"SELECT {packing.INDEX_COLUMNS} FROM revisions WHERE revision = "  # noqa: S608
            "(SELECT revision FROM documents WHERE number = ?)",
            (number,),
        ).fetchone()
        return packing.index_document(row, self.values.languages)

    def shown_otherwise(self, number: int) -> IndexDocument | None:
        """Log that decisions about entities changed what a document shows; None for a removed one."""
        self._log("renamed", number, None)
        (removed,) = self._ask("SELECT removed_at IS NOT NULL FROM documents WHERE number = ?", (number,)).fetchone()
        return None if removed else self.index_document(number)

    def changed_since(self, sequence: int) -> Iterator[tuple[int, bool]]:
        """(number, removed) of the documents changed after ``sequence``, each once, by number."""
        yield from self.connection.cursor().execute(
            "SELECT number, removed_at IS NOT NULL FROM documents "
            "WHERE number IN (SELECT document FROM log WHERE sequence > ?) ORDER BY number",
            (sequence,),
        )

    def count_changed_since(self, sequence: int) -> int:
        """How many documents ``changed_since`` gives."""
        (count,) = self._ask(
            "SELECT count(*) FROM documents WHERE number IN (SELECT document FROM log WHERE sequence > ?)", (sequence,)
        ).fetchone()
        return int(count)

    # --- files --------------------------------------------------------------------------------------------------------

    def file_number(self, path: str) -> int:
        """The number of a path, given when it is first seen."""
        if self._file[0] != path:  # records come from one file for a long while
            self._ask("INSERT OR IGNORE INTO files (path) VALUES (?)", (path,))
            (number,) = self._ask("SELECT number FROM files WHERE path = ?", (path,)).fetchone()
            self._file = (path, number)
        return self._file[1]

    def file_done(
        self, path: str, *, size: int, mtime_ns: int, sha256: bytes | None, options: str, documents: int
    ) -> None:
        """Every document of the file is stored; None for ``sha256`` makes the next run read the file again."""
        self._ask(
            "UPDATE files SET size = ?, mtime_ns = ?, sha256 = ?, options = ?, documents = ? WHERE number = ?",
            (size, mtime_ns, sha256, options, documents, self.file_number(path)),
        )

    # --- rows ---------------------------------------------------------------------------------------------------------

    def note(self, action: str, detail: Mapping[str, object]) -> None:
        """A change that is no single document's."""
        self._log(action, None, detail)

    def note_again(self, event: Event) -> None:
        """A change that is no single document's, as it was logged in another archive."""
        self._log(event.action, None, event.detail, event.at, event.actor)

    def fingerprint_number(self, fingerprint: str) -> int:
        return self._shared_number("fingerprints", fingerprint)

    def _log(
        self,
        action: str,
        number: int | None,
        detail: Mapping[str, object] | None,
        at: str | None = None,
        actor: str | None = None,
    ) -> None:
        self._ask(
            "INSERT INTO log (sequence, at, actor, action, document, detail) VALUES (?, ?, ?, ?, ?, ?)",
            (
                self._next_sequence,
                at or self._at,
                actor or self._actor,
                action,
                number,
                orjson.dumps(detail).decode() if detail else "{}",
            ),
        )
        self._next_sequence += 1

    def _store(
        self,
        number: int,
        version: int,
        document_id: str,
        origin: str,
        content: Content | None,
        derived: Derived,
        *,
        new: bool,
        removed: bool = False,
        at: str | None = None,
    ) -> IndexDocument:
        revision = self._next_revision
        self._next_revision += 1
        source = self.values.number("source", derived.source)
        language = self.values.number("language", derived.language)
        type_ = self.values.number("type", derived.type)
        instead = None
        if self.values.decided is not None:
            instead = shown(self.values.decided, document_id, derived.entities, derived.surfaces)
            if not removed:
                decided_documents.note_elsewhere(self.connection, self.values, number, instead)
        entities = self.values.numbered(derived.entities if instead is None else instead.named)
        self._ask(
            "INSERT INTO revisions (revision, document, version, fingerprint, title, url, earliest, latest, date_form, source, "
            "language, type, authors, kept, entities, body, other, detail) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                revision,
                number,
                version,
                self._shared_number("fingerprints", derived.fingerprint),
                derived.title,
                derived.url,
                derived.earliest,
                derived.latest,
                derived.date_form,
                source,
                language,
                type_,
                orjson.dumps(derived.authors).decode() if derived.authors else None,
                derived.kept,
                packing.pack_entities(entities),
                derived.body,
                derived.other,
                derived.detail,
            ),
        )
        key = number << VERSIONS_SHIFT | version
        if content is not None:
            self._ask(
                "INSERT INTO versions (key, revision, sha256, size, read_at, reading, original) VALUES (?, ?, ?, ?, ?, ?, ?)",
                (
                    key,
                    revision,
                    content.sha256,
                    content.size,
                    at or self._at,
                    self._shared_number("readings", content.reading),
                    content.original,
                ),
            )
        else:
            self._ask("UPDATE versions SET revision = ? WHERE key = ?", (revision, key))
        looked_up = (derived.title, derived.earliest, derived.latest)
        if new:
            assert content is not None
            self._ask(
                "INSERT INTO documents (number, id, file, version, revision, content_key, title, earliest, latest) "
                "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (number, document_id, self.file_number(origin), version, revision, content.key, *looked_up),
            )
        else:
            self._ask(
                "UPDATE documents SET version = ?, revision = ?, title = ?, earliest = ?, latest = ?, "
                "content_key = coalesce(?, content_key) WHERE number = ?",
                (version, revision, *looked_up, content.key if content else None, number),
            )
        if removed:
            self.values.meet(derived.entities)
        elif instead is not None:
            self.values.gather_shown((source, language, type_), entities, instead, 1)
        else:
            self.values.gather((source, language, type_), entities, derived.entities, derived.surfaces, 1)
        by_kind = packing.by_kind(entities)
        return IndexDocument(
            number=number,
            revision=revision,
            title=derived.title,
            body=derived.index_body,
            other=derived.index_other,
            authors=derived.authors,
            values=packing.facet_numbers(source, self.values.languages(language), type_, by_kind),
            earliest=derived.earliest,
            latest=derived.latest,
        )

    def _shared_number(self, table: str, value: str) -> int:
        number: int | None = self._shared.get((table, value))
        if number is None:
            self._ask(f"INSERT OR IGNORE INTO {table} (value) VALUES (?)", (value,))  # noqa: S608
            (number,) = self._ask(f"SELECT number FROM {table} WHERE value = ?", (value,)).fetchone()  # noqa: S608
            if len(self._shared) >= REMEMBERED:
                self._shared.clear()
            self._shared[table, value] = number
        return number


def known_of(row: Sequence[Any]) -> Known:
    return Known(
        number=row[0],
        id=row[1],
        origin=row[2],
        version=row[3],
        revision=row[4],
        sha256=row[5],
        reading=row[6],
        key=row[7],
        removed=row[8] is not None,
    )
