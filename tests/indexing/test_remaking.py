"""Documents that another version of the program made are made anew before the index is."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from indexer import rebuilding
from indexer.generations import create_archive
from indexer.pipeline import index_paths
from indexer.rebuilding import reindex
from indexer.verify import verify
from search.archive import Archive
from search.catalog.packing import squeeze_bytes
from search.catalog.reading import open_catalog

DOCUMENTS = 90


@pytest.fixture
def papers(tmp_path: Path) -> Path:
    folder = tmp_path / "papers"
    folder.mkdir()
    with open(folder / "records.jsonl", "w") as file:
        for n in range(DOCUMENTS):
            text = f"Paper {n}\n\nIt treats of matter {n % 7} in Geneva, and of nothing else.\n\nFiled by the clerk of the house."
            file.write(json.dumps({"id": f"r{n}", "source": f"S{n % 3}", "text": text}) + "\n")
    return folder


def _made_by_another_program(archive: Archive) -> None:
    with closing(sqlite3.connect(archive.catalog_path)) as catalog, catalog:
        catalog.execute("UPDATE fingerprints SET value = 'another program, number ' || number")
        catalog.execute("UPDATE revisions SET url = 'https://example.org/made-by-another'")


def _documents(archive: Archive) -> list[object]:
    with closing(open_catalog(archive)) as catalog:
        found = [catalog.document(f"r{n}") for n in range(DOCUMENTS)]
    return [(one.hit.title, one.hit.body, one.hit.url, one.lines, one.mentions) for one in found]


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_rebuild_makes_them_as_this_program_does_by_any_number_of_processes(
    tmp_path: Path, papers: Path, jobs: int
) -> None:
    archive = create_archive(tmp_path / "archive")
    index_paths(archive, [papers])
    as_made_here = _documents(archive)
    _made_by_another_program(archive)
    assert _documents(archive) != as_made_here
    told: list[tuple[str, int, int]] = []
    report = reindex(archive, jobs=jobs, progress=lambda stage, done, of: told.append((stage, done, of)))
    assert (report.recleaned, report.rejudged, report.failed) == (DOCUMENTS, 0, ())
    assert [was for was, _, _ in report.reasons] == ["another program, number 1"]
    assert _documents(archive) == as_made_here
    assert ("cleaned again", DOCUMENTS, DOCUMENTS) in told
    assert told[-1] == ("indexed", DOCUMENTS, DOCUMENTS)
    assert reindex(archive, jobs=jobs).recleaned == 0


@pytest.mark.parametrize("original", [b"no frame of zstd", squeeze_bytes(b"{no record")], ids=["damaged", "unreadable"])
def test_one_that_cannot_be_made_anew_stays_as_it_is_and_is_named(
    tmp_path: Path, papers: Path, original: bytes
) -> None:
    archive = create_archive(tmp_path / "archive")
    index_paths(archive, [papers])
    _made_by_another_program(archive)
    with closing(sqlite3.connect(archive.catalog_path)) as catalog, catalog:
        key = "SELECT number << 16 | version FROM documents WHERE id = 'r5'"
        catalog.execute(f"UPDATE versions SET original = ? WHERE key = ({key})", (original,))
    report = reindex(archive, jobs=2)
    assert [document for document, _ in report.failed] == ["r5"]
    assert report.recleaned == DOCUMENTS - 1
    with closing(open_catalog(archive)) as catalog:
        assert catalog.document("r5").hit.url == "https://example.org/made-by-another"
        assert catalog.document("r6").hit.url is None


def _revisions(archive: Archive) -> int:
    with closing(sqlite3.connect(archive.catalog_path)) as catalog:
        (count,) = catalog.execute("SELECT count(*) FROM revisions").fetchone()
        return int(count)


def test_what_was_replaced_before_a_rebuild_is_let_go_of_and_versions_stay(tmp_path: Path, papers: Path) -> None:
    archive = create_archive(tmp_path / "archive")
    index_paths(archive, [papers])
    lines = (papers / "records.jsonl").read_text().splitlines()
    lines[0] = lines[0].replace("matter 0", "matter zero")
    (papers / "records.jsonl").write_text("\n".join(lines))
    index_paths(archive, [papers])
    assert _revisions(archive) == DOCUMENTS + 1
    for _ in range(3):
        _made_by_another_program(archive)
        reindex(archive)
        assert _revisions(archive) == 2 * DOCUMENTS + 1  # what is shown, what was shown until now, an older version
    with closing(open_catalog(archive)) as catalog:
        assert "matter 0" in catalog.document("r0", 1).hit.body
        assert "matter zero" in catalog.document("r0").hit.body
    assert verify(archive).problems == ()


def test_nothing_is_let_go_of_while_the_live_index_lacks_a_change(
    tmp_path: Path, papers: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive = create_archive(tmp_path / "archive")
    index_paths(archive, [papers])
    _made_by_another_program(archive)
    reindex(archive)
    monkeypatch.setattr(rebuilding, "sequence_of", lambda engine, generation: 1)
    _made_by_another_program(archive)
    reindex(archive)
    assert _revisions(archive) == 3 * DOCUMENTS
