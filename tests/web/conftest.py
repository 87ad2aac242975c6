"""One small archive for all tests of pages and API, and clients of an application over it."""

from collections.abc import Callable
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient

from tests.web.archives import write_archive
from web import create_app


@pytest.fixture(scope="session")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_archive(tmp_path_factory.mktemp("web"))


@pytest.fixture(scope="session")
def app(archive: Path) -> Flask:
    return create_app(archive=archive)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


Page = Callable[[str], BeautifulSoup]


@pytest.fixture
def page(client: FlaskClient) -> Page:
    """A page that must answer 200, parsed."""

    def got(address: str) -> BeautifulSoup:
        response = client.get(address)
        assert response.status_code == 200, response.get_data(as_text=True)[:2000]
        return BeautifulSoup(response.data, "lxml")

    return got
