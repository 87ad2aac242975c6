"""What an archivist should look at: documents that cleaning or metadata left in doubt."""

from collections.abc import Callable

from indexer.cleaning.assembly import IN_BODY
from indexer.documents import CleanedDocument

# Shares of the characters. Chosen so that a report of a healthy archive is short: of labelled pages near to clean,
# one in fifty loses more than half.
_MUCH = 0.5
_SHORT = 200  # characters; a document of fewer is a caption, a stub or a failure


def removed_share(document: CleanedDocument) -> float:
    """The share of the characters that are not in the body, 0..1."""
    total = sum(len(line.text) for line in document.lines)
    gone = sum(len(line.text) for line in document.lines if line.verdict not in IN_BODY)
    return gone / total if total else 0.0


# Name of a doubt, and when a document is in it. Pages lose most of their characters and that is right; text does not.
DOUBTS: dict[str, Callable[[CleanedDocument], bool]] = {
    "undated": lambda document: document.date is None,
    "ambiguous date": lambda document: document.date is not None and document.date.edtf.startswith("["),
    "unknown source": lambda document: document.source is None,
    "no body found": lambda document: not document.body,
    "too short": lambda document: 0 < len(document.body) < _SHORT,
    "much removed": lambda document: removed_share(document) > _MUCH,
    "nothing removed": lambda document: (
        removed_share(document) == 0 and all(line.rule != "given.body" for line in document.lines)
    ),
    "encoding repaired": lambda document: "encoding repaired" in document.notes,
}


def doubts(document: CleanedDocument) -> tuple[str, ...]:
    """The doubts a document is in, in the order of the table."""
    return tuple(name for name, holds in DOUBTS.items() if holds(document))
