"""How a document is cited: what is known about it as one value, and that value in three styles of running text."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from search.addresses import document_page
from search.dates import DateSpan
from search.result import Hit
from search.views import DocumentView
from web.language import ENGLISH
from web.wording import MONTHS, in_words

# MLA's own abbreviations; May, June and July are written out.
_MLA_MONTHS = ("Jan.", "Feb.", "Mar.", "Apr.", "May", "June", "July", "Aug.", "Sept.", "Oct.", "Nov.", "Dec.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """``address`` is our permalink, whole; ``url`` where the document was found; ``accessed`` the day it was read here."""

    id: str
    title: str
    authors: tuple[str, ...]
    source: str | None
    date: DateSpan | None
    language: str | None
    url: str | None
    address: str
    version: int
    archive: str
    accessed: dt.date


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A part of a formatted citation; ``italic`` as the style wants it.

    ``isolated``: what the archive says, in whatever direction it is written; all else is English.
    """

    text: str
    italic: bool = False
    isolated: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    style: str
    pieces: tuple[Piece, ...]


def reference_of_hit(hit: Hit, *, archive: str, base_url: str) -> Reference:
    return Reference(
        id=hit.id,
        title=hit.title,
        authors=hit.authors,
        source=hit.source,
        date=hit.date,
        language=hit.language,
        url=hit.url,
        address=base_url + document_page(hit.id),
        version=hit.version,
        archive=archive,
        accessed=dt.datetime.now(dt.UTC).date(),
    )


def reference_of_document(view: DocumentView, *, archive: str, base_url: str) -> Reference:
    hit = view.stored.hit
    return Reference(
        id=hit.id,
        title=hit.title,
        authors=hit.authors,
        source=view.source,
        date=hit.date,
        language=view.language,
        url=hit.url,
        address=base_url + document_page(hit.id),
        version=hit.version,
        archive=archive,
        accessed=dt.datetime.now(dt.UTC).date(),
    )


def citations(reference: Reference) -> tuple[Citation, ...]:
    """Chicago, MLA and APA. What is not known is left out, except that APA says ``n.d.``; nothing is made up."""
    return (_chicago(reference), _mla(reference), _apa(reference))


def _chicago(ref: Reference) -> Citation:
    issued = f"{_american(ref.date)}. " if ref.date else "Undated. "
    return Citation(
        style="Chicago",
        pieces=_pieces(
            *_ended(_joined(ref.authors, "and") or ref.source),
            *_quoted(ref.title),
            *(_ended(ref.source, ", ") if ref.authors else ()),
            Piece(text=issued),
            Piece(text=f"{ref.archive}, {ref.id}, version {ref.version}. {ref.address}."),
        ),
    )


def _mla(ref: Reference) -> Citation:
    return Citation(
        style="MLA",
        pieces=_pieces(
            *_ended(_joined(ref.authors, "and")),
            *_quoted(ref.title),
            *_ended(ref.source, ", ", italic=True),
            Piece(text=f"{_mla_date(ref.date)}. " if ref.date else ""),
            Piece(text=ref.archive, italic=True),
            Piece(text=f", {ref.address}. Accessed {_mla_day(ref.accessed)}."),
        ),
    )


def _apa(ref: Reference) -> Citation:
    names = _joined(ref.authors, "&") or ref.source
    when = Piece(text=f"({_apa_date(ref.date)}). ")
    title = _ended(ref.title, italic=True)
    head = (*_ended(names), when, *title) if names else (*title, when)
    publisher = _ended(ref.source) if ref.authors else ()
    return Citation(style="APA", pieces=_pieces(*head, *publisher, Piece(text=f"{ref.archive}. {ref.address}")))


def _ended(text: str | None, end: str = ". ", *, italic: bool = False) -> tuple[Piece, ...]:
    """What the archive says, and the punctuation behind it; a full stop is left out behind a mark of its own."""
    if not text:
        return ()
    text = text.rstrip()
    if end[0] == "." and text.endswith((".", "?", "!", "…")):
        end = end[1:]
    return (Piece(text=text, italic=italic, isolated=True), Piece(text=end))


def _quoted(title: str) -> tuple[Piece, ...]:
    return (Piece(text="“"), *_ended(title, ".” "))


def _pieces(*pieces: Piece) -> tuple[Piece, ...]:
    return tuple(piece for piece in pieces if piece.text)


def _joined(names: Sequence[str], last: str) -> str | None:
    if not names:
        return None
    if len(names) == 1:
        return names[0]
    return ", ".join(names[:-1]) + f" {last} {names[-1]}"


def _american(date: DateSpan) -> str:
    """March 1, 2012."""
    if date.precision == "day" and not date.edtf.endswith("~"):
        return f"{MONTHS[date.earliest.month - 1]} {date.earliest.day}, {date.earliest.year}"
    return in_words(date, ENGLISH)


def _mla_day(day: dt.date) -> str:
    return f"{day.day} {_MLA_MONTHS[day.month - 1]} {day.year}"


def _mla_date(date: DateSpan) -> str:
    exact = not date.edtf.endswith("~")
    if date.precision == "day" and exact:
        return _mla_day(date.earliest)
    if date.precision == "month" and exact:
        return f"{_MLA_MONTHS[date.earliest.month - 1]} {date.earliest.year}"
    return in_words(date, ENGLISH)


def _apa_date(date: DateSpan | None) -> str:
    if date is None:
        return "n.d."
    if date.edtf.endswith("~"):
        return f"ca. {date.earliest.year}"
    match date.precision:
        case "day":
            return f"{date.earliest.year}, {MONTHS[date.earliest.month - 1]} {date.earliest.day}"
        case "month":
            return f"{date.earliest.year}, {MONTHS[date.earliest.month - 1]}"
        case _:
            return in_words(date, ENGLISH)
