"""What staff and rules can decide about entities. Values only; ``ledger`` says what they mean together."""

from dataclasses import dataclass
from typing import assert_never

from indexer.errors import LedgerError
from search.documents import Kind

__all__ = [
    "Action",
    "AddAlias",
    "Decision",
    "LedgerError",
    "Merge",
    "NeverMerge",
    "Rename",
    "Retype",
    "Split",
    "Suppress",
    "Undo",
    "ids_of",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Merge:
    """``entity`` is the same as ``into`` and is shown as it from now on."""

    entity: str
    into: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Split:
    """In ``documents`` the name of ``entity`` means somebody else: ``new`` (``person:john-smith~2``), shown as ``name``."""

    entity: str
    documents: tuple[str, ...]
    new: str
    name: str = ""


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
    """One entry of the ledger. ``number`` counts from 1 without gaps; ``at`` is UTC, ISO 8601.

    ``rule`` names the rule that decided and is empty for people: whoever runs the program may bear any name in ``by``.
    """

    number: int
    action: Action
    by: str
    at: str
    why: str = ""
    rule: str = ""

    @property
    def automatic(self) -> bool:
        return bool(self.rule)


def ids_of(action: Action) -> tuple[str, ...]:
    """The entities that an action names, the one it is about first; none for an undo."""
    match action:
        case Merge():
            return (action.entity, action.into)
        case Split():
            return (action.entity, action.new)
        case NeverMerge():
            return (action.entity, action.other)
        case Rename() | Retype() | Suppress() | AddAlias():
            return (action.entity,)
        case Undo():
            return ()
        case _:
            assert_never(action)
