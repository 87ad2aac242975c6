"""What the application is told when it is made: the web's part of the settings, or what a test or an embedder gives."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

from search.service import TIME_BUDGET_SECONDS
from search.settings import read_settings


@dataclass(frozen=True, slots=True, kw_only=True)
class WebOptions:
    """``name`` is what the pages call the archive, ``about`` what they say of it, plain text;
    ``language`` is a tag of ``web.language.LANGUAGES``, or ``auto``: as the reader's browser asks. ``base_url``
    (``https://archive.example``) is used where an address must be whole, as in permalinks, citations and feeds; when
    empty, the address the reader came by is used.

    ``trusted_hosts``: names the site answers to; empty trusts any. ``longest_url`` in bytes, path and query together.
    ``warm``: how many broad searches a server makes ahead (``search.warming``). ``kept_pages``: bytes of pages that each process remembers.
    ``proxies``, ``client_seconds``, ``stranger_filters``: see ``web.fair_share``; 0 is no limit.
    """

    archive: Path = Path("archive")
    name: str = "Regesta"
    about: str = ""
    language: str = "auto"
    base_url: str = ""
    trusted_hosts: tuple[str, ...] = ()
    time_budget: float = TIME_BUDGET_SECONDS
    longest_url: int = 65_536
    kept_pages: int = 16 * 1024 * 1024
    warm: int = 0
    proxies: int = 0
    client_seconds: float = 10
    stranger_filters: int = 6


def given_options(given: Mapping[str, object]) -> WebOptions:
    """The defaults with ``given`` in their place; nothing is read from outside."""
    return _with(WebOptions(), given)


def options_from_settings(
    environ: Mapping[str, str], archive: Path | str | None, given: Mapping[str, object]
) -> WebOptions:
    """As the settings say (``search.settings``), with ``given`` in their place. Raise SettingsError for a wrong one."""
    settings = read_settings(environ=environ, archive=archive).settings
    found = WebOptions(
        archive=settings.archive,
        name=settings.name,
        about=settings.about,
        language=settings.language,
        base_url=settings.base_url,
        trusted_hosts=settings.trusted_hosts,
        time_budget=settings.time_budget,
        warm=settings.warm,
        proxies=settings.proxies,
        client_seconds=settings.client_seconds,
        stranger_filters=settings.stranger_filters,
    )
    return _with(found, given)


def _with(options: WebOptions, given: Mapping[str, object]) -> WebOptions:
    if unknown := set(given) - {field.name for field in fields(WebOptions)}:
        raise TypeError(f"create_app() has no option {', '.join(sorted(unknown))}")
    changes: dict[str, Any] = dict(given)
    changed: WebOptions = replace(options, **changes)
    return changed
