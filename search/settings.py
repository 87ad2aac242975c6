"""What whoever runs Regesta may decide: one table. Read only at doors, from ``regesta.toml`` and ``REGESTA_*``.

Whoever is nearer decides: an option of the command, then the environment, then ``regesta.toml`` in the current folder,
then ``regesta.toml`` in the archive's folder, then the default.
"""

import difflib
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from search.engines import DEFAULT_ENGINE, ENGINES
from search.errors import RegestaError

FILE_NAME = "regesta.toml"
PREFIX = "REGESTA_"
# Variables that begin like settings and are none: the test suite reads them.
NOT_SETTINGS = frozenset({"REGESTA_SHARED", "REGESTA_CHROMIUM", "REGESTA_FIREFOX"})
# How alike an unknown name must be to a setting's to count as its misspelling (difflib's ratio): REGESTA_PROT is one,
# REGESTA_HOME is not.
_MISSPELT = 0.75


class SettingsError(RegestaError):
    """A setting that is unknown or cannot be what it is set to. The message names the file or the variable."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ValueKind:
    """What a setting may be. ``wanted`` finishes the sentence "... must be"; ``read`` raises ValueError for anything else.

    ``read`` is given what TOML gives (text, number, boolean, list); ``from_text`` makes that of an environment variable.
    """

    name: str
    wanted: str
    read: Callable[[object], object]
    from_text: Callable[[str], object] = str


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """One row. ``meaning`` is for the person who sets it, Markdown, with its unit."""

    name: str
    kind: ValueKind
    default: object
    meaning: str

    @property
    def variable(self) -> str:
        return PREFIX + self.name.upper()


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The values of ``SETTINGS``, one field a row."""

    archive: Path
    engine: str
    jobs: int
    host: str
    port: int
    workers: int
    name: str
    about: str
    language: str
    base_url: str
    trusted_hosts: tuple[str, ...]
    time_budget: float
    warm: int
    find_copies: str
    entity_model: str
    proxies: int
    client_seconds: int
    stranger_filters: int
    log_level: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingsRead:
    """``origins`` says of each setting where its value stood; ``warnings`` name variables that look like settings."""

    settings: Settings
    origins: Mapping[str, str]
    warnings: tuple[str, ...] = ()


def _text(value: object) -> str:
    if not isinstance(value, str) or "\0" in value:
        raise ValueError
    return value


def _folder(value: object) -> Path:
    if not _text(value):
        raise ValueError
    return Path(_text(value)).expanduser()


def _whole(least: int, most: int) -> ValueKind:
    def read(value: object) -> int:
        if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
            raise ValueError
        return value

    return ValueKind(name="whole number", wanted=f"a whole number from {least} to {most}", read=read, from_text=int)


def _amount(above: float, most: float) -> ValueKind:
    def read(value: object) -> float:
        if not isinstance(value, int | float) or isinstance(value, bool) or not above < value <= most:
            raise ValueError
        return float(value)

    return ValueKind(name="number", wanted=f"a number above {above:g} and at most {most:g}", read=read, from_text=float)


def _one_of(*choices: str) -> ValueKind:
    def read(value: object) -> str:
        if value not in choices:
            raise ValueError
        return str(value)

    return ValueKind(name="choice", wanted=f"one of {', '.join(choices)}", read=read)


def _names(value: object) -> tuple[str, ...]:
    if not isinstance(value, list | tuple):
        raise ValueError
    return tuple(name for item in value if (name := _text(item).strip()))


def _address(value: object) -> str:
    address = _text(value).strip().rstrip("/")
    if address and not address.startswith(("https://", "http://")):
        raise ValueError
    return address


TEXT = ValueKind(name="text", wanted="text", read=_text)
FOLDER = ValueKind(name="folder", wanted="the path of a folder", read=_folder)
NAMES = ValueKind(name="list", wanted="a list of names", read=_names, from_text=lambda text: text.split(","))
ADDRESS = ValueKind(name="address", wanted="an address that begins with https:// or http://", read=_address)

