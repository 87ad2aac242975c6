"""What is shipped beside the code: where it came from, that it is what the manifest says, and that it stays small."""

import json
from hashlib import sha256
from importlib.resources import files

import pytest

from indexer.entities import resolve_name
from indexer.entities.tables import load_tables, parts, rows

FOLDER = files("indexer.entities")
# Texts under these may be learned from; non-commercial, research-only and unlicensed text may not.
LEARNED_FROM = {"public-domain", "CC0-1.0", "CC-BY-4.0", "CC-BY-SA-3.0", "CC-BY-SA-4.0", "OGL-UK-3.0", "Apache-2.0"}
# Lists under these may be shipped; share-alike data may not.
SHIPPED = {"public-domain", "CC0-1.0", "CC-BY-4.0", "Unicode-3.0"}
MOST_BYTES = 3_000_000


@pytest.fixture(scope="module")
def manifest() -> dict[str, list[dict[str, str]]]:
    loaded: dict[str, list[dict[str, str]]] = json.loads((FOLDER / "manifest.json").read_text("utf-8"))
    return loaded


def test_every_source_has_a_licence_that_allows_its_use(manifest: dict[str, list[dict[str, str]]]) -> None:
    assert len(manifest["sources"]) >= 8
    for source in manifest["sources"]:
        allowed = SHIPPED if source["use"] in ("lists of names", "names of states") else LEARNED_FROM
        assert source["licence"] in allowed, source
        assert source["source"]


def test_what_is_shipped_is_what_the_manifest_lists() -> None:
    made = json.loads((FOLDER / "manifest.json").read_text("utf-8"))["made"]
    assert set(made) >= {"weights.gz", "tables/lexicon.tsv.gz"}
    for name, facts in made.items():
        content = (FOLDER / name).read_bytes()
        assert (len(content), sha256(content).hexdigest()) == (facts["bytes"], facts["sha256"]), name
    packed = {f"tables/{part.name}" for part in (FOLDER / "tables").iterdir() if part.name.endswith(".gz")}
    assert packed <= set(made), "a list that nobody made"


def test_our_annotations_are_the_ones_that_were_learned(manifest: dict[str, list[dict[str, str]]]) -> None:
    annotations = (FOLDER / "training" / "annotations.jsonl").read_bytes()
    for name in ("annotations.jsonl", "passages.txt"):
        (source,) = [s for s in manifest["sources"] if s["file"].endswith(name)]
        assert source["sha256"] == sha256((FOLDER / "training" / name).read_bytes()).hexdigest()
    documents = {(row["corpus"], row["id"]) for row in map(json.loads, annotations.decode().splitlines())}
    assert len(documents) >= 150


def test_model_and_tables_stay_small() -> None:
    tables = sum(len(part.read_bytes()) for part in (FOLDER / "tables").iterdir())
    assert tables + len((FOLDER / "weights.gz").read_bytes()) <= MOST_BYTES


@pytest.mark.parametrize("file", ["countries.tsv", "regions.tsv", "organisations.tsv", "events.tsv"])
def test_no_form_stands_twice_in_the_tables(file: str) -> None:
    seen: dict[tuple[str, str], str] = {}
    for row in rows(file):
        kind, row = (row[0], row[1:]) if file == "events.tsv" else ("", row)
        adjectives = parts(row[3]) if len(row) > 3 else []
        for form in dict.fromkeys((row[1], *parts(row[2]), *adjectives)):
            assert seen.setdefault((kind, form), row[0]) == row[0], form


def test_no_body_stands_twice() -> None:
    names = [name for row in rows("bodies.txt") for name in parts(row[0])]
    assert len(names) == len(set(names)) > 500


def test_names_of_all_tables_have_one_meaning_within_a_kind() -> None:
    doubtful = {key: ids for key, ids in load_tables().folded.items() if len(ids) > 1}
    assert doubtful == {}


def test_states_are_found_by_their_names_in_many_languages() -> None:
    assert resolve_name("place", "Corée du Nord") == ("place:KP",)
    assert resolve_name("place", "Nordkorea") == ("place:KP",)
    assert resolve_name("place", "Deutschland") == ("place:DE",)
    assert resolve_name("place", "Türkei") == ("place:TR",)
