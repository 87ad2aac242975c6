"""What a document is once it has been read, cleaned and described. Values only; every stage hands on a new one.

Offsets and ranges count Unicode code points and are half-open, here and everywhere.
"""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal, NamedTuple

from search.dates import DateSpan


class Verdict(StrEnum):
    """What cleaning decided about one line."""

    KEEP = "keep"
    DEMOTE = "demote"  # shown, but not ranked and not mined for entities
    HARVEST = "harvest"  # became metadata: title, date line, byline, read time
    DROP = "drop"


class Line(NamedTuple):
    """One line of the document as scraped, with the decision about it.

    A tuple: a run of `index` makes a hundred thousand of them a second, in a third of the time that a frozen dataclass takes.

    ``rule`` is the stable id of the rule that decided (``text.comment-prompt``); ``evidence`` says why in words a
    reader understands ("also in 412 of 430 documents of this source"); ``confidence`` is 0..1.
    """

    text: str
    verdict: Verdict
    rule: str
    evidence: str = ""
    confidence: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """Where a piece of metadata came from.

    ``quote`` is the text it was read in, verbatim, also when that text was stripped from the body. ``line`` is its
    index in ``CleanedDocument.lines`` or None when it came from markup, a record field or a path. ``method`` is the
    stable id of the clue (``json-ld``, ``copyright-line``, ``given``).
    """

    field: str
    method: str
    quote: str
    confidence: float
    line: int | None = None


Kind = Literal["person", "place", "org", "event", "agreement"]
How = Literal["name", "short", "acronym", "demonym", "metonym"]
KINDS: tuple[Kind, ...] = ("person", "place", "org", "event", "agreement")


class Entity(NamedTuple):
    """A canonical entity: ``place:KP``, "North Korea". ``aliases`` are surface forms seen or known, without ``name``.

    A tuple, as ``Line`` is.
    """

    id: str
    kind: Kind
    name: str
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class EntityName:
    """What is needed to name an entity and to point to it."""

    id: str
    kind: Kind
    name: str


class Mention(NamedTuple):
    """One place in a body where an entity is named. ``entity`` is its id; ``surface == body[start:end]``. A tuple too."""

    entity: str
    kind: Kind
    start: int
    end: int
    surface: str
    how: How


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A described document, ready for the catalog. ``body`` is its keep and demote lines, NFC, paragraphs parted by a blank line."""

    id: str
    title: str
    body: str
    url: str | None = None
    date: DateSpan | None = None
    source: str | None = None
    authors: tuple[str, ...] = ()
    language: str | None = None  # BCP 47
    type: str | None = None
    lines: tuple[Line, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    entities: tuple[Entity, ...] = ()
    mentions: tuple[Mention, ...] = ()
    notes: tuple[str, ...] = field(default=())  # what was odd on the way: "encoding repaired", "no body found"
