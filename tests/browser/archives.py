"""The archives that browser tests look at."""

from pathlib import Path

import pytest
from flask import Flask

from tests.web.archives import write_archive
from tests.web.test_hostile import hostile_records
from web import create_app


@pytest.fixture(scope="session")
def archive_app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    return create_app(archive=write_archive(tmp_path_factory.mktemp("browser")))


@pytest.fixture(scope="session")
def hostile_app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    folder: Path = tmp_path_factory.mktemp("browser-hostile")
    return create_app(archive=write_archive(folder, hostile_records(), seeds=False))
