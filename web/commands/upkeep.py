"""Looking after the archive as a whole: ``reindex``, ``rollback``, ``verify``, ``stats``, ``export``, ``backup``."""

from web.commands.archives import existing_archive, opened
from web.commands.command import DONE, SOME_FAILED, Command, CommandParser, Run
from web.commands.index import engine_option, jobs_option, known_engine, known_jobs, processors
from web.commands.recleaned import print_recleaned, recleaned_json
from web.commands.rehearsed import rehearsed
from web.commands.terminal import Progress


def _declare_reindex(parser: CommandParser) -> None:
    parser.json_option()
    engine_option(parser, "change to this engine")
    jobs_option(parser)
    parser.option(
        "--dry-run",
        action="store_true",
        help="tell how documents that an older version cleaned would come out; change nothing",
    )


def _reindex(run: Run) -> int:
    from indexer.rebuilding import Stage, reindex

    engine = known_engine(run.options.engine, "reindex")
    if run.options.dry_run:
        return rehearsed(run, existing_archive(run), jobs=known_jobs(run, "reindex") or processors())
    bars: dict[Stage, Progress] = {}

    def progress(stage: Stage, done: int, total: int) -> None:
        bar = bars.setdefault(stage, Progress(run.terminal, stage, total or None))
        bar.at(done)

    report = reindex(
        existing_archive(run),
        engine,
        jobs=known_jobs(run, "reindex") or processors(),
        progress=progress,
        committed=lambda count: run.terminal.say(f"committed {count}"),
    )
    run.terminal.clear()
    for document_id, reason in report.failed:
        run.terminal.say(f"failed: {document_id}: {reason}")
    for old, new, count in report.reasons:
        run.terminal.say(f"{count} cleaned again: they were made by {old}, now {new}")
    print_recleaned(report.rejudged, report.rejudged_documents, run.terminal)
    if run.options.json:
        run.terminal.json(
            {
                "generation": report.generation,
                "engine": report.engine,
                "documents": report.documents,
                "recleaned": report.recleaned,
                "reasons": [{"was": old, "is": new, "documents": count} for old, new, count in report.reasons],
                "rejudged": report.rejudged,
                "rejudged_documents": recleaned_json(report.rejudged, report.rejudged_documents)["recleaned_documents"],
                "failed": [{"id": document_id, "reason": reason} for document_id, reason in report.failed],
            }
        )
    else:
        run.terminal.print(
            f"Generation {report.generation} is live: {report.documents} documents, engine {report.engine}, "
            f"{report.recleaned + report.rejudged} cleaned again"
        )
    return SOME_FAILED if report.failed else DONE


def _declare_nothing(parser: CommandParser) -> None:
    pass


def _rollback(run: Run) -> int:
    from indexer.rebuilding import rollback

    number = rollback(existing_archive(run), committed=lambda count: run.terminal.say(f"committed {count}"))
    run.terminal.print(f"Generation {number} is live again, with all that was changed since.")
    return DONE


def _declare_json(parser: CommandParser) -> None:
    parser.json_option()


def _verify(run: Run) -> int:
    from indexer.verify import verify

    report = verify(existing_archive(run))
    if run.options.json:
        run.terminal.json(
            {
                "whole": report.whole,
                "documents": report.documents,
                "removed": report.removed,
                "originals": report.originals,
                "indexed": report.indexed,
                "behind": report.behind,
                "problems": list(report.problems),
            }
        )
    else:
        for problem in report.problems:
            run.terminal.print(problem)
        state = "agree" if report.whole else "contradict each other"
        run.terminal.print(
            f"Originals, catalog and index {state}: {report.documents} documents, {report.removed} removed, "
            f"{report.originals} originals, {report.indexed} in the index"
        )
        if report.behind:
            run.terminal.print(
                f"behind: {report.behind} (changes the next command that writes will bring to the index)"
            )
    return DONE if report.whole else SOME_FAILED


def _stats(run: Run) -> int:
    from search.wire import statistics_json

    with opened(run) as service:
        figures = statistics_json(service.statistics())
    if run.options.json:
        run.terminal.json(figures)
        return DONE
    width = max(map(len, figures))
    for name, value in figures.items():
        shown = f"{value:,}".replace(",", " ") if isinstance(value, int) else "none" if value is None else value
        run.terminal.print(f"{name.replace('_', ' ').ljust(width)}  {shown}")
    return DONE


def _export(run: Run) -> int:
    from indexer.exporting import export

    bar = Progress(run.terminal, "exported")
    for count, record in enumerate(export(existing_archive(run)), 1):
        run.terminal.json(record)
        bar.at(count)
    bar.done()
    return DONE


def _declare_backup(parser: CommandParser) -> None:
    parser.words("folder", metavar="DIR", help="a new or empty folder")
    parser.json_option()


def _backup(run: Run) -> int:
    from indexer.backup import backup

    report = backup(existing_archive(run), run.options.folder)
    if run.options.json:
        run.terminal.json(
            {
                "path": str(report.path),
                "documents": report.documents,
                "sequence": report.sequence,
                "bytes": report.bytes,
            }
        )
    else:
        run.terminal.print(
            f"{report.path} holds a whole copy: {report.documents} documents, {report.bytes / 1_000_000:.1f} MB"
        )
    return DONE


REINDEX = Command(
    about="Clean again what an older version cleaned, build the index anew from the catalog, and switch to it when it is\n"
    "whole. Searches are answered throughout, and the index before it stays for `regesta rollback`. Mends a broken index.",
    declare=_declare_reindex,
    run=_reindex,
    examples="""\
  regesta reindex --dry-run
  regesta reindex
  regesta reindex --engine whoosh
""",
)
ROLLBACK = Command(
    about="Go back to the build of the index before the last `regesta reindex`. What was changed since is kept. A second\n"
    "rollback comes back.",
    declare=_declare_nothing,
    run=_rollback,
)
VERIFY = Command(
    about="Check that originals, catalog and index agree, and say what to do when they do not. Exit code 0: they agree,\n"
    "though the index may be `behind` by changes still to be replayed; 1: they contradict each other.",
    declare=_declare_json,
    run=_verify,
)
STATS = Command(about="The archive in figures.", declare=_declare_json, run=_stats)
EXPORT = Command(
    about="Write the whole archive as JSON Lines: originals, lines and verdicts, evidence, versions, decisions. `regesta\n"
    "index` reads it back to the same archive.",
    declare=_declare_nothing,
    run=_export,
    examples="""\
  regesta export | gzip > archive.jsonl.gz
  regesta --archive copy index archive.jsonl.gz
""",
)
BACKUP = Command(
    about="Copy the archive into a folder, whole or not at all, while it is being searched. The copy is an archive like any\n"
    "other.",
    declare=_declare_backup,
    run=_backup,
    examples="""\
  regesta backup /var/backups/regesta-2012-03-01
  regesta --archive /var/backups/regesta-2012-03-01 verify
""",
)
