"""Floors on labelled corpora kept beside the repository; skipped, visibly, where they are not there."""

import gzip
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from benchmarks.cleaning import load, page_of, shingles
from indexer.cleaning import lines_of, profile_of
from search.documents import Verdict
from tests.cleaning.raw import cleaned, raw

SHARED = Path(os.environ.get("REGESTA_SHARED", Path(__file__).parents[3] / "shared")) / "data"


def records(name: str, every: int) -> Iterator[dict[str, Any]]:
    path = SHARED / name
    if not path.exists():
        pytest.skip(f"no {path}")
    with gzip.open(path, "rt", encoding="utf-8") as rows:
        for index, row in enumerate(rows):
            if index % every == every // 2 + 1:  # training takes every twelfth from the first; these it has not seen
                yield json.loads(row)


@pytest.mark.shared
def test_diplomatic_papers_are_dated_by_their_dateline() -> None:
    papers = [paper for paper in records("frus_dev.jsonl.gz", 20) if len(paper["date"] or "") == 10]
    found = [cleaned(paper["body"]).date for paper in papers]
    exact = sum(date is not None and date.iso == paper["date"] for date, paper in zip(found, papers, strict=True))
    assert exact >= 0.97 * len(papers)
    assert all(date is None or date.iso[:2] == paper["date"][:2] for date, paper in zip(found, papers, strict=True))


@pytest.mark.shared
def test_diplomatic_papers_lose_next_to_nothing() -> None:
    size = lost = 0
    for paper in records("frus_dev.jsonl.gz", 60):
        document = cleaned(paper["body"])
        size += sum(len(line.text) for line in document.lines)
        lost += sum(len(line.text) for line in document.lines if line.verdict.value == "drop")
    assert lost <= 0.01 * size


@pytest.mark.shared
def test_what_repeats_costs_diplomatic_papers_no_line() -> None:
    papers = [paper["body"] for paper in records("frus_dev.jsonl.gz", 40)]
    profile = profile_of("papers", [lines_of(raw(paper)) for paper in papers])
    lost = [
        after.text
        for paper in papers
        for before, after in zip(cleaned(paper).lines, cleaned(paper, profile=profile).lines, strict=True)
        if before.verdict is Verdict.KEEP and after.verdict is not Verdict.KEEP
    ]
    assert len(lost) <= 0.001 * sum(len(lines_of(raw(paper))) for paper in papers)


@pytest.mark.shared
def test_the_shipped_model_finds_the_bodies_it_learned_from() -> None:
    """It has seen these pages, so this says that model and columns belong together, not how good it is elsewhere."""
    data = SHARED / "extract"
    if not (data / "pages.jsonl.gz").exists():
        pytest.skip(f"no {data}")
    rows = [row for row in load(data) if row["text"] is not None and row["type"] in ("article", "documentation")][::12]
    scores = [shingles(row["text"], cleaned(page_of(data, row), "html").body) for row in rows]
    precision = [precision for precision, _ in scores if precision is not None]
    assert sum(precision) >= 0.93 * len(precision)
    assert sum(recall for _, recall in scores) >= 0.96 * len(scores)
