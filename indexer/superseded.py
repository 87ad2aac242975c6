"""Texts that newer ones have replaced and no page shows any more: kept until the next rebuild, then let go of.

Every re-cleaning makes a new revision of a document. The newest of each version is what pages show and indexes are made
of; older ones are only asked for by searches that began before the index knew of the newer. Without this a catalog grew by
nearly half with every rebuild after an upgrade.
"""

from indexer.writer import Writer

_READ_AT_ONCE = 5_000
_DELETED_AT_ONCE = 500  # overflow pages are freed one by one, and each goes through the write-ahead log


def let_go_of_superseded(writer: Writer) -> int:
    """Delete revisions that are nobody's newest, and return how many. Only when no live index can name one: it must hold the
    catalog's last change. The room they took in the file is used again; the file itself does not shrink."""
    catalog = writer.catalog
    let_go = after = 0
    while rows := catalog.connection.execute(
        "SELECT r.revision, v.revision IS r.revision OR d.revision IS r.revision FROM revisions r "
        "LEFT JOIN versions v ON v.key = r.document << 16 | r.version LEFT JOIN documents d ON d.number = r.document "
        "WHERE r.revision > ? ORDER BY r.revision LIMIT ?",
        (after, _READ_AT_ONCE),
    ).fetchall():
        after = rows[-1][0]
        superseded = [(revision,) for revision, is_newest in rows if not is_newest]
        for first in range(0, len(superseded), _DELETED_AT_ONCE):
            some = superseded[first : first + _DELETED_AT_ONCE]
            writer.begin()
            catalog.connection.executemany("DELETE FROM revisions WHERE revision = ?", some)
            writer.commit()
            let_go += len(some)
    return let_go
