"""The card in every index folder that says which engine and version made it.

It is written last when an index is created and read first when one is opened, so that half an index, another engine's
index or one of another version is refused by name instead of being guessed at.
"""

import json
import os
from pathlib import Path

from search.errors import EngineError

CARD = "regesta-index.json"
REBUILD = "Rebuild it from the catalog with `regesta reindex`."


def sync_folder(path: Path) -> None:
    """Make the names in a folder durable; a file's own fsync does not."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def prepare_folder(path: Path) -> None:
    """Make ``path`` an empty folder; raise EngineError when something is in it or it cannot be made."""
    try:
        path.mkdir(parents=True, exist_ok=True)
        occupied = next(path.iterdir(), None)
    except OSError as error:
        raise EngineError(f"The index folder {path} cannot be made: {error.strerror}.") from error
    if occupied is not None:
        raise EngineError(
            f"The folder {path} is not empty: it holds {occupied.name}.", hint="Name an empty or a new folder."
        )


def write_card(path: Path, engine: str, version: str) -> None:
    """Declare the index in ``path`` whole. Durable when this returns."""
    with open(path / CARD, "w", encoding="utf-8") as file:
        json.dump({"engine": engine, "version": version}, file)
        file.flush()
        os.fsync(file.fileno())
    sync_folder(path)
    sync_folder(path.parent)


def check_card(path: Path, engine: str, version: str) -> None:
    """Raise EngineError unless ``path`` holds an index that this very engine and version made."""
    if not path.is_dir():
        raise EngineError(f"There is no index folder {path}.", hint=REBUILD)
    try:
        card = json.loads((path / CARD).read_text(encoding="utf-8"))
        made_by, made_with = str(card["engine"]), str(card["version"])
    except FileNotFoundError as error:
        raise EngineError(f"The folder {path} holds no whole index: {CARD} is missing.", hint=REBUILD) from error
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise EngineError(f"The index card {path / CARD} cannot be read: {error}.", hint=REBUILD) from error
    if made_by != engine:
        raise EngineError(
            f"The index in {path} was made by the engine {made_by!r}, not {engine!r}.",
            hint=f"Rebuild it with `regesta reindex --engine {engine}`.",
        )
    if made_with != version:
        raise EngineError(f"The index in {path} was made by {made_with}; this is {version}.", hint=REBUILD)
