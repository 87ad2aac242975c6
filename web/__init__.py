"""The web: pages for readers, an API for programs. ``create_app()`` gives the Flask application."""

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask

    from search.service import SearchService


def create_app(service: "SearchService | None" = None, archive: Path | str | None = None, **options: object) -> "Flask":
    """The application over ``service``; or over the archive at ``archive``, else the one the settings name
    ($REGESTA_ARCHIVE, ``regesta.toml``), else ./archive, with the rest of the settings in force.

    An archive is opened by the first request of each process, so that a server may load code before it forks.
    ``options`` are the fields of ``web.options.WebOptions``.
    """
    # The command line lives in this package too, and most of its commands should not wait for Flask.
    from web.app import build_app

    return build_app(service, archive, options)
