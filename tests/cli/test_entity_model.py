"""The setting ``entity_model``: a model that cannot be used is refused before any document is read."""

import sys
from pathlib import Path

import pytest

from tests.cli.conftest import Regesta


@pytest.mark.parametrize("arguments", [["index", "."], ["annotate", "--jsonl"]])
def test_a_model_that_cannot_be_used_is_refused_by_name(
    regesta: Regesta, monkeypatch: pytest.MonkeyPatch, arguments: list[str]
) -> None:
    monkeypatch.setitem(sys.modules, "spacy", None)
    monkeypatch.setenv("REGESTA_ENTITY_MODEL", "en_core_web_sm")
    answer = regesta(*arguments)
    assert answer.code == 2
    assert "en_core_web_sm" in answer.err
    assert "regesta[spacy]" in answer.err
    assert not Path("archive").exists()


def test_what_names_nothing_needs_no_model(regesta: Regesta, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "spacy", None)
    monkeypatch.setenv("REGESTA_ENTITY_MODEL", "en_core_web_sm")
    assert regesta("settings").code == 0
