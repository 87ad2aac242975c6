"""``regesta index``: files and folders into the archive."""

import os
import tempfile
from collections.abc import Sequence
from contextlib import closing
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from search.engines import ENGINES
from web.commands.command import DONE, SOME_FAILED, Command, CommandParser, Run, UsageError
from web.commands.recleaned import print_outdated, print_recleaned, recleaned_json
from web.commands.terminal import Progress, Terminal

if TYPE_CHECKING:
    from indexer.pipeline import IndexReport
    from indexer.progress import Progress as RunProgress
    from search.archive import Archive

# Below this, starting more processes (each loads all that cleaning needs, about a second) takes longer than it saves.
_FEW_FILES, _FEW_BYTES = 100, 2_000_000
# A bar needs a total; a folder with more files than this is better begun than counted.
_COUNTED_FILES = 50_000


def engine_option(parser: CommandParser, what: str) -> None:
    parser.option("--engine", metavar="|".join(ENGINES), help=what)


def known_engine(name: str | None, command: str) -> str | None:
    """The name as given. Raise UsageError when there is no such engine."""
    if name is not None and name not in ENGINES:
        raise UsageError(f"There is no engine {name!r}.", hint=f"Choose {' or '.join(ENGINES)}.", command=command)
    return name


def jobs_option(parser: CommandParser) -> None:
    parser.option("--jobs", metavar="N", type=int, help="processes that clean documents (one for each processor)")


def known_jobs(run: Run, command: str) -> int | None:
    """How many processes were asked for, by the option or the settings; None or 0 for none. Raise UsageError below 1."""
    jobs: int | None = run.options.jobs
    if jobs is not None and jobs < 1:
        raise UsageError(f"--jobs is a whole number from 1, not {jobs}.", command=command)
    return jobs or run.settings.jobs


def _declare(parser: CommandParser) -> None:
    parser.words(
        "paths",
        metavar="PATH",
        nargs="+",
        help="files and folders: .txt .md .html .htm .xhtml .json .jsonl .ndjson, each also .gz",
    )
    parser.json_option("print the counts and failures as JSON")
    engine_option(parser, "the engine of an archive made here (tantivy); one that exists keeps its own")
    jobs_option(parser)
    parser.option("--source", metavar="NAME", help="the source of documents that do not say theirs")
    parser.option(
        "--prefix", metavar="P", default="", help="put P/ before every id, to set apart what has the same names"
    )
    parser.option("--dry-run", action="store_true", help="tell what would happen; store nothing")


def _run(run: Run) -> int:
    options = run.options
    engine = known_engine(options.engine, "index")
    known_jobs(run, "index")
    report = _report(run, engine)
    if options.json:
        run.terminal.json(report_json(report))
    else:
        print_report(report, run.terminal, dry_run=options.dry_run)
    return SOME_FAILED if report.failed else DONE


def _report(run: Run, engine: str | None) -> "IndexReport":
    from indexer.generations import create_archive, open_or_create
    from search.archive import archive_exists

    paths: list[str] = run.options.paths
    chosen = engine or run.settings.engine
    if archive_exists(run.archive):
        return _index(run, open_or_create(run.archive, engine))
    if not any(os.path.lexists(path) for path in paths):
        return _nothing_there(paths)  # a mistyped path must not leave an empty archive behind
    if run.options.dry_run:
        with tempfile.TemporaryDirectory(prefix="regesta-") as folder:
            return _index(run, create_archive(Path(folder) / "archive", chosen))
    archive = create_archive(run.archive, chosen)
    run.terminal.say(f"Made a new archive at {run.archive}, engine {chosen}.")
    return _index(run, archive)


