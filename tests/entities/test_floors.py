"""Floors under measured figures, on corpora kept beside the repository; never lowered without saying so."""

import os
from pathlib import Path

import pytest

from benchmarks.entities import alias_pairs, facets, mentions, scored, seeds
from indexer.entities import annotate
from indexer.entities.pipeline import annotated_by
from indexer.entities.recognisers import Shipped
from indexer.entities.tagger import load_tagger
from indexer.entities.training.annotations import own_annotations
from indexer.entities.training.corpora import LABELLED, labelled
from indexer.entities.training.train import train

ROOT = Path(__file__).resolve().parent.parent.parent
SHARED = Path(os.environ.get("REGESTA_SHARED", ROOT.parent / "shared"))
pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(not (SHARED / "data" / "ner").is_dir(), reason=f"no corpora in {SHARED}"),
]


def test_the_seeds_name_whom_a_careful_reader_finds() -> None:
    figures = seeds(SHARED / "eval" / "entities" / "seeds_gold.json", ROOT / "seeds")
    assert figures["canonical F1"] >= 96
    assert figures["attached"] >= 127


def test_forms_of_one_name_are_told_from_people_of_one_family() -> None:
    figures = alias_pairs(SHARED / "data")
    assert figures["F1"] >= 0.90
    assert figures["precision"] >= 0.96


def test_the_facets_of_policy_documents_are_those_a_reader_would_list() -> None:
    blind = facets(SHARED / "data", "blind")
    assert blind["F1"] >= 90
    assert blind["org"] >= 80


def test_the_annotated_passages_are_still_the_ones_in_the_corpora() -> None:
    assert len(own_annotations(SHARED / "data")) >= 240


def test_training_twice_gives_the_same_bytes_and_a_tagger_that_finds_names(tmp_path: Path) -> None:
    (small,) = [corpus for corpus in LABELLED if corpus.name == "re3d"]
    texts = labelled(SHARED / "data", small)
    for name in ("one.gz", "two.gz"):
        train(texts[:30], tmp_path / name, rounds=20)
    assert (tmp_path / "one.gz").read_bytes() == (tmp_path / "two.gz").read_bytes()
    marker = Shipped(load_tagger(tmp_path / "one.gz"))
    rest = [(text.text, text.spans) for text in texts[30:]]
    assert scored(rest, lambda text: mentions(annotated_by(marker, text)))["document"] >= 25


def test_documents_of_many_kinds_are_read_without_complaint() -> None:
    for corpus in LABELLED:
        for text in labelled(SHARED / "data", corpus)[::10]:
            for mention in annotate(text.text).mentions:
                assert mention.surface == text.text[mention.start : mention.end]
