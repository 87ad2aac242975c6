"""What a command is: its name, its options, and a function that runs it."""

import argparse
import difflib
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from search.errors import RegestaError
from web.commands.terminal import Terminal

if TYPE_CHECKING:
    from search.settings import Settings

# Exit codes; an interruption is 130 and a closed pipe 141, as shells have it.
DONE, SOME_FAILED, WRONG_USAGE, UNUSABLE = 0, 1, 2, 3
INTERRUPTED, PIPE_CLOSED = 130, 141

_LOOKS_LIKE_AN_OPTION = re.compile(r"--[A-Za-z][A-Za-z-]*(=.*)?", re.DOTALL)
# No argument of a process can hold NUL, so it can mark the words that are no options whatever they begin with.
_MARK = "\0"


class UsageError(RegestaError):
    """The command line cannot be understood. ``command`` is the one whose --help tells more."""

    def __init__(self, message: str, *, hint: str = "", command: str = "") -> None:
        super().__init__(message, hint=hint)
        self.command = command


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """What a command is given. ``archive_named``: someone named the archive, so a command that can do without one uses it."""

    options: argparse.Namespace
    archive: Path
    archive_named: bool
    settings: "Settings"
    terminal: Terminal


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """``about`` stands on top of its --help, ``examples`` below. ``run`` returns the exit code."""

    about: str
    declare: Callable[["CommandParser"], None]
    run: Callable[[Run], int]
    examples: str = ""


class CommandParser(argparse.ArgumentParser):
    """argparse for one command, except for what may begin with ``-``: a QUERY, an ID, any value of an option.

    argparse takes ``-moratorium`` for an option it does not know, and ``--title "-30-"`` for an option without its value.
    Here an option is only what was declared; what looks like a long option and was not declared is still an error.
    """

    def __init__(self, name: str, command: Command) -> None:
        super().__init__(
            prog=f"regesta {name}",
            description=command.about,
            epilog=f"examples:\n{command.examples}" if command.examples else None,
            formatter_class=argparse.RawDescriptionHelpFormatter,
            allow_abbrev=False,
            add_help=False,
        )
        self._name = name
        self._takes_value: dict[str, bool] = {}
        self._groups: dict[str, argparse._ArgumentGroup] = {}
        self._words = ""
        self.usage = "%(prog)s [option]..."
        command.declare(self)
        self.option(
            "--archive",
            metavar="DIR",
            group="everywhere",
            help="the archive (default: $REGESTA_ARCHIVE, else ./archive)",
        )
        self.option("--help", "-h", action="help", group="everywhere", help="this text")

    def option(self, *names: str, group: str = "options", **about: Any) -> None:
        """Declare an option; ``about`` as argparse's ``add_argument`` has it."""
        if group not in self._groups:
            self._groups[group] = self.add_argument_group(group)
        self._groups[group].add_argument(*names, **about)
        takes_value = about.get("action", "store") in ("store", "append")
        self._takes_value.update(dict.fromkeys(names, takes_value))

    def words(self, name: str, **about: Any) -> None:
        """Declare what stands on the command line without an option's name."""
        self._words = str(about.get("metavar", name))
        optional, several = about.get("nargs") in ("?", "*"), about.get("nargs") in ("+", "*")
        shown = self._words + ("..." if several else "")
        self.usage = "%(prog)s [option]... " + (f"[{shown}]" if optional else shown)
        self._groups.setdefault("what", self.add_argument_group("what")).add_argument(
            name, type=lambda word: word.removeprefix(_MARK), **about
        )

    def json_option(self, help: str = "print JSON instead of text") -> None:
        self.option("--json", action="store_true", help=help)

    def read(self, arguments: Sequence[str]) -> argparse.Namespace:
        """Raise UsageError for what does not fit; print --help and raise SystemExit when that is asked for."""
        return self.parse_args(self._sorted(arguments))

    def error(self, message: str) -> NoReturn:
        raise UsageError(_sentence(_in_our_words(message.replace(_MARK, ""))), command=self._name)

    def _sorted(self, arguments: Sequence[str]) -> list[str]:
        """Options first, each with its value in one piece, then the words, marked."""
        options: list[str] = []
        words: list[str] = []
        waiting = iter(arguments)
        for argument in waiting:
            name = argument.partition("=")[0]
            if argument == "--":
                words.extend(waiting)
            elif argument in self._takes_value:
                options.append(self._with_value(argument, waiting) if self._takes_value[argument] else argument)
            elif argument.startswith("--") and name in self._takes_value:
                options.append(argument)
            elif _LOOKS_LIKE_AN_OPTION.fullmatch(argument):
                self._unknown(name)
            else:
                words.append(argument)
        return [*options, *(_MARK + word for word in words)]

    def _with_value(self, option: str, waiting: Any) -> str:
        value = next(waiting, None)
        if value is None or value in self._takes_value:
            hint = f"If {value} is the value, write {option}={value}." if value else ""
            raise UsageError(f"{option} needs a value.", hint=hint, command=self._name)
        return f"{option}={value}"

    def _unknown(self, name: str) -> NoReturn:
        near = difflib.get_close_matches(name, self._takes_value, n=1, cutoff=0.7)
        known = ", ".join(option for option in self._takes_value if option.startswith("--"))
        hint = f"Did you mean {near[0]}?" if near else f"It has {known}."
        if self._words:
            hint += f" If it is meant as {self._words}, put -- before it: regesta {self._name} -- {name}"
        raise UsageError(f"`regesta {self._name}` has no option {name}.", hint=hint, command=self._name)


# What argparse says of a value that does not fit, in its own English and Python's.
_NOT_A_NUMBER = re.compile(r"argument (?P<option>[^:]+): invalid int value: (?P<value>.*)")
_NOT_A_CHOICE = re.compile(r"argument (?P<option>[^:]+): invalid choice: (?P<value>.*) \(choose from (?P<choices>.*)\)")


def _in_our_words(message: str) -> str:
    if found := _NOT_A_NUMBER.fullmatch(message):
        return f"{found['option']} is a whole number, not {found['value']}"
    if found := _NOT_A_CHOICE.fullmatch(message):
        *others, last = found["choices"].replace("'", "").split(", ")
        return f"{found['option']} cannot be {found['value']}. Choose {', '.join(others)} or {last}"
    return message


def _sentence(message: str) -> str:
    return message[:1].upper() + message[1:] + ("" if message.endswith((".", "?")) else ".")
