"""``regesta``: the archive from the shell."""

import contextlib
import difflib
import importlib
import logging
import os
import shlex
import sys
import traceback
from collections.abc import Sequence
from pathlib import Path

from search.errors import (
    ArchiveError,
    BadRequest,
    CursorError,
    DamagedDocument,
    NotFound,
    RegestaError,
    RequestError,
    Withdrawn,
)
from web.commands.command import (
    DONE,
    INTERRUPTED,
    PIPE_CLOSED,
    SOME_FAILED,
    UNUSABLE,
    WRONG_USAGE,
    Command,
    CommandParser,
    Run,
    UsageError,
)
from web.commands.terminal import MessageHandler, Terminal, standard_terminal

# (name, where it is, what it does). A module is imported when its command is asked for, so that help costs nothing.
COMMANDS: tuple[tuple[str, str, str], ...] = (
    ("index", "web.commands.index:INDEX", "read files and folders into the archive"),
    ("search", "web.commands.search:SEARCH", "search the archive"),
    ("show", "web.commands.show:SHOW", "show a document, what was removed from it and why"),
    ("serve", "web.commands.serve:SERVE", "serve the archive to browsers and programs"),
    ("clean", "web.commands.clean:CLEAN", "clean a page or a text; nothing is stored"),
    (
        "annotate",
        "web.commands.annotate:ANNOTATE",
        "name the people, places and organisations in texts; nothing is stored",
    ),
    ("edit", "web.commands.decisions:EDIT", "set a document's date, source or title"),
    ("lines", "web.commands.decisions:LINES", "list a document's lines; keep or drop some"),
    ("rules", "web.commands.rules:RULES", "list, test, try and apply the rules that archivists write about lines"),
    ("report", "web.commands.report:REPORT", "what an archivist should look at, with the documents of every count"),
    ("remove", "web.commands.decisions:REMOVE", "withdraw documents from the archive"),
    ("restore", "web.commands.decisions:RESTORE", "bring a withdrawn document back"),
    ("entities", "web.commands.entities:ENTITIES", "list whom and what documents name; merge, split, rename, undo"),
    ("copies", "web.commands.copies:COPIES", "look for documents with nearly the same text"),
    ("reindex", "web.commands.upkeep:REINDEX", "clean everything again and build the index anew"),
    ("rollback", "web.commands.upkeep:ROLLBACK", "go back to the previous build of the index"),
    ("verify", "web.commands.upkeep:VERIFY", "check that originals, catalog and index agree"),
    ("stats", "web.commands.upkeep:STATS", "the archive in figures"),
    ("export", "web.commands.upkeep:EXPORT", "write the whole archive as JSON Lines"),
    ("backup", "web.commands.upkeep:BACKUP", "copy the archive while it is in use"),
    ("settings", "web.commands.settings:SETTINGS_COMMAND", "list the settings, their values and where they stand"),
)
_VALUED, _FLAGS = ("--archive",), ("--json",)  # global: before the command as well as after it


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code: 0 done, 1 some documents failed, 2 wrong usage, 3 archive unusable."""
    terminal = standard_terminal()
    handler = MessageHandler(terminal)
    handler.setFormatter(logging.Formatter("%(levelname)s: %(message)s"))
    logging.getLogger().addHandler(handler)
    try:
        code = _run(list(sys.argv[1:] if argv is None else argv), terminal)
        terminal.flush()
        return code
    except KeyboardInterrupt as stopped:
        terminal.clear()
        terminal.say("Interrupted. What was committed is kept; run the same command again to go on.")
        if str(stopped):
            terminal.say(str(stopped))
        return INTERRUPTED
    except BrokenPipeError:
        _forget_output()
        return PIPE_CLOSED
    except Exception as error:
        terminal.clear()
        return _tell(error, terminal)
    finally:
        logging.getLogger().removeHandler(handler)


def _run(arguments: list[str], terminal: Terminal) -> int:
    before, name, after = _split(arguments)
    if name is None:
        if "--version" in before:
            terminal.print(f"regesta {_version()}")
            return DONE
        terminal.write(_overview())
        if "--help" in before or "-h" in before:
            return DONE
        raise UsageError("Which command?")
    if name == "help":
        return _run([*after[:1], "--help"], terminal)
    command = _command(name)
    parser = CommandParser(name, command)
    try:
        options = parser.read([*before, *after])
    except SystemExit as finished:  # --help has been printed
        return int(finished.code or 0)
    from search.settings import read_settings

    read = read_settings(environ=os.environ, archive=options.archive)
    logging.getLogger().setLevel(read.settings.log_level.upper())
    for warning in read.warnings:
        terminal.say(warning)
    if read.settings.entity_model:
        _choose_entity_model(read.settings.entity_model, name)
    return command.run(
        Run(
            options=options,
            archive=Path(read.settings.archive),
            archive_named=read.origins["archive"] == "--archive",
            settings=read.settings,
            terminal=terminal,
        )
    )


# What names entities in documents or texts, and so needs the model; everything else does without.
_ANNOTATING = frozenset({"index", "annotate", "edit", "lines", "rules", "reindex"})


def _choose_entity_model(model: str, command: str) -> None:
    """Name the model to this process and to those it starts. Refused before any document is read when it cannot be used."""
    from indexer.entities.recognisers import VARIABLE, recogniser

    os.environ[VARIABLE] = model
    if command in _ANNOTATING:
        recogniser(model)


def _split(arguments: list[str]) -> tuple[list[str], str | None, list[str]]:
    """Options before the command, the command, what follows it."""
    before: list[str] = []
    waiting = iter(enumerate(arguments))
    for at, argument in waiting:
        if argument in _VALUED:
            _, value = next(waiting, (at, None))
            if value is None:
                raise UsageError(f"{argument} needs a value.")
            before.append(f"{argument}={value}")
        elif argument in _FLAGS or argument in ("--help", "-h", "--version") or argument.startswith("--archive="):
            before.append(argument)
        elif argument.startswith("-"):
            raise UsageError(
                f"There is no option {argument.partition('=')[0]} before the command.",
                hint="There --archive DIR, --json, --help and --version may stand; other options follow the command.",
            )
        else:
            return before, argument, arguments[at + 1 :]
    return before, None, []


def _command(name: str) -> Command:
    for known, place, _ in COMMANDS:
        if known == name:
            module, _, attribute = place.partition(":")
            command: Command = getattr(importlib.import_module(module), attribute)
            return command
    near = difflib.get_close_matches(name, [known for known, _, _ in COMMANDS], n=1)
    raise UsageError(
        f"There is no command {name!r}.",
        hint=f"Did you mean `regesta {near[0]}`?" if near else "`regesta --help` lists them.",
    )


def _tell(error: Exception, terminal: Terminal) -> int:
    """Say what happened and what to do, and return the exit code it has."""
    import sqlite3

    from indexer.errors import LedgerError, ModelMissing, ReadFailure, RulesError
    from search.catalog.packing import Damaged
    from search.settings import SettingsError

    match error:
        case BadRequest():
            for one in error.errors:
                terminal.say(f"regesta: {_of_option(one)}")
            return WRONG_USAGE
        case RequestError():
            terminal.say(f"regesta: {_of_option(error)}")
            return WRONG_USAGE
        case UsageError():
            terminal.say(f"regesta: {error}")
            terminal.say(
                f"`regesta {error.command} --help` tells more." if error.command else "`regesta --help` tells more."
            )
            return WRONG_USAGE
        case LedgerError():
            terminal.say(f"regesta: {error} Nothing was changed.")
            return WRONG_USAGE
        case SettingsError() | CursorError():
            terminal.say(f"regesta: {error}")
            return WRONG_USAGE
        case RulesError() | ModelMissing():
            terminal.say(f"regesta: {error}")
            return WRONG_USAGE
        case ArchiveError():
            terminal.say(f"regesta: {error}")
            return UNUSABLE
        case Withdrawn():
            terminal.say(f"regesta: {error.message} Removed {error.removed_at[:10]}: {error.reason}.")
            terminal.say(f"`regesta restore {shlex.quote(error.document_id)}` brings it back.")
            return SOME_FAILED
        case NotFound() | ReadFailure() | DamagedDocument():
            terminal.say(f"regesta: {error}")
            return SOME_FAILED
        case RegestaError():
            terminal.say(f"regesta: {error} What was committed is kept.")
            return UNUSABLE
        case sqlite3.Error():
            terminal.say(f"regesta: The catalog cannot be used: {error}. `regesta verify` says what is wrong with it.")
            return UNUSABLE
        case Damaged():
            terminal.say(
                f"regesta: A text of the catalog cannot be unpacked ({error}). `regesta verify` says whose; restore a backup from before."
            )
            return UNUSABLE
        case OSError():
            where = f"{error.filename}: " if error.filename else ""
            terminal.say(f"regesta: {where}{error.strerror or error}.")
            return UNUSABLE
        case _:
            terminal.say("".join(traceback.format_exception(error)).rstrip())
            terminal.say("regesta: This is a fault of the program, not of its use. What was committed is kept.")
            return UNUSABLE


def _of_option(error: RequestError) -> str:
    """The error with the parameter's name as it is on the command line."""
    option = "QUERY" if error.parameter == "q" else "--" + error.parameter.replace("_", "-")
    meant = f" Did you mean {error.suggestion}?" if error.suggestion and error.suggestion not in error.hint else ""
    return f"{option}: {error}{meant}"


def _overview() -> str:
    width = max(len(name) for name, _, _ in COMMANDS)
    rows = "\n".join(f"  {name.ljust(width)}  {summary}" for name, _, summary in COMMANDS)
    return f"""usage: regesta [--archive DIR] COMMAND ...

A search engine over an archive of policy documents.

commands:
{rows}

`regesta COMMAND --help` tells more about one. A first archive:

  regesta index seeds/
  regesta search moratorium
  regesta serve

The archive is the folder named by --archive, else by $REGESTA_ARCHIVE, else ./archive. Data goes to standard output,
messages to standard error. Exit codes: 0 done; 1 done, but some documents failed; 2 wrong usage; 3 archive or engine
unusable.
"""


def _version() -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("regesta")
    except PackageNotFoundError:
        return "(not installed)"


def _forget_output() -> None:
    """Whoever read our output is gone; point it nowhere, or Python complains about it once more on the way out."""
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


if __name__ == "__main__":
    sys.exit(main())
