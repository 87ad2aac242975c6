"""What an archivist decides about documents: ``edit``, ``lines``, ``remove``, ``restore``. Recorded, and replayed always."""

from collections.abc import Callable
from contextlib import closing

from search.documents import Verdict
from web.commands.archives import existing_archive, opened
from web.commands.command import DONE, SOME_FAILED, Command, CommandParser, Run, UsageError


def _declare_edit(parser: CommandParser) -> None:
    parser.words("id", metavar="ID", help="the document's id")
    parser.option("--date", metavar="D", help='2012, 2012-03 or 2012-03-01; _unknown: it has none; "": as found again')
    parser.option("--source", metavar="S", help='a name; _unknown: it has none; "": as found again')
    parser.option("--title", metavar="T", help='"": as found again')
    parser.option("--reason", metavar="R", required=True, help="why; it is kept with the change")


def _edit(run: Run) -> int:
    from indexer.changes import edit

    options = run.options
    if options.date is None and options.source is None and options.title is None:
        raise UsageError("What is to be changed?", hint="Give --date, --source or --title.", command="edit")
    edit(
        existing_archive(run),
        options.id,
        date=options.date,
        source=options.source,
        title=options.title,
        reason=options.reason,
        committed=_acknowledge(run),
    )
    run.terminal.print(f"{options.id} is changed.")
    return DONE


def _declare_lines(parser: CommandParser) -> None:
    parser.words("id", metavar="ID", help="the document's id")
    parser.option(
        "--keep",
        action="append",
        type=int,
        metavar="N",
        default=[],
        help="the line is part of the text (repeat for more)",
    )
    parser.option("--drop", action="append", type=int, metavar="N", default=[], help="the line is not part of the text")
    parser.option(
        "--as-found",
        action="append",
        type=int,
        metavar="N",
        default=[],
        help="take the decision about the line back: it is judged as if there had been none",
    )
    parser.option("--reason", metavar="R", default="", help="why; it is kept with the change")


def _lines(run: Run) -> int:
    from indexer.changes import override_lines
    from web.commands.show import print_lines

    options = run.options
    if options.keep or options.drop or options.as_found:
        override_lines(
            existing_archive(run),
            options.id,
            keep=options.keep,
            drop=options.drop,
            as_found=options.as_found,
            reason=options.reason,
            committed=_acknowledge(run),
        )
    with opened(run) as service:
        print_lines(service.document(options.id), run.terminal, tuple(Verdict))
    return DONE


def _declare_remove(parser: CommandParser) -> None:
    parser.words("ids", metavar="ID", nargs="+", help="ids of documents")
    parser.option("--reason", metavar="R", required=True, help="why; readers who follow an old link are told")


def _remove(run: Run) -> int:
    from indexer.changes import remove
    from search.catalog.reading import open_catalog

    options = run.options
    archive = existing_archive(run)
    with closing(open_catalog(archive)) as catalog:
        known = {document_id: catalog.number_of(document_id) is not None for document_id in options.ids}
    wanted = [document_id for document_id, is_there in known.items() if is_there]
    removed = remove(archive, wanted, options.reason, committed=_acknowledge(run)) if wanted else 0
    for document_id in (document_id for document_id, is_there in known.items() if not is_there):
        run.terminal.say(f"failed: {document_id}: there is no document by that id in {run.archive}")
    already = len(wanted) - removed
    run.terminal.print(f"{removed} removed" + (f", {already} removed before" if already else ""))
    return DONE if len(wanted) == len(known) else SOME_FAILED


def _declare_restore(parser: CommandParser) -> None:
    parser.words("id", metavar="ID", help="the document's id")


def _restore(run: Run) -> int:
    from indexer.changes import restore

    restored = restore(existing_archive(run), run.options.id, committed=_acknowledge(run))
    run.terminal.print(f"{run.options.id} is restored." if restored else f"{run.options.id} was not removed.")
    return DONE


def _acknowledge(run: Run) -> Callable[[int], None]:
    return lambda count: run.terminal.say(f"committed {count}")


EDIT = Command(
    about="Set a document's date, source or title over what was found. The decision is recorded with its reason and\n"
    "outlives every re-cleaning and reindex.",
    declare=_declare_edit,
    run=_edit,
    examples="""\
  regesta edit 000_69ed255d60970c7c.txt --date 2012-03 --reason "dated by the author"
  regesta edit 000_69ed255d60970c7c.txt --date "" --reason "as found after all"
""",
)
LINES = Command(
    about="List a document's lines with their numbers and verdicts; keep or drop some. Decisions are recorded, and follow a\n"
    "line's text when the document changes.",
    declare=_declare_lines,
    run=_lines,
    examples="""\
  regesta lines 003_bb01f1feaf2e59d7.txt
  regesta lines 003_bb01f1feaf2e59d7.txt --drop 7 --keep 9 --reason "a caption"
  regesta lines 003_bb01f1feaf2e59d7.txt --as-found 7
""",
)
REMOVE = Command(
    about="Withdraw documents: no search finds them any more, also after a new `regesta index`. Their content stays, and\n"
    "`regesta restore` brings them back.",
    declare=_declare_remove,
    run=_remove,
    examples="""\
  regesta remove 003_bb01f1feaf2e59d7.txt --reason "asked to by the publisher"
""",
)
RESTORE = Command(
    about="Bring a withdrawn document back as it was.",
    declare=_declare_restore,
    run=_restore,
    examples="""\
  regesta restore 003_bb01f1feaf2e59d7.txt
""",
)
