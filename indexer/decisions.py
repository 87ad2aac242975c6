"""What an archivist decided about a document, and its effect on what cleaning found. Decisions outrank every rule."""

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from indexer.cleaning import apply_line_overrides
from indexer.documents import CleanedDocument
from search.dates import DateSpan, parse_partial_date
from search.documents import Evidence, Verdict
from search.facets import UNKNOWN

FIELDS = ("date", "source", "title")
_LINE = "line "


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """``value`` of the field ``date``, ``source`` or ``title`` (``_unknown``: it has none), or the verdict on ``line 7``.

    ``text`` is the line it was about: when the content changes, the decision follows the text and not the number.
    """

    field: str
    value: str
    reason: str
    text: str | None = None


def line_field(number: int) -> str:
    """The name under which a decision about the line with this number (from 1) is kept."""
    return f"{_LINE}{number}"


def decided_date(value: str) -> DateSpan | None:
    """The date a decision states. Raises RequestError for what is no date."""
    return None if value == UNKNOWN else parse_partial_date(value, "date")


def decided(cleaned: CleanedDocument, decisions: Mapping[str, Decision]) -> CleanedDocument:
    """The document as the archivist wants it; ``evidence`` names the decisions as its method ``archivist``."""
    if not decisions:
        return cleaned
    placed, lost = placed_decisions(decisions.values(), [line.text for line in cleaned.lines])
    if placed or lost:
        verdicts = {index: Verdict(decision.value) for index, decision in placed.items()}
        cleaned = apply_line_overrides(cleaned, verdicts)
        cleaned = replace(cleaned, notes=(*cleaned.notes, *map(_note_of_lost, lost)))
    for field in FIELDS:
        if field not in decisions:
            continue
        decision = decisions[field]
        value = None if decision.value == UNKNOWN else decision.value
        match field:
            case "date":
                cleaned = replace(cleaned, date=decided_date(decision.value))
            case "source":
                cleaned = replace(cleaned, source=value)
            case _:
                cleaned = replace(cleaned, title=value or cleaned.title)
        stated = Evidence(field=field, method="archivist", quote=decision.value, confidence=1.0)
        others = tuple(evidence for evidence in cleaned.evidence if evidence.field != field)
        cleaned = replace(cleaned, evidence=(*others, stated))
    return cleaned


def placed_decisions(decisions: Iterable[Decision], texts: Sequence[str]) -> tuple[dict[int, Decision], list[Decision]]:
    """Which of the decisions about lines holds for which line now (index from 0), and those that find their line no more."""
    about_lines = [decision for decision in decisions if decision.field.startswith(_LINE)]
    placed: dict[int, Decision] = {}
    lost: list[Decision] = []
    for decision in sorted(about_lines, key=lambda one: int(one.field.removeprefix(_LINE))):
        index = int(decision.field.removeprefix(_LINE)) - 1
        if not (0 <= index < len(texts) and texts[index] == decision.text):
            same = [place for place, text in enumerate(texts) if text == decision.text and place not in placed]
            if not same:
                lost.append(decision)
                continue
            index = min(same, key=lambda place: abs(place - index))
        placed[index] = decision
    return placed, lost


def _note_of_lost(decision: Decision) -> str:
    return f"the decision about {decision.field} finds its line no more: {(decision.text or '')[:80]!r}"


def decisions_of(catalog: sqlite3.Connection, number: int) -> dict[str, Decision]:
    """What stands decided about a document, by field."""
    return {
        field: Decision(field=field, value=value, reason=reason, text=text)
        for field, value, reason, text in catalog.execute(
            "SELECT field, value, reason, text FROM overrides WHERE document = ? ORDER BY field", (number,)
        ).fetchall()
    }
