"""Where a command writes: data on standard output, everything said about it on standard error.

The progress bar is our own because it is this small; the libraries for it draw more than the one line we need.
"""

import json
import logging
import os
import sys
import time
import unicodedata
from collections.abc import Iterable
from typing import TextIO

import orjson

# A bar that moves more often is no more informative, only slower; a log line more often is a flood.
_BAR_SECONDS = 0.1
_LINE_SECONDS = 10.0
_BAR_WIDTH = 28
# Embeddings, overrides and isolates: they make text read in another order than it is written.
_BIDIRECTIONAL = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


class Terminal:
    """Writes to the streams it is given. A message nobody can read any more is dropped; data nobody can read is an error."""

    def __init__(self, out: TextIO, err: TextIO) -> None:
        self.out = out
        self._err = err
        self.out_is_terminal = out.isatty()
        self.err_is_terminal = err.isatty()
        # https://no-color.org: set and not empty means no colour.
        self._styled = self.out_is_terminal and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
        self._bar = ""

    def write(self, text: str) -> None:
        """Data, as it is."""
        self.out.write(text)

    def write_bytes(self, content: bytes) -> None:
        """Data, byte for byte; on a terminal without what would steer it."""
        if self.out_is_terminal:
            self.out.write(harmless(content.decode("utf-8", "replace")))
            return
        self.out.flush()
        self.out.buffer.write(content)

    def print(self, text: str = "") -> None:
        """A line for people. Documents come from anywhere: what would steer a terminal is shown, not sent."""
        self.out.write(harmless(text) + "\n")

    def json(self, value: object, *, at_once: bool = False) -> None:
        """One JSON value on one line; ``at_once`` for filters, whose reader may wait for it before writing on."""
        self.out.write(json_text(value) + "\n")
        if at_once:
            self.out.flush()

    def strong(self, text: str) -> str:
        """``text`` for ``write``: bold on a terminal, and harmless."""
        return f"\x1b[1m{harmless(text)}\x1b[0m" if self._styled else harmless(text)

    def marked(self, text: str, ranges: Iterable[tuple[int, int]]) -> str:
        """``text`` for ``write``, its ranges (code points, half-open, ascending) bold, or ``*so*`` where nothing is bold."""
        pieces: list[str] = []
        at = 0
        for start, end in ranges:
            inside = text[start:end]
            pieces += (harmless(text[at:start]), self.strong(inside) if self._styled else f"*{harmless(inside)}*")
            at = end
        return "".join((*pieces, harmless(text[at:])))

    def say(self, text: str) -> None:
        """A message, on standard error, on a line of its own."""
        bar, self._bar = self._bar, ""
        self._to_err(("\r\x1b[K" if bar else "") + harmless(text) + "\n")

    def bar(self, text: str) -> None:
        """Draw the bar anew; where standard error is no terminal nothing is drawn."""
        if self.err_is_terminal:
            self._bar = text
            self._to_err("\r\x1b[K" + text)

    def clear(self) -> None:
        if self._bar:
            self._bar = ""
            self._to_err("\r\x1b[K")

    def flush(self) -> None:
        self.out.flush()

    def _to_err(self, text: str) -> None:
        # A run that indexes must not stop because nobody listens (`2>&1 | head`).
        try:
            self._err.write(text)
            self._err.flush()
        except (OSError, ValueError):
            pass


def json_text(value: object) -> str:
    """``value`` as JSON on one line. Half a filter's work besides cleaning was the standard library's encoder."""
    try:
        return orjson.dumps(value).decode()
    except TypeError:  # half of a surrogate pair, numbers beyond 64 bits: what people's files hold must come out again
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


class Progress:
    """Tells how far a run is: a bar on a terminal, else a line now and then. ``total`` None while it is not known."""

    def __init__(self, terminal: Terminal, what: str, total: int | None = None) -> None:
        self._terminal = terminal
        self._what = what
        self._told = time.monotonic()
        self.total = total
        self.begin()

    def begin(self) -> None:
        """What is told of rate and time left is from now on."""
        self._began = time.monotonic()

    def at(self, done: int, share: float | None = None) -> None:
        """``done`` of the total; where that is not known, ``share`` (0..1) may say how much of the whole it is."""
        now = time.monotonic()
        if now - self._told < (_BAR_SECONDS if self._terminal.err_is_terminal else _LINE_SECONDS):
            return
        self._told = now
        rate = done / (now - self._began)
        count = f"{done:,}".replace(",", " ") + (f" of {self.total:,}".replace(",", " ") if self.total else "")
        text = f"{self._what} {count}, {rate:.0f} a second"
        if self.total:
            share = done / self.total
        if share:
            text += f", {_time_left((now - self._began) * (1 - share) / share)}"
        if not self._terminal.err_is_terminal:
            self._terminal.say(text)
            return
        filled = min(_BAR_WIDTH, _BAR_WIDTH * done // self.total) if self.total else 0
        drawn = f"[{'#' * filled}{'.' * (_BAR_WIDTH - filled)}] " if self.total else ""
        self._terminal.bar(drawn + text)

    def done(self) -> None:
        self._terminal.clear()


def _time_left(seconds: float) -> str:
    """For people: to the second below a minute and a half, else to the minute or the hour.

    >>> _time_left(41.2), _time_left(200), _time_left(8000), _time_left(-1)
    ('about 41 s left', 'about 3 min left', 'about 2.2 h left', 'about 0 s left')
    """
    if seconds < 90:
        return f"about {max(0, round(seconds))} s left"
    if seconds < 5400:
        return f"about {seconds / 60:.0f} min left"
    return f"about {seconds / 3600:.1f} h left"


class MessageHandler(logging.Handler):
    """Log records as messages, so that they do not break into a bar."""

    def __init__(self, terminal: Terminal) -> None:
        super().__init__()
        self._terminal = terminal

    def emit(self, record: logging.LogRecord) -> None:
        self._terminal.say(self.format(record))


def harmless(text: str) -> str:
    """``text`` without power over a terminal: control and bidirectional-override characters become visible pictures.

    >>> harmless("a\\x1b[2Jb")
    'a␛[2Jb'
    """
    if text.isprintable():
        return text
    return "".join(_picture(char) if _steers(char) else char for char in text)


def _steers(char: str) -> bool:
    return char not in "\n\t" and (unicodedata.category(char) == "Cc" or char in _BIDIRECTIONAL)


def _picture(char: str) -> str:
    # Unicode has a picture for each of the first 32 controls and for DEL (U+2400..U+2421).
    code = ord(char)
    return chr(0x2400 + code) if code < 0x20 else "\u2421" if code == 0x7F else "\ufffd"


def standard_terminal() -> Terminal:
    """Standard output and error. Data is UTF-8 wherever it goes, except on a terminal that speaks something else."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None and not stream.isatty():
            reconfigure(encoding="utf-8", errors="backslashreplace")
        elif reconfigure is not None:
            reconfigure(errors="backslashreplace")
    return Terminal(sys.stdout, sys.stderr)
