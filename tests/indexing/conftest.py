"""Small archives in temporary folders, and a folder of files to index into them."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from indexer.generations import create_archive
from indexer.pipeline import IndexReport, index_paths
from indexer.verify import verify
from search.archive import Archive
from search.catalog.reading import CatalogReader, open_catalog

Index = Callable[..., IndexReport]


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    """An empty archive. Whatever a test did with it, at its end it is whole."""
    made = create_archive(tmp_path / "archive")
    yield made
    if made.pointer_path.exists() and not (tmp_path / "broken on purpose").exists():
        assert verify(made).problems == ()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Three files of two formats."""
    made = tmp_path / "papers"
    (made / "old").mkdir(parents=True)
    (made / "a.txt").write_text("Talks resume\n\nThe parties met in Geneva on Friday to resume talks.\n")
    (made / "old" / "b.txt").write_text("Sanctions eased\n\nThe council eased its sanctions after a long debate.\n")
    (made / "c.jsonl").write_text(
        '{"id": "r1", "title": "One", "date": "2012-03", "source": "Ministry", "body": "A first record about trade."}\n'
        '{"id": "r2", "title": "Two", "source": "Council", "author": "Ann Lee", "body": "A second one.\\n\\nWith two parts."}\n'
    )
    return made


@pytest.fixture
def index(archive: Archive) -> Index:
    def run(*paths: Path, **options: object) -> IndexReport:
        return index_paths(archive, paths, **options)  # type: ignore[arg-type]

    return run


@pytest.fixture
def catalog(archive: Archive) -> Iterator[CatalogReader]:
    reader = open_catalog(archive)
    yield reader
    reader.close()
