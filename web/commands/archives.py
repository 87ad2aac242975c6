"""The archive a command works on."""

from typing import TYPE_CHECKING

from web.commands.command import Run

if TYPE_CHECKING:
    from search.archive import Archive


def existing_archive(run: Run) -> "Archive":
    """The archive, whole or damaged. Raise ArchiveError, saying what to do, when there is none."""
    from search.archive import Archive, archive_exists

    archive = Archive(run.archive)
    if not archive_exists(run.archive):
        archive.current()  # says what is missing
    return archive
