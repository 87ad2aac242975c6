"""What the closed tables know of a name or an id, for queries and labels, without any document."""

import gzip
import os
from functools import cache
from hashlib import sha256
from importlib.resources import files

from indexer.entities.names import fold
from indexer.entities.recognisers import VARIABLE, chosen
from indexer.entities.tables import load_tables
from search.documents import Kind

# Decisions are replayed over annotations; a change in how makes no document stale. Nor do names typed in queries.
_NOT_ANNOTATING = frozenset(
    ("decisions.py", "ledger.py", "ledger_text.py", "merge.py", "suggestions.py", "known.py", "territories.tsv.gz")
)


def _fingerprint() -> str:
    """A digest of the code, tables and model that annotate: when it changes, texts may be annotated differently."""
    digest = sha256()
    folder = files("indexer.entities")
    for part in sorted([*folder.iterdir(), *(folder / "tables").iterdir()], key=lambda item: item.name):
        if part.name.endswith((".py", ".tsv", ".txt", ".gz")) and part.name not in _NOT_ANNOTATING:
            digest.update(part.name.encode() + b"\0" + part.read_bytes())
    return f"entities-{digest.hexdigest()[:12]}"


FINGERPRINT: str = _fingerprint()


def fingerprint() -> str:
    """``FINGERPRINT``, and the spaCy model where the settings name one. Raises ModelMissing."""
    # Asked about documents that are never annotated too, so nothing is loaded when nothing was chosen.
    return f"{FINGERPRINT}+{chosen().identity}" if os.environ.get(VARIABLE) else FINGERPRINT


def entity_name(entity_id: str) -> str | None:
    """The name of an entity that the tables know (``place:KP`` is "North Korea"), else None."""
    return load_tables().names.get(entity_id)


def resolve_name(kind: Kind, text: str) -> tuple[str, ...]:
    """Ids of the entities of ``kind`` that a person may mean by ``text``, by the closed tables.

    ("place", "DPRK") is ("place:KP",), and so is ("place", "Corée du Nord"). Case, accents and dashes do not matter.
    """
    key = fold(text)
    found = load_tables().folded.get((kind, key), ())
    if not found and kind == "place" and key in _territories():
        return (f"place:{_territories()[key]}",)
    return found


@cache
def _territories() -> dict[str, str]:
    """Folded names of states in many languages, to their codes."""
    packed = (files("indexer.entities") / "tables" / "territories.tsv.gz").read_bytes()
    return dict(line.split("\t") for line in gzip.decompress(packed).decode("utf-8").split("\n"))
