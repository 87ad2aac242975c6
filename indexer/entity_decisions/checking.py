"""Whether an archive shows what was decided: for ``verify``."""

import sqlite3
from collections.abc import Iterator

from indexer.entities.decisions import LedgerError
from indexer.entities.ledger import Ledger
from indexer.entity_decisions import store
from indexer.entity_decisions.applying import shown
from search.catalog import packing
from search.catalog.packing import Detail
from search.facets import ENTITY_FACETS


class DecisionCheck:
    """Compares documents with the decisions. Suspects are looked at again at the end: a writer may have been at work."""

    def __init__(self, catalog: sqlite3.Connection) -> None:
        self._catalog = catalog
        self._suspects: list[int] = []
        self.broken = ""
        self._ledger: Ledger | None = None
        self._values: dict[int, str] = {}
        try:
            self._ledger = store.loaded(catalog)
        except (LedgerError, ValueError, KeyError, TypeError) as error:
            self.broken = str(error)
        if self._ledger is not None:
            self._values = dict(
                catalog.execute(
                    f"SELECT number, value FROM facet_values WHERE field IN ({','.join('?' * len(ENTITY_FACETS))})",  # noqa: S608
                    ENTITY_FACETS,
                )
            )

    def look(self, number: int, document: str, detail: Detail, entities: bytes | None) -> None:
        """Suspect a document that shows other entities than were decided."""
        if self._ledger is not None and not self._agrees(self._ledger, self._values, document, detail, entities):
            self._suspects.append(number)

    def problems(self) -> Iterator[str]:
        """What is wrong, a sentence without its end each; asked last."""
        if self.broken:
            yield f"the decisions about entities cannot be replayed ({self.broken})"
            return
        self._catalog.execute("BEGIN")
        try:
            yield from self._tables()
            ledger = store.loaded(self._catalog)
            for number in self._suspects:
                document, body, detail, entities, waits = self._catalog.execute(
                    "SELECT d.id, r.body, r.detail, r.entities, (SELECT count(*) FROM entity_pending p WHERE p.document = d.number) "
                    "FROM documents d JOIN revisions r ON r.revision = d.revision WHERE d.number = ?",
                    (number,),
                ).fetchone()
                read = packing.unpack_detail(detail, packing.unsqueeze(body))
                if ledger is not None and not waits and not self._agrees(ledger, None, document, read, entities):
                    yield f"{document} shows other entities than were decided"
        finally:
            self._catalog.execute("COMMIT")

    def _tables(self) -> Iterator[str]:
        ledger = store.loaded(self._catalog) or Ledger()
        now = {
            (entity,): (canonical, hidden)
            for entity, canonical, hidden in self._catalog.execute("SELECT entity, canonical, hidden FROM entity_now")
        }
        parts = {
            (document, entity): (canonical,)
            for document, entity, canonical in self._catalog.execute(
                "SELECT document, entity, canonical FROM entity_parts"
            )
        }
        labels = dict(self._catalog.execute("SELECT entity, label FROM entity_labels"))
        decided = ledger.decided
        if (now, parts, labels) != (store.now_of(decided), store.parts_of(decided), decided.names):
            yield "what readers are told of the decisions about entities is not what the decisions say"
        numbers = [each.number for each in ledger.decisions]
        if numbers != list(range(1, len(numbers) + 1)):
            yield "a decision about entities is missing"

    def _agrees(
        self, ledger: Ledger, values: dict[int, str] | None, document: str, detail: Detail, entities: bytes | None
    ) -> bool:
        from indexer.prepared import tally

        named, surfaces = tally(detail)
        instead = shown(ledger.decided, document, named, surfaces)
        wanted = {entity: count for entity, _, _, count in (named if instead is None else instead.named)}
        found: dict[str, int] = {}
        for number, count in packing.unpack_entities(entities):
            value = values.get(number) if values is not None else None
            if value is None:
                row = self._catalog.execute("SELECT value FROM facet_values WHERE number = ?", (number,)).fetchone()
                value = row[0] if row else ""
            found[value] = count
        return found == wanted
