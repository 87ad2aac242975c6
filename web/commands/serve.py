"""``regesta serve``: gunicorn over the archive."""

import os
import socket
import sys
from typing import NoReturn

from web.commands.archives import opened
from web.commands.command import Command, CommandParser, Run, UsageError
from web.commands.index import processors

_BACKLOG = 2048  # gunicorn's own; it is asked for here because the socket is


def _declare(parser: CommandParser) -> None:
    parser.option(
        "--host", metavar="HOST", help="the address to listen on (127.0.0.1: this machine alone; 0.0.0.0: every one)"
    )
    parser.option("--port", metavar="PORT", type=int, help="the port (8000); 0 takes a free one and says which")
    parser.option("--workers", metavar="N", type=int, help="processes that answer (one for each processor)")


def _run(run: Run) -> NoReturn:
    options, settings = run.options, run.settings
    host = options.host or settings.host
    port = settings.port if options.port is None else options.port
    workers = options.workers if options.workers is not None else settings.workers or processors()
    if workers < 1:
        raise UsageError(f"--workers is a whole number from 1, not {workers}.", command="serve")
    _check_archive(run)
    listener = _listen(host, port)
    name = f"[{host}]" if ":" in host else host
    run.terminal.say(
        f"Serving {run.archive} at http://{name}:{listener.getsockname()[1]} with {workers} "
        f"worker{'s' if workers > 1 else ''}; Ctrl-C stops it."
    )
    run.terminal.flush()
    _become_gunicorn(run, listener, workers)


def _check_archive(run: Run) -> None:
    """Raise ArchiveError now, where it is seen, and not at the first request."""
    with opened(run) as service:
        service.current()


def _listen(host: str, port: int) -> socket.socket:
    """A listening socket. Raise UsageError, saying what to do, where none can be had.

    Bound here and handed on, so that an occupied port is told at once (gunicorn tries five times first), and so that no
    other program takes it in between.
    """
    if not 0 <= port <= 65535:
        raise UsageError(f"--port is a number from 0 to 65535, not {port}.", command="serve")
    listener = None
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        listener = socket.socket(family, kind, protocol)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # take over from a server that just ended
        listener.bind(address)
        listener.listen(_BACKLOG)
    except OSError as error:
        if listener is not None:
            listener.close()
        raise UsageError(
            f"Cannot listen on {host}, port {port}: {error.strerror or error}.", hint=_advice(error)
        ) from error
    listener.set_inheritable(True)
    return listener


def _advice(error: OSError) -> str:
    match error:
        case PermissionError():
            return "Ports below 1024 are the administrator's; choose another with --port."
        case socket.gaierror():
            return "Name an address of this machine with --host."
        case _:
            return "Stop what uses it, or choose another with --port (0: any that is free) or --host."


def _become_gunicorn(run: Run, listener: socket.socket, workers: int) -> NoReturn:
    """Replace this process: signals reach gunicorn itself, and nothing that was loaded to check stays in memory."""
    environment = {**os.environ, "REGESTA_ARCHIVE": str(run.archive.absolute())}
    arguments = [
        sys.executable,
        "-m",
        "gunicorn",
        "--config",
        "python:web.gunicorn_conf",
        "--bind",
        f"fd://{listener.fileno()}",
        "--workers",
        str(workers),
        "web.wsgi:app",
    ]
    os.execve(sys.executable, arguments, environment)  # noqa: S606 - there is no shell, and everything in it is ours


SERVE = Command(
    about="Serve the archive to browsers (/) and programs (/api/v1). New documents and builds of the index appear within a\n"
    "second, without a restart. SIGTERM lets requests under way end first.",
    declare=_declare,
    run=_run,
    examples="""\
  regesta serve
  regesta --archive /var/lib/regesta serve --host 0.0.0.0 --port 8080 --workers 4
""",
)
