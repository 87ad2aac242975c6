"""Lines of JSON coming in, from a file or standard input, one at a time."""

import json
import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import IO

import orjson

from web.commands.command import UsageError

STANDARD_INPUT = "-"


class NotRead(ValueError):
    """A line that is not what is read here; its text is one clause that says why."""


def bytes_of(path: str) -> AbstractContextManager[IO[bytes]]:
    """A file, or standard input for ``-``, to read. Raise UsageError when it cannot be opened."""
    if path == STANDARD_INPUT:
        return nullcontext(sys.stdin.buffer)
    try:
        return Path(path).open("rb")
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror or error}.") from error


def json_lines(path: str) -> Iterator[tuple[int, dict[str, object] | NotRead]]:
    """Each line that is not blank with its number, from 1: the object it holds, or why it holds none."""
    with bytes_of(path) as file:
        for number, line in enumerate(file, 1):
            if line.strip():
                yield number, json_object(line)


def json_object(line: bytes) -> dict[str, object] | NotRead:
    """The object that a line holds, or why it holds none."""
    try:
        value = orjson.loads(line)
    except orjson.JSONDecodeError:
        value = _patiently(line)
    return value if isinstance(value, dict | NotRead) else NotRead("is not a JSON object")


def _patiently(line: bytes) -> object:
    """What the standard library, which takes byte order marks, NaN and halves of surrogate pairs, makes of a line; or why
    it makes nothing of it."""
    try:
        return json.loads(line.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        return NotRead(f"is not UTF-8 at byte {error.start + 1}")
    except json.JSONDecodeError as error:
        return NotRead(f"is not JSON: {error.msg} at column {error.colno}")
    except (RecursionError, ValueError) as error:
        return NotRead(f"is not JSON that can be read: {error}")
