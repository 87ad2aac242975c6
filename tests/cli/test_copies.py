"""Near copies from the shell: found at the end of `index`, or by `copies`; counted once on request."""

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Regesta
from tests.web.copies import REPRINT, STORY


@pytest.fixture
def papers(tmp_path: Path) -> Path:
    lines = tmp_path / "papers.jsonl"
    records = [
        {"id": "one", "title": "Pilots complain", "source": "Courier", "date": "2001-05-02", "body": STORY},
        {"id": "two", "title": "Pilots", "source": "Herald", "date": "2001-05-04", "body": REPRINT},
        {"id": "three", "body": "A pilots' note of a few words."},
    ]
    lines.write_text("".join(json.dumps(each) + "\n" for each in records))
    return lines


def test_indexing_finds_them_and_a_search_counts_each_article_once(regesta: Regesta, papers: Path) -> None:
    assert regesta("index", str(papers)).code == 0
    assert regesta("search", "pilots", "--json").json["total"] == 3
    once = regesta("search", "pilots", "--copies", "collapse", "--json").json
    assert (once["total"], once["collapsed"]) == (2, 1)
    told = regesta("search", "pilots", "--copies", "collapse")
    assert "also published: Herald, 2001-05-04, two" in told.out
    assert "1 document left out as near copies of those listed; --copies show lists them." in told.err


def test_with_the_setting_off_they_are_left_to_the_command(
    regesta: Regesta, papers: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REGESTA_FIND_COPIES", "off")
    regesta("index", str(papers))
    assert regesta("search", "pilots", "--copies", "collapse", "--json").json["collapsed"] == 0
    assert regesta("copies", "--json").json == {"sketched": 3, "documents": 2, "clusters": 1}
    assert regesta("search", "pilots", "--copies", "collapse", "--json").json["collapsed"] == 1
    assert "2 documents have near copies, in 1 clusters; 0 had changed" in regesta("copies").out


def test_a_wrong_value_is_wrong_usage(regesta: Regesta, papers: Path) -> None:
    regesta("index", str(papers))
    answer = regesta("search", "pilots", "--copies", "colapse")
    assert answer.code == 2
    assert "Choose show or collapse" in answer.err
