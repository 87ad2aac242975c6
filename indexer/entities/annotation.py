"""What annotating a text yields."""

from collections.abc import Mapping
from dataclasses import dataclass

from search.documents import Entity, How, Mention


@dataclass(frozen=True, slots=True, kw_only=True)
class Annotation:
    """The names in one text: ``mentions`` in order of ``start`` and never overlapping, ``entities`` in order of first mention.

    Every mention's ``entity`` is the id of one of ``entities``; an entity's ``aliases`` are the other forms seen in this text.
    """

    mentions: tuple[Mention, ...] = ()
    entities: tuple[Entity, ...] = ()


# What a mention counts towards how much a document is about its entity: a name fully, an adjective least.
WEIGHTS: Mapping[How, float] = {"name": 1.0, "acronym": 1.0, "short": 0.7, "metonym": 0.6, "demonym": 0.4}
