"""The ledger as a text file: a heading line, then one decision a line, as JSON; what was written is read back the same."""

import json
from collections.abc import Iterable
from dataclasses import MISSING, asdict, fields

from indexer.entities.decisions import (
    Action,
    AddAlias,
    Decision,
    LedgerError,
    Merge,
    NeverMerge,
    Rename,
    Retype,
    Split,
    Suppress,
    Undo,
)
from indexer.entities.ledger import Ledger, opened

HEADING = '{"regesta-ledger":1}'
ACTIONS: dict[str, type[Action]] = {
    "merge": Merge,
    "split": Split,
    "rename": Rename,
    "retype": Retype,
    "suppress": Suppress,
    "never-merge": NeverMerge,
    "add-alias": AddAlias,
    "undo": Undo,
}
_NAMES = {action: name for name, action in ACTIONS.items()}
_OF_DECISION = ("number", "at", "by", "why", "decision")


def to_text(decisions: Iterable[Decision]) -> str:
    """The ledger file of ``decisions``."""
    lines = [HEADING]
    for d in decisions:
        row = {
            "number": d.number,
            "at": d.at,
            "by": d.by,
            "why": d.why,
            "decision": action_name(d.action),
            **asdict(d.action),
        }
        if isinstance(d.action, Undo):
            row["undoes"] = d.action.number
            row["number"] = d.number
        lines.append(json.dumps(row, ensure_ascii=True, separators=(",", ":")))
    return "\n".join(lines) + "\n"


def from_text(text: str) -> Ledger:
    """The ledger in a ledger file; raises LedgerError naming the line when it is damaged or a decision is impossible."""
    lines = text.splitlines()
    if not lines or lines[0].strip() != HEADING:
        raise LedgerError("This is no ledger file.", hint=f"Its first line is {HEADING}")
    decisions: list[Decision] = []
    for number, line in enumerate(lines[1:], start=2):
        if line.strip():
            try:
                decisions.append(_decision(line))
            except LedgerError as error:
                raise LedgerError(f"Line {number}: {error.message}", hint=error.hint) from error
    return opened(decisions)


def action_name(action: Action) -> str:
    """The word for an action in files, commands and logs: "never-merge"."""
    return _NAMES[type(action)]


def _decision(line: str) -> Decision:
    try:
        row = json.loads(line)
    except ValueError as error:
        raise LedgerError(f"not JSON: {error}") from error
    if not isinstance(row, dict):
        raise LedgerError("not a JSON object")
    kind = ACTIONS.get(str(row.get("decision")))
    if kind is None:
        raise LedgerError(f"{row.get('decision')!r} is no decision", hint=f"One of {', '.join(ACTIONS)}.")
    if not isinstance(row.get("number"), int) or isinstance(row.get("number"), bool):
        raise LedgerError("number is missing or no number")
    if not all(isinstance(row.get(key), str) for key in ("at", "by")) or not isinstance(row.get("why", ""), str):
        raise LedgerError("at, by and why are texts")
    given = {key: value for key, value in row.items() if key not in _OF_DECISION}
    if kind is Undo:
        given = {"number": row.get("undoes")} | {k: v for k, v in given.items() if k != "undoes"}
    return Decision(
        number=row["number"], action=_action(kind, given), by=row["by"], at=row["at"], why=row.get("why", "")
    )


def _action(kind: type[Action], given: dict[str, object]) -> Action:
    wanted = {f.name for f in fields(kind) if f.default is MISSING}
    if given.keys() != wanted:
        odd = ", ".join(sorted(given.keys() ^ wanted))
        raise LedgerError(f"{_NAMES[kind]} has {', '.join(sorted(wanted))}; missing or unknown: {odd}")
    for key, value in given.items():
        if key == "documents":
            if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
                raise LedgerError("documents is a list of document ids")
            given[key] = tuple(value)
        elif key == "number":
            if not isinstance(value, int) or isinstance(value, bool):
                raise LedgerError("undoes is the number of a decision")
        elif not isinstance(value, str):
            raise LedgerError(f"{key} is a text")
    return kind(**given)  # type: ignore[arg-type]
