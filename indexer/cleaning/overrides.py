"""An archivist's word on single lines, which outranks every rule."""

from collections.abc import Mapping
from dataclasses import replace

from indexer.cleaning.assembly import PARAGRAPH, assemble
from indexer.documents import CleanedDocument
from search.documents import Verdict

RULE = "archivist"


def apply_line_overrides(cleaned: CleanedDocument, overrides: Mapping[int, Verdict]) -> CleanedDocument:
    """The document with the lines at these indexes judged anew and its body made again.

    An index the document does not have (its source changed since) is left out and said in ``notes``.
    """
    if not overrides:
        return cleaned
    lines = list(cleaned.lines)
    gone = sorted(index for index in overrides if not 0 <= index < len(lines))
    for index, verdict in overrides.items():
        if 0 <= index < len(lines):
            before = lines[index]
            lines[index] = before._replace(
                verdict=verdict, rule=RULE, evidence=f"decided by hand; was {before.verdict}", confidence=1.0
            )
    breaks = cleaned.breaks or (PARAGRAPH,) * len(lines)
    body, kept = assemble(lines, breaks)
    notes = (*cleaned.notes, *(f"override of line {index} has no line" for index in gone))
    return replace(cleaned, lines=tuple(lines), body=body, kept=kept, notes=notes)
