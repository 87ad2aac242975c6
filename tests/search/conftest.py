"""A small archive on each engine, made as an archivist makes one: records in a file, indexed."""

import json
from collections.abc import Iterator

import pytest

from indexer.generations import create_archive
from indexer.pipeline import index_paths
from search import open_archive
from search.engines import ENGINES
from search.service import SearchService

SOURCES = ("Institute of Peace", "Review, Quarterly", "The Bulletin", None)
DATES = ("2009-10-06", "2012-03-01", "2012-03", "2012", "2011-12-31", "1994", None, "2012-02-29")
PLACES = ("North Korea", "China", "the United States", "Myanmar", "Japan")
PEOPLE = ("Kim Jong Il", "Wen Jiabao", "Barack Obama", "Hillary Clinton")
TOPICS = ("nuclear tests", "food aid", "six-party talks", "a moratorium on missiles", "sanctions", "trade relations")
LANGUAGES = {0: "fr", 1: "fr-CA", 2: "en-GB", 3: "zh-Hant-TW"}


def records() -> Iterator[dict[str, object]]:
    """48 records whose words, names, dates and sources overlap in every way that a facet can be counted."""
    for number in range(48):
        place, other = PLACES[number % 5], PLACES[(number * 3 + 1) % 5]
        person = PEOPLE[number % 4]
        topic, second = TOPICS[number % 6], TOPICS[(number * 5 + 2) % 6]
        record: dict[str, object] = {
            "id": f"doc-{number:02}",
            "title": f"{topic.capitalize()} and {place}",
            "body": (
                f"President {person} spoke about {topic} in {other} on the {number}th day.\n\n"
                f"Officials of {place} welcomed {second}. {'The U.S. told us to wait.' if number % 7 == 0 else ''}"
            ),
        }
        if (source := SOURCES[number % 4 if number % 9 else 3]) is not None:
            record["source"] = source
        if (date := DATES[(number * 7) % 8]) is not None:
            record["date"] = date
        if (language := LANGUAGES.get(number % 11)) is not None:
            record["language"] = language
        yield record


@pytest.fixture(scope="session", params=sorted(ENGINES))
def service(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[SearchService]:
    folder = tmp_path_factory.mktemp(f"service-{request.param}")
    sample = folder / "sample.jsonl"
    sample.write_text("\n".join(json.dumps(record) for record in records()), encoding="utf-8")
    archive = create_archive(folder / "archive", request.param)
    report = index_paths(archive, [sample])
    assert report.added == 48
    assert report.failed == ()
    opened = open_archive(folder / "archive")
    yield opened
    opened.close()
