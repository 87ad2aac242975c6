"""``regesta show``: one document as it is indexed, what was removed from it and why."""

from typing import TYPE_CHECKING

from search.documents import Verdict
from web.commands.archives import opened
from web.commands.command import DONE, Command, CommandParser, Run
from web.commands.terminal import Terminal

if TYPE_CHECKING:
    from search.views import DocumentView

_TOLD = 60  # characters of a quoted line, so that the reason beside it stays in sight


def _declare(parser: CommandParser) -> None:
    parser.words("id", metavar="ID", help="the document's id, as `search` prints it")
    parser.json_option("print metadata, evidence, body and every line with its verdict")
    parser.option("--raw", action="store_true", help="print it as it was scraped, byte for byte")
    parser.option("--version", metavar="N", type=int, help="an earlier version, from 1")


def _run(run: Run) -> int:
    options = run.options
    with opened(run) as service:
        if options.raw:
            run.terminal.write_bytes(service.original(options.id, options.version))
            return DONE
        view = service.document(options.id, version=options.version)
    if options.json:
        from search.document_wire import cleaning_json, document_json

        run.terminal.json({**document_json(view), **cleaning_json(view)})
    else:
        print_document(view, run.terminal)
    return DONE


def print_document(view: "DocumentView", terminal: Terminal) -> None:
    stored = view.stored
    hit = stored.hit
    terminal.write(terminal.strong(hit.title) + "\n\n")
    evidence = {one.field: one for one in stored.evidence}
    decided = {about: why for about, _, why in stored.overrides}
    rows = (
        ("id", hit.id, ""),
        ("date", hit.date.edtf if hit.date else "none found", "date"),
        ("source", view.source or "unknown", "source"),
        ("authors", "; ".join(hit.authors), "authors"),
        ("language", view.language or "", "language"),
        ("type", view.type or "", "type"),
        ("url", hit.url or "", "url"),
        ("read from", stored.origin, ""),
        ("version", f"{hit.version} of {len(stored.versions)}" if len(stored.versions) > 1 else "", ""),
        ("names", ", ".join(entity.name for entity in view.entities), ""),
    )
    width = max(len(label) for label, _, _ in rows)
    for label, value, field in rows:
        if not value:
            continue
        why = ""
        if field in decided:
            why = f"  (decided by hand: {decided[field]})"
        elif field in evidence:
            why = f"  ({evidence[field].method}: {_shortened(evidence[field].quote)})"
        terminal.print(f"{label.ljust(width)}  {value}{why}")
    for note in stored.notes:
        terminal.print(f"{'note'.ljust(width)}  {note}")
    terminal.print()
    terminal.print(hit.body)
    print_lines(view, terminal, (Verdict.DROP, Verdict.HARVEST, Verdict.DEMOTE), heading="Not in the text as ranked:")


def print_lines(view: "DocumentView", terminal: Terminal, verdicts: tuple[Verdict, ...], *, heading: str = "") -> None:
    """Lines with these verdicts, numbered as ``regesta lines`` counts them."""
    chosen = [(number, line) for number, line in enumerate(view.stored.lines, 1) if line.verdict in verdicts]
    if not chosen:
        return
    if heading:
        terminal.print(f"\n{heading}")
    width = len(str(len(view.stored.lines)))
    for number, line in chosen:
        why = f"{line.rule}: {line.evidence}" if line.evidence else line.rule
        why += f", {100 * line.confidence:.0f} % sure"
        terminal.print(f"{str(number).rjust(width)}  {line.verdict.value.ljust(7)}  {_shortened(line.text)}  ({why})")


def _shortened(text: str) -> str:
    flat = " ".join(text.split())
    return f"“{flat}”" if len(flat) <= _TOLD else f"“{flat[: _TOLD - 1]}…”"


SHOW = Command(
    about="Show a document as it is indexed: metadata and where it was found, the text, and what was removed and why.",
    declare=_declare,
    run=_run,
    examples="""\
  regesta show 003_bb01f1feaf2e59d7.txt
  regesta show 003_bb01f1feaf2e59d7.txt --raw
  regesta show --json -- -an-odd-name.txt
""",
)
