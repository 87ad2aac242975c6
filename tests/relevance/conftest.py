"""A small archive whose words, names and misspellings can be checked by eye."""

import json
from collections.abc import Iterator

import pytest

from indexer.generations import create_archive
from indexer.pipeline import index_paths
from search import open_archive
from search.engines import ENGINES
from search.service import SearchService

RECORDS = (
    ("moratorium", "A moratorium is agreed", "North Korea announced a moratorium on nuclear tests in February."),
    ("talks", "Six-party talks resume", "The six-party talks resume in Beijing. North Korea sends an envoy."),
    ("dprk", "Talks with the DPRK", "The DPRK (North Korea) wants food aid. The DPRK said so again."),
    ("only-dprk", "DPRK statement", "A statement by the DPRK was read out in Geneva."),
    (
        "treaty",
        "A treaty on tests",
        "Nuclear arms and a treaty: the tests of the treaty are near. It bans nuclear weapons.",
    ),
    (
        "arms",
        "Nuclear weapons",
        "Nuclear tests, nuclear tests and again nuclear tests were held. Weapons of all kinds.",
    ),
    (
        "khrushchev",
        "Khrushchev in Moscow",
        "Nikita Khrushchev received the envoy. Khrushchev spoke of borders and order.",
    ),
    ("border", "The border war", "The border war goes on. Along the border war is daily. Order is not in sight."),
    ("yangon", "Elections in Myanmar", "Myanmar votes in April, says the government of Myanmar."),
    ("apart", "Notes one", "Fishing was banned and a quota was set for cod in northern waters."),
    ("near", "Notes two", "A ban was lifted and a fishing quota was set for cod in northern waters."),
    ("iaea", "Inspectors return", "The IAEA sent inspectors. The IAEA board meets on Monday."),
)


@pytest.fixture(scope="session", params=sorted(ENGINES))
def service(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[SearchService]:
    folder = tmp_path_factory.mktemp(f"relevance-{request.param}")
    sample = folder / "sample.jsonl"
    lines = (json.dumps({"id": name, "title": title, "body": body}) for name, title, body in RECORDS)
    sample.write_text("\n".join(lines), encoding="utf-8")
    report = index_paths(create_archive(folder / "archive", request.param), [sample])
    assert report.added == len(RECORDS)
    opened = open_archive(folder / "archive")
    yield opened
    opened.close()
