"""What staff and rules can decide about entities. Values only; ``ledger`` says what they mean together."""

from dataclasses import dataclass

from search.documents import Kind
from search.errors import RegestaError


class LedgerError(RegestaError):
    """A decision that cannot be taken: it names nothing, contradicts another, or would go in a circle. Nothing was changed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Merge:
    """``entity`` is the same as ``into`` and is shown as it from now on."""

    entity: str
    into: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Split:
    """In ``documents`` the name of ``entity`` means somebody else: ``new`` (``person:john-smith~2``)."""

    entity: str
    documents: tuple[str, ...]
    new: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Rename:
    """``entity`` is shown as ``name``; its id stays."""

    entity: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Retype:
    """``entity`` is of another ``kind``: ``org:barack-obama`` becomes ``person:barack-obama``."""

    entity: str
    kind: Kind


@dataclass(frozen=True, slots=True, kw_only=True)
class Suppress:
    """``entity`` is no name at all and is shown nowhere."""

    entity: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NeverMerge:
    """``entity`` and ``other`` are two; no rule may join them, nor groups that hold them."""

    entity: str
    other: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AddAlias:
    """``alias`` is another name of ``entity``, for looking it up."""

    entity: str
    alias: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Undo:
    """The decision numbered ``number`` no longer holds. Undoing an undo brings it back."""

    number: int


Action = Merge | Split | Rename | Retype | Suppress | NeverMerge | AddAlias | Undo


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """One entry of the ledger. ``number`` counts from 1 without gaps; ``at`` is UTC, ISO 8601; ``by`` a person or ``rule:...``."""

    number: int
    action: Action
    by: str
    at: str
    why: str = ""

    @property
    def automatic(self) -> bool:
        return self.by.startswith("rule:")