SETTINGS: tuple[Setting, ...] = (
    Setting(
        name="archive",
        kind=FOLDER,
        default=Path("archive"),
        meaning="The archive's folder; a relative path counts from the current folder. Cannot stand in the archive's own "
        "file. Option `--archive`.",
    ),
    Setting(
        name="engine",
        kind=_one_of(*ENGINES),
        default=DEFAULT_ENGINE,
        meaning="The engine of an archive that `regesta index` creates. An archive that exists keeps the one it has. "
        "Option `--engine`.",
    ),
    Setting(
        name="jobs",
        kind=_whole(0, 256),
        default=0,
        meaning="Processes that clean documents while indexing; 0 is one for each processor. Option `--jobs`.",
    ),
    Setting(
        name="host",
        kind=TEXT,
        default="127.0.0.1",
        meaning="The address `regesta serve` listens on; `0.0.0.0` is every one this machine has. Option `--host`.",
    ),
    Setting(
        name="port",
        kind=_whole(0, 65535),
        default=8000,
        meaning="The port `regesta serve` listens on; 0 takes one that is free and says which. Option `--port`.",
    ),
    Setting(
        name="workers",
        kind=_whole(0, 256),
        default=0,
        meaning="Processes that answer requests; 0 is one for each processor. Option `--workers`.",
    ),
    Setting(name="name", kind=TEXT, default="Regesta", meaning="What the pages call the archive."),
    Setting(
        name="about",
        kind=TEXT,
        default="",
        meaning="What the pages say about this archive: whose papers, from where, how to cite them. Plain text; an empty line "
        "parts paragraphs, and web addresses become links. The first page shows the first paragraph, the help page all.",
    ),
    Setting(
        name="language",
        kind=_one_of("auto", "en", "de"),
        default="auto",
        meaning="The language of the pages: English, German, or as the reader's browser asks (`auto`). What a reader chooses "
        "at the foot of a page counts more.",
    ),
    Setting(
        name="base_url",
        kind=ADDRESS,
        default="",
        meaning="The address readers know the site by (`https://archive.example`), for permalinks and feeds; empty uses "
        "the address of the request.",
    ),
    Setting(
        name="trusted_hosts",
        kind=NAMES,
        default=(),
        meaning="Host names the site answers to, in the environment separated by commas; none given answers to any.",
    ),
    Setting(
        name="time_budget",
        kind=_amount(0, 3600),
        default=5.0,
        meaning="Seconds one search may take before facets, other spellings and marked passages are left out, by name, instead of keeping the "
        "reader waiting. A query that would itself take longer is refused.",
    ),
    Setting(
        name="warm",
        kind=_whole(0, 1000),
        default=20,
        meaning="How many of the broadest searches (words that stand in a tenth of all documents or more) each worker makes ahead after the "
        "archive has changed, beside the list of everything; 0 makes none.",
    ),
    Setting(
        name="find_copies",
        kind=_one_of("on", "off"),
        default="on",
        meaning="Whether `regesta index` ends by looking for documents with nearly the same text (.6 microseconds a word); off leaves that "
        "to `regesta copies`.",
    ),
    Setting(
        name="entity_model",
        kind=TEXT,
        default="",
        meaning="The spaCy model that marks names in documents instead of the shipped tagger: the name of one that is installed "
        "beside the extra `regesta[spacy]`. Another one makes documents stale. Empty is the shipped tagger.",
    ),
    Setting(
        name="proxies",
        kind=_whole(0, 16),
        default=0,
        meaning="How many proxies stand before the server and write X-Forwarded-For: the address the outermost of them saw is "
        "then who asks. 0 believes no such header, and limits nobody who connects from this machine.",
    ),
    Setting(
        name="client_seconds",
        kind=_whole(0, 3600),
        default=10,
        meaning="Seconds of processor time that one address (of IPv6 a /64) may cost each worker within a minute; who took "
        "more is answered 429 for a while. A page costs some thousandths of a second. 0 is no limit.",
    ),
    Setting(
        name="stranger_filters",
        kind=_whole(0, 100),
        default=6,
        meaning="How many filters the address of a page may combine when nothing says that a person asks (no header of a "
        "browser, no page before this one): with more, a button has to be pressed first. 0 is no limit.",
    ),
    Setting(
        name="log_level",
        kind=_one_of("debug", "info", "warning", "error"),
        default="warning",
        meaning="The least serious messages that are written to standard error.",
    ),
)
SETTING = {setting.name: setting for setting in SETTINGS}


