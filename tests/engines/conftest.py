"""Every test of this folder runs once for each engine."""

from pathlib import Path

import pytest

from search.engines import ENGINES, engine_named
from search.engines.contract import Engine


@pytest.fixture(params=sorted(ENGINES), scope="session")
def engine(request: pytest.FixtureRequest) -> Engine:
    return engine_named(request.param)


@pytest.fixture
def folder(engine: Engine, tmp_path: Path) -> Path:
    """A new, empty index."""
    path = tmp_path / "index"
    engine.create(path)
    return path
