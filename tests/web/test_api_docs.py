"""What docs/api.md says is so."""

import json
import re
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from web.exports import EXPORTS
from web.problems import KINDS, UNEXPECTED
from web.routes import OPERATIONS, SEARCH_PARAMETERS


@pytest.fixture(scope="module")
def text(repository: Path) -> str:
    return (repository / "docs" / "api.md").read_text(encoding="utf-8")


def test_every_address_is_listed(text: str) -> None:
    for operation in OPERATIONS:
        assert "/api/v1" + operation.path.split("{")[0].rstrip("/") in text


def test_every_parameter_of_a_search_is_explained(text: str) -> None:
    for name in SEARCH_PARAMETERS:
        assert f"`{name}`" in text or name.startswith("not_")


def test_every_problem_is_listed_with_its_status(text: str) -> None:
    rows = re.findall(r"^\| (\d{3}) \| (.+?) \|", text, flags=re.MULTILINE)
    for kind in (*(kind for _, kind in KINDS), UNEXPECTED):
        if kind.code != "refused":  # stands for errors that have no row of their own yet
            assert any(f"`{kind.code}`" in codes for status, codes in rows if status == str(kind.status)), kind


def test_the_example_of_a_problem_is_what_one_gets(client: FlaskClient, text: str) -> None:
    example = json.loads(re.search(r"```json\n(.*?)```", text, flags=re.DOTALL)[1])
    got = client.get("/api/v1/search?soruce=x").get_json(force=True)
    assert {**got, "request_id": ""} == {**example, "request_id": ""}


def test_every_export_is_listed(text: str) -> None:
    for export in EXPORTS:
        assert export.name in text
