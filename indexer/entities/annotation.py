"""What annotating a text yields."""

from dataclasses import dataclass

from search.documents import Entity, Mention


@dataclass(frozen=True, slots=True, kw_only=True)
class Annotation:
    """The names in one text: ``mentions`` in order of ``start`` and never overlapping, ``entities`` in order of first mention.

    Every mention's ``entity`` is the id of one of ``entities``; an entity's ``aliases`` are the other forms seen in this text.
    """

    mentions: tuple[Mention, ...] = ()
    entities: tuple[Entity, ...] = ()