def _index(run: Run, archive: "Archive") -> "IndexReport":
    from indexer.pipeline import index_paths

    options = run.options
    total, few = _look_ahead(options.paths, run.terminal)
    ahead, bar = Progress(run.terminal, "looked ahead at", total), Progress(run.terminal, "read", total)
    judged, built = Progress(run.terminal, "judged again"), Progress(run.terminal, "indexed as one piece")

    def tell(so_far: "RunProgress") -> None:
        if so_far.built:
            built.at(so_far.built, so_far.built / so_far.to_build)
        elif so_far.to_build:
            built.begin()
        elif so_far.judged:
            judged.at(so_far.judged)
        elif so_far.read:
            judged.begin()
            bar.at(so_far.read, so_far.share)
        else:
            ahead.at(so_far.ahead)
            bar.begin()

    try:
        report = index_paths(
            archive,
            options.paths,
            jobs=known_jobs(run, "index") or (1 if few else processors()),
            source=options.source,
            prefix=options.prefix,
            dry_run=options.dry_run,
            copies=run.settings.find_copies == "on",
            progress=tell,
            committed=lambda count: run.terminal.say(f"committed {count}"),
        )
    except KeyboardInterrupt:
        raise KeyboardInterrupt(_not_searched_yet(archive)) from None
    bar.done()
    built.done()
    return report


def _not_searched_yet(archive: "Archive") -> str:
    """What to know of a run that ended before the index was given all that was committed; empty where it was."""
    from indexer.verify import behind

    return (
        "Searches show all of it once that, or any other command that changes the archive, has run."
        if behind(archive)
        else ""
    )


def _look_ahead(paths: Sequence[str], terminal: Terminal) -> tuple[int | None, bool]:
    """How many documents there will be, where that is soon told, and whether they are few."""
    from indexer.readers import FoundFile, look_ahead

    most = _COUNTED_FILES if terminal.err_is_terminal else _FEW_FILES
    with closing(look_ahead(paths)) as ahead:
        found = list(islice(ahead, most + 1))
    files = [each for each in found if isinstance(each, FoundFile)]
    counted = len(found) <= most and not any(each.holds_records for each in files)
    few = len(found) <= _FEW_FILES and sum(each.size for each in files) <= _FEW_BYTES
    return (len(found) if counted else None), few


def processors() -> int:
    """How many processors this process may use, which in a container are fewer than the machine has."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _nothing_there(paths: Sequence[str]) -> "IndexReport":
    from indexer.errors import ReadFailure
    from indexer.pipeline import IndexReport
    from indexer.readers import list_files

    failed = tuple((found.path, found.reason) for found in list_files(paths) if isinstance(found, ReadFailure))
    return IndexReport(
        read=len(failed), added=0, updated=0, unchanged=0, duplicates=0, failed=failed, missing=(), seconds=0.0
    )


def report_json(report: "IndexReport") -> dict[str, object]:
    return {
        "read": report.read,
        "added": report.added,
        "updated": report.updated,
        "unchanged": report.unchanged,
        "duplicates": report.duplicates,
        "failed": [{"path": path, "reason": reason} for path, reason in report.failed],
        "missing": list(report.missing),
        "joined": report.joined,
        **recleaned_json(report.recleaned, report.recleaned_documents),
        "outdated": report.outdated,
        "seconds": report.seconds,
    }


def print_report(report: "IndexReport", terminal: Terminal, *, dry_run: bool) -> None:
    for path, reason in report.failed:
        terminal.say(f"failed: {path}: {reason}")
    for path in report.missing:
        terminal.say(f"gone: {path}; its documents stay in the archive until `regesta remove` withdraws them")
    print_recleaned(report.recleaned, report.recleaned_documents, terminal)
    print_outdated(report.outdated, terminal)
    if report.joined:
        terminal.say(f"{report.joined} names were joined with others by rule; `regesta entities log` lists them.")
    counts = (
        f"{report.read} read: {report.added} added, {report.updated} updated, {report.unchanged} unchanged, "
        f"{report.duplicates} duplicates, {len(report.failed)} failed, in {report.seconds:.1f} s"
    )
    terminal.print(counts + (" (nothing was stored)" if dry_run else ""))


INDEX = Command(
    about="Read files and folders into the archive, which is made when there is none. What has not changed is not read\n"
    "twice; what is gone is told and stays. A line `committed N` says that N documents are safe on disk.",
    declare=_declare,
    run=_run,
    examples="""\
  regesta index seeds/
  regesta index scraped.jsonl.gz --source Stratfor --prefix stratfor
  regesta index seeds/ --dry-run --json
""",
)
