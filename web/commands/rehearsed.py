"""``regesta reindex --dry-run``: how documents would come out of a rebuild, told before anything is changed."""

from typing import TYPE_CHECKING

from search.archive import Archive
from search.text_wire import Json
from web.commands.command import DONE, SOME_FAILED, Run
from web.commands.terminal import Progress, Terminal

if TYPE_CHECKING:
    from indexer.rehearsal import Difference, Rehearsal
    from search.documents import Entity

_DOCUMENTS_SHOWN, _LINES_SHOWN = 20, 8
_LONGEST = 100  # characters of a line or value


def rehearsed(run: Run, archive: Archive, *, jobs: int) -> int:
    """Say it, as text or JSON. Gives the exit code."""
    from indexer.rehearsal import rehearse

    bar = Progress(run.terminal, "made anew")

    def progress(done: int, total: int) -> None:
        bar.total = total
        bar.at(done)

    report = rehearse(archive, jobs=jobs, progress=progress)
    bar.done()
    for document_id, reason in report.failed:
        run.terminal.say(f"failed: {document_id}: {reason}")
    if run.options.json:
        run.terminal.json(rehearsal_json(report))
    else:
        _print(report, run.terminal)
    return SOME_FAILED if report.failed else DONE


def rehearsal_json(report: "Rehearsal") -> Json:
    return {
        "documents": report.documents,
        "stale": report.stale,
        "changed": report.changed,
        "fields": dict(report.fields),
        "verdicts": [
            {"before": before, "after": after, "lines": count}
            for (before, after), count in sorted(report.verdicts.items())
        ],
        "differences": [_difference_json(difference) for difference in report.differences],
        "failed": [{"id": document_id, "reason": reason} for document_id, reason in report.failed],
    }


def _difference_json(difference: "Difference") -> Json:
    return {
        "id": difference.id,
        "fields": [
            {"field": change.field, "before": change.before, "after": change.after} for change in difference.fields
        ],
        "lines": [
            {"line": line.line, "text": line.text, "before": line.before, "after": line.after, "rule": line.rule}
            for line in difference.lines
        ],
        "found": [_entity_json(entity) for entity in difference.found],
        "lost": [_entity_json(entity) for entity in difference.lost],
    }


def _entity_json(entity: "Entity") -> Json:
    return {"id": entity.id, "kind": entity.kind, "name": entity.name}


def _print(report: "Rehearsal", terminal: Terminal) -> None:
    if not report.stale:
        terminal.print(
            f"All {report.documents} documents were made by this version: a reindex would only build the index anew."
        )
        return
    for difference in report.differences[:_DOCUMENTS_SHOWN]:
        _print_difference(difference, terminal)
    if report.changed > _DOCUMENTS_SHOWN:
        terminal.print(f"... and {report.changed - _DOCUMENTS_SHOWN} more documents; --json names the first thousand.")
    terminal.print(
        f"{report.stale} of {report.documents} documents were made by another version; {report.changed} would come out otherwise."
    )
    if report.fields:
        terminal.print("Documents by what changes: " + ", ".join(f"{name} {n}" for name, n in report.fields.items()))
    if report.verdicts:
        counted = (f"{before} -> {after} {n}" for (before, after), n in sorted(report.verdicts.items()))
        terminal.print("Lines: " + ", ".join(counted))
    terminal.print(
        "Nothing was changed. What repeats in their sources is judged again after a reindex, and may change more."
    )


def _print_difference(difference: "Difference", terminal: Terminal) -> None:
    terminal.print(difference.id)
    for change in difference.fields:
        terminal.print(f"  {change.field}: {_shown(change.before)} -> {_shown(change.after)}")
    for line in difference.lines[:_LINES_SHOWN]:
        terminal.print(f"  line {line.line}: {line.before} -> {line.after} ({line.rule}): {_cut(line.text)}")
    if len(difference.lines) > _LINES_SHOWN:
        terminal.print(f"  ... and {len(difference.lines) - _LINES_SHOWN} more lines")
    for sign, entities in (("+", difference.found), ("-", difference.lost)):
        if entities:
            named = ", ".join(f"{entity.name} ({entity.kind})" for entity in entities[:_LINES_SHOWN])
            more = f" and {len(entities) - _LINES_SHOWN} more" if len(entities) > _LINES_SHOWN else ""
            terminal.print(f"  names: {sign} {named}{more}")


def _shown(value: str | None) -> str:
    return "nothing" if value is None else f'"{_cut(value)}"'


def _cut(text: str) -> str:
    one_line = " ".join(text.split())
    return one_line if len(one_line) <= _LONGEST else one_line[:_LONGEST] + "…"
