"""The engines there are. Adding one is a folder that keeps ``contract`` and a line in ``ENGINES``."""

from collections.abc import Callable
from importlib import import_module

from search.engines.contract import Engine
from search.errors import UnknownEngine

# Loaded when asked for: a place where one library does not install can still use the other engine.
ENGINES: dict[str, str] = {"tantivy": "search.engines.tantivy", "whoosh": "search.engines.whoosh"}
DEFAULT_ENGINE = "tantivy"


def engine_named(name: str) -> Engine:
    """Raise UnknownEngine when there is none, or when its library is not installed."""
    if name not in ENGINES:
        raise UnknownEngine(f"There is no engine {name!r}.", hint=f"Choose one of: {', '.join(sorted(ENGINES))}.")
    try:
        make: Callable[[], Engine] = import_module(ENGINES[name]).engine
    except ImportError as error:
        raise UnknownEngine(
            f"The engine {name!r} is not installed: {error}.", hint=f"Install its library, {error.name}."
        ) from error
    return make()
