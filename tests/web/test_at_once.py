"""Readers who ask at the same moment each get their own answer."""

import itertools
import random
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import quote

import pytest

from tests.web.archives import record, write_archive
from web import create_app

DOCUMENTS, READERS = 150, 6
SYLLABLES = ("ba", "de", "fi", "go", "lu", "ma", "ne", "pi", "ro", "su", "ta", "vo", "ki")
WORDS = [f"{first}{second}lk" for first, second in itertools.product(SYLLABLES, SYLLABLES)][:DOCUMENTS]


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    records = [
        record(f"d{n}", f"Paper {n}", "2001", "Herald", f"They spoke of {word}ing in Oslo, and of nothing else.")
        for n, word in enumerate(WORDS)
    ]
    return write_archive(tmp_path_factory.mktemp("at-once"), records, seeds=False)


@pytest.fixture
def hurried() -> Iterator[None]:
    """Threads change places as often as they can."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(before)


@pytest.mark.usefixtures("hurried")
def test_each_of_many_readers_finds_the_document_they_asked_for(archive: Path) -> None:
    app = create_app(archive=archive)

    def read(reader: int) -> list[tuple[int, object]]:
        asked = list(range(DOCUMENTS))
        random.Random(reader).shuffle(asked)
        client = app.test_client()
        answers = []
        for number in asked:
            answer = client.get(f"/api/v1/search?q={quote(WORDS[number])}ed&facets=none").get_json()
            hits = [(hit["id"], [one["ranges"] for one in hit["snippets"]]) for hit in answer.get("hits", ())]
            answers.append((number, answer.get("status") or hits))
        return answers

    with ThreadPoolExecutor(READERS) as readers:
        answers = [answer for each in readers.map(read, range(READERS)) for answer in each]
    length = len(WORDS[0]) + len("ing")
    begin = len("They spoke of ")
    wrong = [(number, found) for number, found in answers if found != [(f"d{number}", [[[begin, begin + length]]])]]
    assert not wrong
    assert len(answers) == DOCUMENTS * READERS
