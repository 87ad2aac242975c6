"""How gunicorn serves ``web.wsgi:app``: ``gunicorn --config python:web.gunicorn_conf web.wsgi:app``."""

import gc
import os
from pathlib import Path
from typing import Any

from gunicorn.http import message

# A query may be ten kilobytes of pasted text, three times that once percent-encoded. gunicorn cuts request lines at
# 8190 bytes whatever its own setting says, unless told here; the application refuses longer addresses with a 414.
message.MAX_REQUEST_LINE = 128 * 1024
limit_request_line = 128 * 1024

# Code is loaded once and shared by all workers through copy-on-write; each opens the archive for itself after the fork.
preload_app = True
workers = int(os.environ.get("WEB_CONCURRENCY") or os.cpu_count() or 1)
# A few threads, so that slow readers and idle connections do not keep a worker; searching itself is bound by the CPU.
worker_class = "gthread"
threads = 4
keepalive = 5
backlog = 2048


def when_ready(_server: Any) -> None:
    """Before the first fork: what is loaded now stays as long as the server does, so no collection need look through it.

    Doing so takes 20 milliseconds, in the middle of somebody's request, and writes to every page that workers share.
    """
    gc.freeze()


def post_worker_init(worker: Any) -> None:
    """In each worker, after the fork: open the archive and make the broadest searches ahead."""
    from flask import Flask

    from web.warming import start_warming

    if isinstance(worker.wsgi, Flask) and "regesta_options" in worker.wsgi.extensions:
        worker.end_warming = start_warming(worker.wsgi)


def worker_exit(_server: Any, worker: Any) -> None:
    end = getattr(worker, "end_warming", None)
    if end is not None:
        end()


# SIGTERM: no new requests, those under way are answered.
graceful_timeout = 30
timeout = 30
# Workers prove that they live by touching a file; on a disk that is busy with indexing this can stall them.
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108  (a file system, not a file)
# No second way in beside the pages.
control_socket_disable = True

# The path without the query: what readers search for is nobody's business. Time is in milliseconds.
accesslog = "-"
access_log_format = '%(h)s %(t)s "%(m)s %(U)s" %(s)s %(B)s %(M)sms %({x-request-id}o)s'
errorlog = "-"
