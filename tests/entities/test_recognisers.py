"""Who marks names: the shipped tagger, or a spaCy model that somebody installed. A tiny stand-in plays spaCy here."""

import re
import sys
from collections.abc import Iterator
from types import ModuleType, SimpleNamespace

import pytest

from indexer.entities import FINGERPRINT, annotate, fingerprint
from indexer.entities.recognisers import VARIABLE, recogniser
from indexer.errors import ModelMissing


class Pipeline:
    """What Regesta asks of a loaded spaCy pipeline: two words beginning with Z are a person, "Zedland" is a place."""

    pipe_names = ("tok2vec", "ner")
    meta = {"version": "1.2"}  # noqa: RUF012

    def __call__(self, text: str) -> SimpleNamespace:
        assert len(text) <= 100_000
        kinds = {"Zedland": "GPE", "Zday": "DATE"}
        return SimpleNamespace(
            ents=[
                SimpleNamespace(start_char=m.start(), end_char=m.end(), label_=kinds.get(m.group(), "PERSON"))
                for m in re.finditer(r"Zedland|Zday|Z[a-z]+ Z[a-z]+", text)
            ]
        )


@pytest.fixture(autouse=True)
def _forget() -> Iterator[None]:
    recogniser.cache_clear()
    yield
    recogniser.cache_clear()


@pytest.fixture
def spacy(monkeypatch: pytest.MonkeyPatch) -> Pipeline:
    pipeline = Pipeline()

    def load(name: str, *, exclude: list[str]) -> Pipeline:
        if name != "zz_core":
            raise OSError(f"Can't find model '{name}'")
        return pipeline

    module = ModuleType("spacy")
    module.load = load  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "spacy", module)
    monkeypatch.setenv(VARIABLE, "zz_core")
    return pipeline


@pytest.mark.usefixtures("spacy")
def test_a_chosen_model_marks_names_and_ours_resolves_them() -> None:
    text = "On Zday Zim Zam went from North Korea to Zedland. Zam came back."
    found = {m.surface: (m.entity, m.how) for m in annotate(text).mentions}
    assert found == {
        "Zim Zam": ("person:zim-zam", "name"),
        "North Korea": ("place:KP", "name"),
        "Zedland": ("place:zedland", "name"),
        "Zam": ("person:zim-zam", "short"),
    }


@pytest.mark.usefixtures("spacy")
def test_long_texts_are_given_to_the_model_in_pieces() -> None:
    text = "Zim Zam spoke.\n" * 20_000
    mentions = annotate(text).mentions
    assert len(mentions) == 20_000
    assert {text[m.start : m.end] for m in mentions} == {"Zim Zam"}
    assert annotate("zz" * 300_000).mentions == ()


@pytest.mark.usefixtures("spacy")
def test_another_model_makes_documents_stale() -> None:
    assert fingerprint() == f"{FINGERPRINT}+zz_core-1.2"


def test_nothing_chosen_is_the_shipped_tagger(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(VARIABLE, raising=False)
    assert fingerprint() == FINGERPRINT
    assert annotate("Angela Merkel spoke.").mentions


def test_without_spacy_the_choice_is_refused_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "spacy", None)
    monkeypatch.setenv(VARIABLE, "en_core_web_sm")
    with pytest.raises(ModelMissing, match="en_core_web_sm, but spaCy cannot be imported") as refused:
        annotate("Angela Merkel spoke.")
    assert "regesta[spacy]" in refused.value.hint


def test_an_installation_that_fails_to_import_breaks_nothing_else(monkeypatch: pytest.MonkeyPatch) -> None:
    class Broken:
        def find_spec(self, name: str, path: object = None, target: object = None) -> None:
            if name == "spacy":
                raise RuntimeError("built for another numpy")

    monkeypatch.delitem(sys.modules, "spacy", raising=False)
    monkeypatch.setattr(sys, "meta_path", [Broken(), *sys.meta_path])
    monkeypatch.delenv(VARIABLE, raising=False)
    assert annotate("Angela Merkel spoke.").mentions
    monkeypatch.setenv(VARIABLE, "en_core_web_sm")
    with pytest.raises(ModelMissing, match="built for another numpy"):
        annotate("Angela Merkel spoke.")


@pytest.mark.usefixtures("spacy")
def test_a_model_that_is_not_installed_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, "xx_core")
    with pytest.raises(ModelMissing, match="xx_core, which spaCy cannot load"):
        annotate("Angela Merkel spoke.")


def test_a_model_that_finds_no_names_is_refused(spacy: Pipeline, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spacy, "pipe_names", ("tagger",), raising=False)
    with pytest.raises(ModelMissing, match="finds no names"):
        annotate("Angela Merkel spoke.")
