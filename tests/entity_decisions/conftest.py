"""A small archive about people with names much alike. Whatever a test did with it, at its end it is whole."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from indexer.verify import verify
from search.archive import Archive
from tests.entity_decisions.archives import made


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    archive = made(tmp_path)
    yield archive
    report = verify(archive)
    assert (report.problems, report.behind) == ((), 0)
