"""What completes a few letters: names and sources by any of their words, a slip forgiven, nothing that is gone."""

import json
import threading
import time
from pathlib import Path

import pytest

from indexer.changes import remove
from indexer.generations import create_archive
from indexer.pipeline import index_paths
from search import completing, open_archive
from search.catalog.reading import open_catalog
from search.completing import Completing, Completions
from search.service import SearchService


def offered(service: SearchService, text: str, limit: int = 8) -> list[str]:
    return [one.text for one in service.suggest(text, limit) if one.kind != "title"]


@pytest.mark.parametrize(
    ("typed", "among"),
    [
        ("Kim", "Kim Jong Il"),
        ("kim j", "Kim Jong Il"),
        ("jong", "Kim Jong Il"),  # any of its words
        ("KIM JONG-I", "Kim Jong Il"),
        ("b", "The Bulletin"),
        ("Quart", "Review, Quarterly"),
        ("hilary", "Hillary Clinton"),  # a letter left out
        ("Baarck", "Barack Obama"),  # two changed places
        ("Review Quaterly", "Review, Quarterly"),
        ("instiute of p", "Institute of Peace"),
    ],
)
def test_names_are_offered_by_what_any_word_begins_with(service: SearchService, typed: str, among: str) -> None:
    assert among in offered(service, typed)


@pytest.mark.parametrize("typed", ["", " ", "!", "xyzzy", "im", "ing"])
def test_nothing_is_offered_for_what_begins_no_word(service: SearchService, typed: str) -> None:
    assert offered(service, typed) == []


def test_the_most_frequent_come_first_and_each_once(service: SearchService) -> None:
    found = offered(service, "k")
    assert len(found) == len(set(found))
    catalog = service.catalog
    numbers = Completions(catalog).numbers("k", 50)
    counts = dict(catalog.ask("SELECT number, documents FROM facet_values"))
    assert [counts[number] for number in numbers] == sorted((counts[number] for number in numbers), reverse=True)


def test_a_short_list_is_the_head_of_a_long_one(service: SearchService) -> None:
    made = Completions(service.catalog)
    for key in ("k", "in", "the", "bu"):
        few = made.numbers(key, 2)
        assert made.numbers(key, 20)[: len(few)] == few
        assert made.numbers(key, 2) == few


def _archive(folder: Path, names: list[str]) -> Path:
    lines = folder / "a.jsonl"
    lines.write_text("".join(json.dumps({"id": n, "source": n, "body": f"Of {n}."}) + "\n" for n in names))
    archive = create_archive(folder / "archive")
    index_paths(archive, [lines])
    return archive.path


def _sources(folder: Path, counts: dict[str, int]) -> Path:
    lines = [
        json.dumps({"id": f"{source} {place}", "source": source, "body": f"Number {place} of {source}."})
        for source, count in counts.items()
        for place in range(count)
    ]
    (folder / "a.jsonl").write_text("\n".join(lines))
    archive = create_archive(folder / "archive")
    index_paths(archive, [folder / "a.jsonl"])
    return archive.path


def test_a_name_that_begins_so_goes_first_unless_another_is_in_ten_times_as_many_documents(tmp_path: Path) -> None:
    path = _sources(tmp_path, {"Courier Weekly": 2, "Daily Courier": 19, "Morning Courier": 21})
    with_all = open_archive(path)
    assert offered(with_all, "cour") == ["Morning Courier", "Courier Weekly", "Daily Courier"]
    assert offered(with_all, "daily") == ["Daily Courier"]
    with_all.close()


def test_what_no_document_carries_any_more_is_gone_at_once(tmp_path: Path) -> None:
    service = open_archive(_archive(tmp_path, ["Courier", "Country Life"]))
    assert set(offered(service, "cou")) == {"Courier", "Country Life"}
    remove(service.archive, ["Courier"], "a test")
    assert offered(service, "cou") == ["Country Life"]
    service.close()


def test_new_names_are_made_ready_beside_the_answers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    service = open_archive(_archive(tmp_path, ["Courier"]))
    keeper = Completing(open_catalog(service.archive))
    assert [name.label for name in keeper.names("c", 5, "1.1")] == ["Courier"]
    more = tmp_path / "b.jsonl"
    more.write_text(json.dumps({"id": "new", "source": "Chronicle", "body": "New."}) + "\n")
    index_paths(service.archive, [more])
    assert [name.label for name in keeper.names("ch", 5, "1.2")] == []  # it was made a moment ago
    monkeypatch.setattr(completing, "REFRESH_SECONDS", 0.0)
    keeper.names("ch", 5, "1.2")
    for thread in threading.enumerate():
        if thread.name == "completions":
            thread.join(20)
    deadline = time.monotonic() + 20
    while keeper._refreshing and time.monotonic() < deadline:
        time.sleep(0.01)
    assert [name.label for name in keeper.names("ch", 5, "1.2")] == ["Chronicle"]
    service.close()
