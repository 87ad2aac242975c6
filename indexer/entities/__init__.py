"""People, places, organisations, events and agreements named in a text, as canonical entities."""

from collections.abc import Sequence

from indexer.entities.annotation import Annotation
from search.documents import Kind

__all__ = ["FINGERPRINT", "Annotation", "annotate", "entity_name", "resolve_name"]

# Part of a document's fingerprint: it changes when rules, tables or model would annotate differently.
FINGERPRINT: str = "entities-0"


def annotate(text: str, *, kept: Sequence[tuple[int, int]] | None = None) -> Annotation:
    """Name the entities of ``text``. Offsets are its code points, half-open; only inside ``kept`` when that is given."""
    return Annotation()


def entity_name(entity_id: str) -> str | None:
    """The name of an entity that the tables know (``place:KP`` is "North Korea"), else None."""
    return None


def resolve_name(kind: Kind, text: str) -> tuple[str, ...]:
    """Ids of the entities of ``kind`` that a person may mean by ``text``, by the closed tables: ("place", "DPRK") is ("place:KP",)."""
    return ()
