"""What the indexer's stages hand to each other: what was read, and what is left after cleaning."""

from dataclasses import dataclass
from typing import Literal

from search.dates import DateSpan
from search.documents import Evidence, Line, Verdict

Content = Literal["text", "html", "body"]


@dataclass(frozen=True, slots=True, kw_only=True)
class RawDocument:
    """One document as it was found, decoded but otherwise untouched.

    ``content`` says what ``text`` is: flattened ``text``, an ``html`` page, or a ``body`` that its giver calls clean.
    ``origin`` names where it came from so that two files never share an id unnoticed (``/abs/path`` or
    ``/abs/path.jsonl``). ``given_*`` are what the record itself stated; they win over anything found in the text.
    ``original`` is the bytes as read (of a record: its line), ``sha256`` their hex digest.
    """

    id: str
    origin: str
    content: Content
    text: str
    original: bytes
    sha256: str
    url: str | None = None
    given_title: str | None = None
    given_date: str | None = None
    given_source: str | None = None
    given_authors: tuple[str, ...] = ()
    given_language: str | None = None
    given_type: str | None = None
    folder: str | None = None  # the folder under PATH the file lay in, a weak clue to its source
    notes: tuple[str, ...] = ()  # "encoding repaired", "cut at 50 MB"


@dataclass(frozen=True, slots=True, kw_only=True)
class CleanedDocument:
    """A raw document with every line judged and its metadata found.

    ``lines`` hold all lines with a non-space character, in order. ``body`` is made of the keep and demote lines and is
    NFC. ``kept`` is the part of the body that is ranked and mined: code-point ranges of ``body``, half-open, ordered.
    ``dropped`` is the text of the drop and harvest lines, one a line, for ``in:raw``.
    """

    id: str
    title: str
    body: str
    lines: tuple[Line, ...]
    kept: tuple[tuple[int, int], ...]
    date: DateSpan | None = None
    source: str | None = None
    authors: tuple[str, ...] = ()
    language: str | None = None
    type: str | None = None
    url: str | None = None
    section: str | None = None
    updated: DateSpan | None = None
    evidence: tuple[Evidence, ...] = ()
    notes: tuple[str, ...] = ()
    # What parts each line from the one before in the body ("\n\n", "\n", " "), so that a restored line finds its place;
    # empty means a blank line everywhere.
    breaks: tuple[str, ...] = ()

    @property
    def dropped(self) -> str:
        return "\n".join(line.text for line in self.lines if line.verdict in (Verdict.DROP, Verdict.HARVEST))
