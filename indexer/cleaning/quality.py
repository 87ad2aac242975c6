"""What an archivist should look at: documents that cleaning or metadata left in doubt."""

from collections.abc import Callable
from dataclasses import dataclass

from indexer.cleaning.assembly import IN_BODY
from indexer.documents import CleanedDocument
from indexer.metadata.date_order import is_ambiguous

# Share of the characters. Chosen so that a report of a healthy archive is short: of labelled pages near to clean, one in
# fifty loses more than half.
MUCH = 0.5
_SHORT = 200  # characters; a document of fewer is a caption, a stub or a failure


def removed_share(document: CleanedDocument) -> float:
    """The share of the characters that are not in the body, 0..1."""
    total = sum(len(line.text) for line in document.lines)
    gone = sum(len(line.text) for line in document.lines if line.verdict not in IN_BODY)
    return gone / total if total else 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubt:
    """``about`` is what it means and what to do; ``holds`` is given a document and the share that is much to remove."""

    name: str
    about: str
    holds: Callable[[CleanedDocument, float], bool]


def _noted(document: CleanedDocument, words: str) -> bool:
    return any(words in note for note in document.notes)


DOUBTS: tuple[Doubt, ...] = (
    Doubt(
        name="undated",
        about="no date was found; `regesta edit ID --date D` states one",
        holds=lambda document, _: document.date is None,
    ),
    Doubt(
        name="ambiguous date",
        about="day and month may be swapped, both days are kept",
        holds=lambda document, _: document.date is not None and is_ambiguous(document.date),
    ),
    Doubt(
        name="implausible date",
        about="a date that was stated or read cannot be one of the document, or is none, and was passed over",
        holds=lambda document, _: _noted(document, "implausible") or _noted(document, "is not a date"),
    ),
    Doubt(
        name="unknown source",
        about="nothing says who issued it; `index --source`, or `regesta edit ID --source S`",
        holds=lambda document, _: document.source is None,
    ),
    Doubt(
        name="no body found",
        about="nothing of it is text",
        holds=lambda document, _: not document.body,
    ),
    Doubt(
        name="too short",
        about=f"the text has fewer than {_SHORT} characters",
        holds=lambda document, _: 0 < len(document.body) < _SHORT,
    ),
    Doubt(
        name="much removed",
        about="a large part of its characters went; right for pages, odd for texts",
        holds=lambda document, much: removed_share(document) > much,
    ),
    Doubt(
        name="nothing removed",
        about="every line was kept, of what was not given as clean",
        holds=lambda document, _: (
            bool(document.lines)
            and removed_share(document) == 0
            and all(line.rule != "given.body" for line in document.lines)
        ),
    ),
    Doubt(
        name="encoding repaired",
        about="its character set was declared wrongly or not at all, or taken for another before it came; look for odd characters",
        holds=lambda document, _: _noted(document, "encoding repaired"),
    ),
    Doubt(
        name="decision without its line",
        about="an archivist kept or dropped a line that is no longer there",
        holds=lambda document, _: _noted(document, "the decision about line"),
    ),
)


def doubts(document: CleanedDocument, much: float = MUCH) -> tuple[str, ...]:
    """The names of the doubts a document is in, in the order of the table."""
    return tuple(doubt.name for doubt in DOUBTS if doubt.holds(document, much))
