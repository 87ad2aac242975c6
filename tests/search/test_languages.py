"""Who asks for English means the English of Britain too: a document is found under its language and under those it is part of."""

import json
import sqlite3
from collections.abc import Iterator

import pytest

from indexer.changes import remove
from indexer.generations import create_archive
from indexer.pipeline import index_paths
from indexer.rebuilding import reindex
from search.archive import Archive
from search.engines import ENGINES
from search.languages import wider_tags
from search.request import SearchRequest
from search.service import SearchService, open_archive

TAGS = {"a": "en", "b": "en-US", "c": "en-GB", "d": "zh-Hant-TW", "e": "zh-Hant", "f": "de-AT", "g": None}


@pytest.fixture(scope="module", params=sorted(ENGINES))
def archive(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Archive:
    folder = tmp_path_factory.mktemp(request.param)
    lines = folder / "records.jsonl"
    records = [{"id": name, "body": f"1 {name}", "language": tag} for name, tag in TAGS.items()]
    lines.write_text("".join(json.dumps(record) + "\n" for record in records))
    archive = create_archive(folder / "archive", request.param)
    assert index_paths(archive, [lines]).added == len(TAGS)
    return archive


@pytest.fixture
def service(archive: Archive) -> Iterator[SearchService]:
    opened = open_archive(archive.path)
    yield opened
    opened.close()


def found(service: SearchService, *values: str, text: str = "", without: tuple[str, ...] = ()) -> str:
    included = (("language", values),) if values else ()
    excluded = (("language", without),) if without else ()
    hits = service.search(SearchRequest(text=text, included=included, excluded=excluded)).hits
    return "".join(sorted(hit.id for hit in hits))


def counts(service: SearchService) -> dict[str, int | None]:
    facet = service.search(SearchRequest(facets=("language",))).facets["language"]
    assert facet.other == 0
    return {value.value: value.count for value in facet.values}


EVERYWHERE = {
    "en": 3,
    "en-US": 1,
    "en-GB": 1,
    "zh": 2,
    "zh-Hant": 2,
    "zh-Hant-TW": 1,
    "de": 1,
    "de-AT": 1,
    "_unknown": 1,
}


def test_a_language_finds_what_is_part_of_it_and_nothing_wider(service: SearchService) -> None:
    assert (found(service, "en"), found(service, "en-GB"), found(service, "zh")) == ("abc", "c", "de")
    assert (found(service, "zh-Hant"), found(service, "zh-Hant-TW"), found(service, "en-GB", "de")) == ("de", "d", "cf")
    assert (found(service, without=("en",)), found(service, "en", without=("en-US",))) == ("defg", "ac")
    assert found(service, "_unknown") == "g"


def test_a_language_that_no_document_is_in_by_itself_is_listed_and_counted(service: SearchService) -> None:
    assert counts(service) == EVERYWHERE


@pytest.mark.parametrize("query", ["language:de", "language:German", "language:deutsch", 'language:"German (Austria)"'])
def test_a_language_is_found_by_its_names(service: SearchService, query: str) -> None:
    assert found(service, text=query) == "f"


def test_each_document_keeps_its_own_tag(service: SearchService) -> None:
    assert {hit.id: hit.language for hit in service.search(SearchRequest()).hits} == TAGS


def test_removing_and_reindexing_keep_to_it(archive: Archive) -> None:
    remove(archive, ["f"], "not ours")
    left = {tag: count for tag, count in EVERYWHERE.items() if not tag.startswith("de")}
    for _ in range(2):
        opened = open_archive(archive.path)
        assert counts(opened) == left
        opened.close()
        reindex(archive)


@pytest.mark.parametrize(
    ("tag", "wider"),
    [
        ("en", ()),
        ("en-US", ("en",)),
        ("sr-Latn-RS", ("sr-Latn", "sr")),
        ("de-x-navy", ("de",)),
        ("x-navy", ()),
        ("", ()),
    ],
)
def test_wider_tags_end_where_none_is_left(tag: str, wider: tuple[str, ...]) -> None:
    assert wider_tags(tag) == wider


def test_a_wider_language_missing_from_the_catalog_is_given_a_number_when_the_index_is_built(archive: Archive) -> None:
    with sqlite3.connect(archive.catalog_path) as catalog:
        catalog.execute("DELETE FROM facet_values WHERE field = 'language' AND value = 'zh'")
    catalog.close()
    reindex(archive)
    opened = open_archive(archive.path)
    assert counts(opened)["zh"] == 2
    opened.close()
