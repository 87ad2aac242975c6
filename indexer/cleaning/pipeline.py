"""The story of cleaning, one document at a time."""

from indexer.cleaning.assembly import PARAGRAPH, assemble
from indexer.cleaning.profile import SourceProfile
from indexer.documents import CleanedDocument, RawDocument
from search.documents import Line, Verdict

FINGERPRINT = "clean-0"


def clean(raw: RawDocument, profile: SourceProfile | None = None) -> CleanedDocument:
    """The document with its metadata found, every line judged and its body made."""
    lines = tuple(
        Line(text=text, verdict=Verdict.KEEP, rule="text.kept")
        for text in raw.text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
        if text.strip()
    )
    breaks = (PARAGRAPH,) * len(lines)
    body, kept = assemble(lines, breaks)
    title = raw.given_title or next((line.text for line in lines), raw.id)
    return CleanedDocument(id=raw.id, title=title, body=body, lines=lines, kept=kept, url=raw.url, breaks=breaks)
