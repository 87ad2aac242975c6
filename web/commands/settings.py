"""``regesta settings``: what may be decided, what is decided now, and where."""

import os
from pathlib import Path

from search.settings import FILE_NAME, SETTINGS, read_settings, shown
from web.commands.command import DONE, Command, CommandParser, Run

# One long text does not push where the others came from off the screen.
_WIDEST = 60


def _declare(parser: CommandParser) -> None:
    parser.json_option('print {"name": {"value", "default", "variable", "from"}}')
    parser.option("--markdown", action="store_true", help="print the page docs/settings.md")


def _run(run: Run) -> int:
    if run.options.markdown:
        run.terminal.write(settings_page())
        return DONE
    read = read_settings(environ=os.environ, archive=run.options.archive)
    rows = [(setting, getattr(read.settings, setting.name), read.origins[setting.name]) for setting in SETTINGS]
    if run.options.json:
        run.terminal.json(
            {
                setting.name: {
                    "value": _plain(value),
                    "default": _plain(setting.default),
                    "variable": setting.variable,
                    "from": origin,
                }
                for setting, value, origin in rows
            }
        )
        return DONE
    width = min(_WIDEST, max(len(f"{setting.name} = {shown(value)}") for setting, value, _ in rows))
    for setting, value, origin in rows:
        run.terminal.print(f"{setting.name} = {shown(value)}".ljust(width) + f"  # {origin}; {setting.variable}")
    return DONE


def _plain(value: object) -> object:
    return str(value) if isinstance(value, Path) else list(value) if isinstance(value, tuple) else value


def settings_page() -> str:
    """docs/settings.md: made of the table and nothing else, so that it cannot be out of date unnoticed."""
    rows = "\n".join(
        f"| `{setting.name}` | `{setting.variable}` | {setting.kind.wanted} | `{shown(setting.default)}` | {setting.meaning} |"
        for setting in SETTINGS
    )
    return f"""# Settings

<!-- Made by `regesta settings --markdown > docs/settings.md`; change search/settings.py instead. -->

A setting stands in the environment or in a file `{FILE_NAME}`, in the folder a command is run in or in the archive's own
folder. Where it stands in several places, the first of these decides:

1. an option of the command,
2. the environment (a variable that is empty counts as not set),
3. `{FILE_NAME}` in the current folder,
4. `{FILE_NAME}` in the archive's folder,
5. the default.

`regesta settings` prints every setting with its value and where that came from. In a file, a name that is no setting's is
an error that names the file; so is a value that cannot be, and a variable whose name is nearly a setting's. Any other
`REGESTA_*` variable is told and not read. Settings are read when a command starts.

Kubernetes sets variables of its own for a service that is called `regesta` (`REGESTA_PORT=tcp://...`), which are no settings:
call it otherwise, or say `enableServiceLinks: false`.

| name | variable | is | default | meaning |
|---|---|---|---|---|
{rows}

An example of `{FILE_NAME}`:

```toml
name = "Library of the Institute"
host = "0.0.0.0"
port = 8080
trusted_hosts = ["archive.example", "localhost"]
```
"""


SETTINGS_COMMAND = Command(
    about="List the settings: their values here and now, where each value stands, and the variable that would change it.",
    declare=_declare,
    run=_run,
)
