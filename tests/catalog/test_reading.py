"""Reading a catalog that others write at the same time."""

import multiprocessing
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from indexer.changes import remove
from indexer.generations import create_archive
from indexer.pipeline import index_paths
from search.archive import Archive
from search.catalog.names import name_key
from search.catalog.reading import CatalogReader, open_catalog
from search.errors import ArchiveError, NotFound


@pytest.fixture
def papers(tmp_path: Path) -> Path:
    path = tmp_path / "papers.jsonl"
    path.write_text(
        '{"id": "geneva/1", "title": "Talks in Geneva", "date": "1962-03-01", "source": "Herald", "language": "en", '
        '"url": "https://example.org/1", "body": "Kim Jong-Il and the U.S. delegation met in Geneva."}\n'
        '{"id": "geneva/2", "title": "Über Genf", "date": "1975", "source": "Zeitung", "body": "Ohne Ergebnis."}\n'
        '{"id": "undated", "title": "talks elsewhere", "body": "Nothing is said of when."}\n'
    )
    return path


@pytest.fixture
def archive(tmp_path: Path, papers: Path) -> Archive:
    made = create_archive(tmp_path / "archive")
    index_paths(made, [papers])
    return made


@pytest.fixture
def catalog(archive: Archive) -> Iterator[CatalogReader]:
    reader = open_catalog(archive)
    yield reader
    reader.close()


def test_hits_come_in_the_order_asked_and_those_that_are_gone_are_left_out(catalog: CatalogReader) -> None:
    assert [hit.id for hit in catalog.hits([(3, 3), (99, 99), (1, 1)])] == ["undated", "geneva/1"]
    assert catalog.hits([]) == []


def test_a_hit_holds_what_a_result_needs(catalog: CatalogReader) -> None:
    (hit,) = catalog.hits([(1, 1)])
    assert (hit.id, hit.title, hit.url, hit.version) == ("geneva/1", "Talks in Geneva", "https://example.org/1", 1)
    assert hit.date is not None
    assert hit.date.edtf == "1962-03-01"
    assert hit.body[slice(*hit.kept[0])] == hit.body
    names = catalog.names([hit.source, hit.language, *(number for number, _ in hit.entities)])
    assert names[hit.source].value == "Herald"
    assert names[hit.language].value == "en"


def test_an_old_revision_is_still_read_after_a_new_one_came(
    catalog: CatalogReader, archive: Archive, papers: Path
) -> None:
    papers.write_text(papers.read_text().replace("Nothing is said", "Nothing at all is said"))
    index_paths(archive, [papers])
    old, new = catalog.hits([(3, 3), (3, 4)])
    assert (old.body, new.body) == ("Nothing is said of when.", "Nothing at all is said of when.")


def test_values_are_found_by_any_writing_of_their_names(catalog: CatalogReader) -> None:
    (herald,) = catalog.find_values("source", "HERALD")
    assert catalog.names([herald])[herald].label == "Herald"
    assert catalog.numbers("source", ["Herald", "nobody"]) == {"Herald": herald}
    assert catalog.find_values("person", "herald") == ()


def test_names_fold_points_capitals_hyphens_and_accents() -> None:
    assert name_key("U.S.") == name_key("US") == name_key("us")
    assert name_key("Kim Jong-Il") == name_key("KIM JONG IL")
    assert name_key("Zürich") == name_key("zurich")
    assert name_key("Kim Jong Il") != name_key("Kim Jong Un")


def test_titles_complete_whatever_the_case(catalog: CatalogReader, archive: Archive) -> None:
    assert catalog.titles("TALKS", 5) == [("undated", "talks elsewhere"), ("geneva/1", "Talks in Geneva")]
    assert catalog.titles("talks", 1) == [("undated", "talks elsewhere")]
    assert catalog.titles("", 5) == []
    assert catalog.titles("100%", 5) == []
    remove(archive, ["undated"], "asked for")
    assert catalog.titles("talks e", 5) == []


def test_the_extent_in_years_is_that_of_live_documents(catalog: CatalogReader, archive: Archive) -> None:
    assert catalog.date_extent() == (1962, 1975)
    remove(archive, ["geneva/2"], "asked for")
    assert catalog.date_extent() == (1962, 1962)
    remove(archive, ["geneva/1"], "asked for")
    assert catalog.date_extent() is None


def test_figures_count_live_documents(catalog: CatalogReader, archive: Archive) -> None:
    figures = catalog.statistics()
    assert (figures.documents, figures.dated, figures.undated, figures.sources) == (3, 2, 1, 2)
    remove(archive, ["geneva/1"], "asked for")
    figures = catalog.statistics()
    assert (figures.documents, figures.dated, figures.removed, figures.sources) == (2, 1, 1, 1)
    assert figures.sequence == catalog.sequence() == 4


def test_the_log_is_read_in_pages(catalog: CatalogReader, archive: Archive) -> None:
    remove(archive, ["undated"], "asked for")
    assert [entry.action for entry in catalog.log(0, 2)] == ["added", "added"]
    (last,) = catalog.log(3, 10)
    assert (last.sequence, last.action, last.document) == (4, "removed", "undated")
    assert '"asked for"' in last.detail


def test_unknown_documents_and_versions_are_not_found(catalog: CatalogReader) -> None:
    for attempt in (
        lambda: catalog.document("nobody"),
        lambda: catalog.document("undated", version=2),
        lambda: catalog.original("undated", version=2),
        lambda: catalog.original("geneva/1", version=0),
        lambda: catalog.original("geneva/1", version=65_537),  # would be the next document's first
    ):
        with pytest.raises(NotFound):
            attempt()
    assert catalog.number_of("nobody") is None
    assert catalog.number_of("undated") == 3


def test_each_thread_reads_through_its_own_connection(catalog: CatalogReader) -> None:
    found: list[str] = []
    threads = [threading.Thread(target=lambda: found.append(catalog.document("geneva/1").hit.id)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == ["geneva/1"] * 8


def _read(catalog: CatalogReader, answer: "multiprocessing.Queue[str]") -> None:
    answer.put(catalog.document("geneva/1").hit.id)


@pytest.mark.skipif("fork" not in multiprocessing.get_all_start_methods(), reason="no fork on this system")
@pytest.mark.filterwarnings("ignore:This process")
def test_a_reader_made_before_a_fork_is_used_after_it(archive: Archive) -> None:
    context = multiprocessing.get_context("fork")
    answer = context.Queue()
    child = context.Process(target=_read, args=(open_catalog(archive), answer))
    child.start()
    assert answer.get(timeout=30) == "geneva/1"
    child.join()
    answer.close()
    answer.join_thread()


def test_no_read_transaction_stays_open(catalog: CatalogReader, archive: Archive, papers: Path) -> None:
    catalog.document("geneva/1")
    catalog.statistics()
    papers.write_text(papers.read_text().replace("Nothing is said", "Nothing at all is said"))
    index_paths(archive, [papers])
    # Were a reader still looking at the old state, the log could not have been cut.
    assert archive.path.joinpath("catalog.sqlite-wal").stat().st_size == 0


def test_a_reader_cannot_write(catalog: CatalogReader) -> None:
    with pytest.raises(ArchiveError, match="readonly"):
        catalog._all("DELETE FROM documents")


def test_a_missing_catalog_is_said(tmp_path: Path) -> None:
    with pytest.raises(ArchiveError, match="no catalog"):
        open_catalog(Archive(tmp_path)).sequence()