def read_settings(
    *, environ: Mapping[str, str], folder: Path | None = None, archive: Path | str | None = None
) -> SettingsRead:
    """The settings as they hold in ``folder`` (the current one when None) for ``archive``, which wins when it is given.

    Raise SettingsError for a name that is no setting's and for a value that cannot be.
    """
    base = folder or Path()
    here = base / FILE_NAME
    values: dict[str, object] = {setting.name: setting.default for setting in SETTINGS}
    origins = {setting.name: "default" for setting in SETTINGS}

    def take(found: Mapping[str, tuple[object, str]]) -> None:
        values.update({name: value for name, (value, _) in found.items()})
        origins.update({name: origin for name, (_, origin) in found.items()})

    from_environment, warnings = _environment(environ)
    from_here = _file(here)
    if archive is not None:
        given: dict[str, tuple[object, str]] = {"archive": (Path(archive), "--archive")}
    else:
        given = {}
    take({**from_here, **from_environment, **given})
    beside = base / str(values["archive"]) / FILE_NAME
    if not _same(beside, here):
        of_archive = _file(beside)
        if "archive" in of_archive:
            raise SettingsError(
                f"{beside}: an archive's own file cannot say where the archive is.",
                hint=f"Take `archive` out of it, or put it into {FILE_NAME} of the folder you work in.",
            )
        take({**of_archive, **from_here, **from_environment, **given})
    fields: dict[str, Any] = values
    return SettingsRead(settings=Settings(**fields), origins=origins, warnings=warnings)


def _environment(environ: Mapping[str, str]) -> tuple[dict[str, tuple[object, str]], tuple[str, ...]]:
    """An empty variable is one that is not set: that is how compose files and shells hand on what nobody chose."""
    known = {setting.variable: setting for setting in SETTINGS}
    found: dict[str, tuple[object, str]] = {}
    warnings: list[str] = []
    for variable in sorted(name for name in environ if name.startswith(PREFIX)):
        text = environ[variable]
        if variable in NOT_SETTINGS or not text:
            continue
        if variable not in known:
            near = difflib.get_close_matches(variable.removeprefix(PREFIX).lower(), SETTING, n=1, cutoff=_MISSPELT)
            if near:
                raise SettingsError(
                    f"The environment variable {variable} is no setting.",
                    hint=f"Did you mean {SETTING[near[0]].variable}? `regesta settings` lists them all.",
                )
            # Containers and test harnesses put names of their own beside ours, so an unknown one may be nobody's error.
            warnings.append(f"The environment variable {variable} is no setting of Regesta; it is not read.")
            continue
        setting = known[variable]
        try:
            value = setting.kind.read(setting.kind.from_text(text.strip()))
        except ValueError as error:
            raise _wrong(f"The environment variable {variable}", setting, text) from error
        found[setting.name] = (value, variable)
    return found, tuple(warnings)


def _file(path: Path) -> dict[str, tuple[object, str]]:
    try:
        content = tomllib.loads(path.read_bytes().decode("utf-8"))
    except (FileNotFoundError, NotADirectoryError):
        return {}
    except OSError as error:
        raise SettingsError(
            f"{path} cannot be read: {error.strerror or error}.", hint="Mend its permissions."
        ) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path} is not TOML: {error}.", hint="A line is, for example: port = 8000") from error
    found: dict[str, tuple[object, str]] = {}
    for name, value in content.items():
        if name not in SETTING:
            near = difflib.get_close_matches(name, SETTING, n=1)
            hint = f"Did you mean {near[0]}?" if near else f"The settings are {', '.join(SETTING)}."
            raise SettingsError(f"{path}: {name} is no setting.", hint=hint)
        try:
            found[name] = (SETTING[name].kind.read(value), str(path))
        except ValueError as error:
            raise _wrong(f"{path}: {name}", SETTING[name], value) from error
    return found


def _wrong(where: str, setting: Setting, value: object) -> SettingsError:
    return SettingsError(
        f"{where} is {value!r}; it must be {setting.kind.wanted}.", hint=f"Its default is {shown(setting.default)}."
    )


def _same(one: Path, other: Path) -> bool:
    return one.absolute() == other.absolute() or (one.exists() and other.exists() and one.samefile(other))


def shown(value: object) -> str:
    """A value as one writes it in ``regesta.toml``."""
    match value:
        case bool():
            return str(value).lower()
        case tuple():
            return "[" + ", ".join(shown(item) for item in value) + "]"
        case str() | Path():
            return '"' + str(value).replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'
        case float():
            return f"{value:g}"
        case _:
            return str(value)
