"""``regesta copies``: which documents have nearly the same text."""

from web.commands.archives import existing_archive
from web.commands.command import DONE, Command, CommandParser, Run
from web.commands.terminal import Progress


def _declare(parser: CommandParser) -> None:
    parser.json_option()


def _run(run: Run) -> int:
    from indexer.copies import find_copies

    bar = Progress(run.terminal, "compared")

    def progress(done: int, total: int) -> None:
        bar.total = total
        bar.at(done)

    report = find_copies(existing_archive(run), progress=progress)
    bar.done()
    if run.options.json:
        run.terminal.json(
            {"sketched": report.sketched, "documents": report.documents, "clusters": report.clusters},
        )
    else:
        run.terminal.print(
            f"{report.documents} documents have near copies, in {report.clusters} clusters; "
            f"{report.sketched} had changed since the last time"
        )
    return DONE


COPIES = Command(
    about="Look for documents with nearly the same text: one article that several published, or one published again with\n"
    "small changes. `regesta index` does so at its end, unless the setting find_copies is off; only what has changed is\n"
    "looked at. `regesta search --copies collapse` then counts each article once.",
    declare=_declare,
    run=_run,
)
