"""Broad searches kept ready in each process that serves."""

import threading
from collections.abc import Callable

from flask import Flask

from search.errors import ArchiveError
from search.warming import LOOK_SECONDS, keep_warm
from web.archive import Archive
from web.options import WebOptions


def start_warming(app: Flask) -> Callable[[], None] | None:
    """Begin in a thread of its own, in the process that answers requests; returns what ends it, None where nothing is to be kept."""
    options: WebOptions = app.extensions["regesta_options"]
    archive: Archive = app.extensions["regesta"]
    if not options.warm:
        return None
    stop = threading.Event()

    def run() -> None:
        while not stop.is_set():
            try:
                service = archive.service()
            except (ArchiveError, OSError):  # there is none yet
                stop.wait(LOOK_SECONDS)
                continue
            keep_warm(service, options.warm, stop)

    thread = threading.Thread(target=run, name="warming", daemon=True)
    thread.start()

    def end() -> None:
        stop.set()
        thread.join(timeout=5)

    return end
