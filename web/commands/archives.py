"""The archive a command works on."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

from web.commands.command import Run

if TYPE_CHECKING:
    from search.archive import Archive
    from search.service import SearchService


def existing_archive(run: Run) -> "Archive":
    """The archive, with a catalog that can be used, whatever its index. Raise ArchiveError, saying what to do."""
    from search.archive import Archive, archive_exists
    from search.catalog.connection import open_readonly

    archive = Archive(run.archive)
    if not archive_exists(run.archive):
        archive.current()  # says what is missing
    open_readonly(archive.catalog_path).close()
    return archive


@contextmanager
def opened(run: Run) -> "Iterator[SearchService]":
    """The archive's search service, closed afterwards. Raise ArchiveError at once and not only when it is first asked."""
    from search.service import open_archive

    existing_archive(run)
    with closing(open_archive(run.archive, time_budget=run.settings.time_budget)) as service:
        yield service
