"""People, places, organisations, events and agreements named in a text, as canonical entities."""

from indexer.entities.annotation import WEIGHTS, Annotation
from indexer.entities.known import FINGERPRINT, entity_name, fingerprint, resolve_name
from indexer.entities.pipeline import annotate, annotated_in_steps

__all__ = [
    "FINGERPRINT",
    "WEIGHTS",
    "Annotation",
    "annotate",
    "annotated_in_steps",
    "entity_name",
    "fingerprint",
    "resolve_name",
]
