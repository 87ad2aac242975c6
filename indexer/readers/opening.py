"""Opening a file safely and reading it, decompressed, up to a limit."""

import gzip
import io
import os
import stat
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, cast

from indexer.errors import ReadFailure
from indexer.readers.limits import Limits

_KINDS = (
    (stat.S_ISLNK, "a symbolic link; give the path it points to instead"),
    (stat.S_ISFIFO, "a named pipe, not a file"),
    (stat.S_ISSOCK, "a socket, not a file"),
    (stat.S_ISCHR, "a device, not a file"),
    (stat.S_ISBLK, "a device, not a file"),
)
_CHUNK = 1 << 16


def why_not_a_file(mode: int) -> str | None:
    """What an ``st_mode`` is when it is neither a regular file nor a folder; None when it is one of the two."""
    return next((f"is {kind}" for matches, kind in _KINDS if matches(mode)), None)


def in_megabytes(size: int) -> str:
    """50000000 as "50 MB", for messages."""
    return f"{size / 1_000_000:g} MB"


@contextmanager
def opened(path: Path) -> Iterator[IO[bytes]]:
    """The bytes of a regular file, decompressed when its name ends in ``.gz``; every OS error becomes a ReadFailure."""
    try:
        # NOFOLLOW and the fstat below close the gap between looking at a path and opening it; NONBLOCK keeps a pipe
        # that took the file's place from hanging the run. Windows has neither.
        flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
        descriptor = os.open(path, flags)
        with os.fdopen(descriptor, "rb") as file:
            kind = why_not_a_file(os.fstat(descriptor).st_mode)
            if kind:
                raise ReadFailure(str(path), kind)
            if path.suffix.lower() == ".gz":
                with gzip.GzipFile(fileobj=file) as unpacked:
                    yield cast("IO[bytes]", unpacked)
            else:
                yield file
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise ReadFailure(str(path), f"is not a whole gzip file ({error})") from error
    except OSError as error:
        raise ReadFailure(str(path), f"cannot be read: {error.strerror or error}") from error


def whole(path: Path, limits: Limits) -> bytes:
    """The whole content of a file, decompressed. Past ``limits.max_bytes`` reading stops with a ReadFailure."""
    with opened(path) as file:
        content = file.read(limits.max_bytes + 1)
    if len(content) > limits.max_bytes:
        raise ReadFailure(str(path), f"holds more than {in_megabytes(limits.max_bytes)}, the limit for one document")
    return content


def lines(path: Path, limits: Limits) -> Iterator[bytes | ReadFailure]:
    r"""The lines of a file, split at ``\n``, one at a time; a line over the limit is a ReadFailure in its place."""
    with opened(path) as file:
        packed = path.stat().st_size if path.suffix.lower() == ".gz" else None
        buffered = file if packed is None else io.BufferedReader(file, _CHUNK)  # type: ignore[type-var]
        read = 0
        while line := buffered.readline(limits.max_bytes + 1):
            read += len(line)
            if packed is not None and read > max(limits.max_bytes, packed * limits.max_ratio):
                raise ReadFailure(
                    str(path),
                    f"unpacks to more than {limits.max_ratio} times its size; the rest was not read",
                )
            if len(line) <= limits.max_bytes:
                yield line
                continue
            yield ReadFailure(
                str(path), f"holds more than {in_megabytes(limits.max_bytes)}, the limit for one document"
            )
            while line and not line.endswith(b"\n"):  # the rest of the refused line
                line = buffered.readline(_CHUNK)
                read += len(line)
                if packed is not None and read > packed * limits.max_ratio:
                    raise ReadFailure(str(path), f"unpacks to more than {limits.max_ratio} times its size")
