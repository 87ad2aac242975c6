"""``regesta report``: what an archivist should look at."""

from contextlib import closing
from typing import TYPE_CHECKING

from web.commands.archives import existing_archive
from web.commands.command import DONE, Command, CommandParser, Run, UsageError
from web.commands.terminal import Progress

if TYPE_CHECKING:
    from indexer.reporting import Report

_EXAMPLES = 3  # ids beside a count
_LINES = 10  # repeated lines in the overview
_TOLD = 60  # characters of a quoted line


def _declare(parser: CommandParser) -> None:
    parser.words("name", metavar="NAME", nargs="*", help="a row of the report, of which all documents are listed")
    parser.json_option("print every count with all its documents as JSON")
    parser.option(
        "--removed",
        metavar="PERCENT",
        type=float,
        default=50.0,
        help="how many of its characters are much to remove (50)",
    )
    parser.option("--limit", metavar="N", type=int, help="list so many documents of each row at most")


def _run(run: Run) -> int:
    from indexer.cleaning.quality import DOUBTS
    from indexer.reporting import REPEATED_LINES, report

    options = run.options
    if not 0 <= options.removed <= 100:
        raise UsageError(f"--removed is a percentage, 0 to 100, not {options.removed:g}.", command="report")
    name = " ".join(options.name).replace("-", " ").lower() or None
    known = [*(doubt.name for doubt in DOUBTS), REPEATED_LINES]
    if name is not None and name not in known:
        raise UsageError(f"The report has no row {name!r}.", hint=f"It has {', '.join(known)}.", command="report")
    archive = existing_archive(run)
    bar = Progress(run.terminal, "looked at")
    with closing(report(archive, much=options.removed / 100, progress=bar.at)) as made:
        bar.done()
        if options.json:
            _print_json(run, made, name)
        elif name is None:
            _print_overview(run, made)
        elif name == REPEATED_LINES:
            for line in made.lines(options.limit):
                run.terminal.print(f"{_quoted(line.text)}  {line.evidence}{_of(line.group)}, kept in {line.kept_in}:")
                for document_id in made.ids_with(line, options.limit):
                    run.terminal.print(f"    {document_id}")
        else:
            for document_id in made.ids(name, options.limit):
                run.terminal.print(document_id)
    return DONE


def _print_overview(run: Run, made: "Report") -> None:
    terminal = run.terminal
    rows = [(doubt, count) for doubt, count in made.doubts()]
    width = max(len(doubt.name) for doubt, _ in rows)
    digits = max(len(str(count)) for _, count in rows)
    terminal.print(f"{made.documents} documents")
    for doubt, count in rows:
        few = ", ".join(made.ids(doubt.name, _EXAMPLES)) + (", ..." if count > _EXAMPLES else "")
        terminal.print(f"  {doubt.name.ljust(width)}  {str(count).rjust(digits)}  {few}".rstrip())
        if count:
            terminal.print(f"  {' ' * (width + digits + 4)}({doubt.about})")
    lines = list(made.lines(_LINES + 1))
    if lines:
        terminal.print("\nLines that repeat in their source and are kept as text; a rule says what they are:")
    for line in lines[:_LINES]:
        terminal.print(f"  {_quoted(line.text)}  {line.evidence}{_of(line.group)}, kept in {line.kept_in}")
    if len(lines) > _LINES:
        terminal.print("  ...")
    terminal.print(
        "\n`regesta report NAME` lists all documents of a row; `regesta report repeated-lines` all such lines."
    )


def _print_json(run: Run, made: "Report", name: str | None) -> None:
    from indexer.reporting import REPEATED_LINES

    limit = run.options.limit
    value: dict[str, object] = {"documents": made.documents}
    value["doubts"] = [
        {"name": doubt.name, "about": doubt.about, "documents": count, "ids": list(made.ids(doubt.name, limit))}
        for doubt, count in made.doubts()
        if name in (None, doubt.name)
    ]
    if name in (None, REPEATED_LINES):
        value["repeated_lines"] = [
            {
                "text": line.text,
                "evidence": line.evidence,
                "group": line.group,
                "kept_in": line.kept_in,
                "ids": list(made.ids_with(line, limit)),
            }
            for line in made.lines()
        ]
    run.terminal.json(value)


def _of(group: str) -> str:
    """Which source or folder it is."""
    kind, _, name = group.partition(" ")
    return f" ({name})" if kind and name else ""


def _quoted(text: str) -> str:
    return f"“{text}”" if len(text) <= _TOLD else f"“{text[: _TOLD - 1]}…”"


REPORT = Command(
    about="What an archivist should look at: documents without date or source, with much or nothing removed, too short,\n"
    "repaired; and lines that repeat in their source and that nobody has judged. Every count lists its documents.",
    declare=_declare,
    run=_run,
    examples="""\
  regesta report
  regesta report undated
  regesta report much-removed --removed 80
  regesta report repeated-lines --json
""",
)
