"""Finding copies in an archive: sketches for what has changed, clusters kept up to date.

A pass of its own over the changes since the last one, at the end of a run of `index` or by `regesta copies`, and no part of storing a
document: a sketch takes about .6 microseconds a word, as long as all else that is done to a short record. Where few documents
have changed only their clusters are made anew, with the same outcome.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import islice

import numpy as np

from indexer.clusters import Numbers, clusters_of, neighbours_of
from indexer.sketches import FINGERPRINT, NUMBERS, Sketches, as_rows, sketches_of
from indexer.space import told_as_no_space
from indexer.writer import Writer, open_for_writing
from search.archive import Archive
from search.catalog import packing

# The last change that clusters were made up to, and what made the sketches; rows of `meta`.
SEQUENCE, MADE_BY = "copies_sequence", "copies_made_by"
# With this many changed documents or fewer, each is compared with all sketches (.16 s of CPU in a million); with more, all with all (7 s).
FEW_CHANGED = 20
# A command that changes a document or two does not start on the backlog of whole runs.
MOST_IN_PASSING = 1_000
_CHUNK = 500
_COMMIT_EVERY = 20_000

Told = Callable[[int, int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class CopiesReport:
    """``sketched`` texts were looked at in this pass; ``documents`` in the archive have a near copy, in ``clusters``."""

    sketched: int
    documents: int
    clusters: int


def find_copies(archive: Archive, *, progress: Told = lambda done, of: None) -> CopiesReport:
    """Bring the clusters of the whole archive up to date."""
    with open_for_writing(archive, "copies") as writer, told_as_no_space(archive.path):
        sketched = settle_copies(writer, progress=progress)
        writer.commit()
        (documents, clusters) = writer.catalog.connection.execute(
            "SELECT count(*), count(DISTINCT cluster) FROM copies"
        ).fetchone()
    return CopiesReport(sketched=sketched, documents=documents, clusters=clusters)


def settle_in_passing(writer: Writer) -> None:
    """For commands that change single documents: only where copies were looked for before, and little has changed since."""
    since = _since(writer)
    if since and len(list(islice(writer.catalog.changed_since(since), MOST_IN_PASSING + 1))) <= MOST_IN_PASSING:
        settle_copies(writer)


def settle_again(writer: Writer) -> None:
    """After documents were made anew: only where copies were looked for before."""
    if _since(writer):
        settle_copies(writer)


def settle_copies(writer: Writer, *, progress: Told = lambda done, of: None) -> int:
    """Sketch what has changed since the last time and mend the clusters; returns how many texts were sketched.

    Within the writer's batch: the caller commits. After long stretches of sketching it commits itself, so that a pass that is
    stopped goes on where it was.
    """
    writer.begin()
    catalog = writer.catalog.connection
    since = _since(writer)
    candidates = [number for number, _ in writer.catalog.changed_since(since)]
    if not candidates:
        return 0
    made_by = writer.catalog.fingerprint_number(FINGERPRINT)
    sketched, changed = 0, set[int]()
    for at in range(0, len(candidates), _CHUNK):
        some, moved = _sketch(writer, candidates[at : at + _CHUNK], made_by)
        sketched += some
        changed |= moved
        progress(min(at + _CHUNK, len(candidates)), len(candidates))
        if at // _COMMIT_EVERY != (at + _CHUNK) // _COMMIT_EVERY:
            writer.commit(more_to_come=True)
            writer.begin()
    if changed and _mend(writer, changed):
        documents, clusters = catalog.execute("SELECT count(*), count(DISTINCT cluster) FROM copies").fetchone()
        # A change like any other: answers that count copies once are another snapshot's from here on.
        writer.catalog.note("copies", {"documents": documents, "clusters": clusters})
    for key, value in ((SEQUENCE, str(writer.catalog.sequence)), (MADE_BY, FINGERPRINT)):
        catalog.execute("INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)", (key, value))
    return sketched


def _since(writer: Writer) -> int:
    """The last change that was taken into account; 0 when there is none, or when another program made the sketches."""
    ask = writer.catalog.connection.execute
    known = dict(ask("SELECT key, value FROM meta WHERE key IN (?, ?)", (SEQUENCE, MADE_BY)).fetchall())
    if known.get(MADE_BY) == FINGERPRINT:
        return int(known[SEQUENCE])
    return 0


def _sketch(writer: Writer, numbers: Sequence[int], made_by: int) -> tuple[int, set[int]]:
    """(texts sketched, documents that clusters may change for) of these documents."""
    ask = writer.catalog.connection.execute
    rows = ask(
        "SELECT d.number, d.revision, d.removed_at IS NOT NULL, s.revision, s.sketch, c.cluster, r.body, r.kept FROM documents d "  # noqa: S608
        "JOIN revisions r ON r.revision = d.revision LEFT JOIN sketches s ON s.document = d.number AND s.made_by = ? "
        f"LEFT JOIN copies c ON c.document = d.number WHERE d.number IN ({','.join('?' * len(numbers))})",
        (made_by, *numbers),
    ).fetchall()
    live = [row for row in rows if not row[2]]
    changed = {row[0] for row in rows if row[2] and row[5] is not None}  # removed, and still in a cluster
    # Brought back, or sketched by a pass that was stopped before it came to the clusters.
    changed |= {row[0] for row in live if row[1] == row[3] and (row[4], row[5]) != (None, None)}
    stale = [row for row in live if row[1] != row[3]]
    for row, sketch in zip(stale, sketches_of(_kept(row[6], row[7]) for row in stale), strict=True):
        if sketch != row[4]:
            changed.add(row[0])
        ask(
            "INSERT OR REPLACE INTO sketches (document, revision, made_by, sketch) VALUES (?, ?, ?, ?)",
            (row[0], row[1], made_by, sketch),
        )
    return len(stale), changed


def _kept(blob: bytes, kept: bytes | None) -> str:
    body = packing.unsqueeze(blob)
    return body if kept is None else packing.kept_text(body, packing.unpack_ranges(kept, len(body)))


def _mend(writer: Writer, changed: set[int]) -> bool:
    """Make the clusters anew that the changed documents are or were in. Whether anything became different."""
    ask = writer.catalog.connection.execute
    before: dict[int, int] = dict(ask("SELECT document, cluster FROM copies").fetchall())
    if len(changed) > FEW_CHANGED:
        touched, after = set(before), clusters_of(*_sketches(writer))
    else:
        touched = _touched(writer, changed, before)
        after = clusters_of(*_sketches(writer, touched))
    different = {number for number in touched | set(after) if before.get(number) != after.get(number)}
    writer.catalog.connection.executemany("DELETE FROM copies WHERE document = ?", ((number,) for number in different))
    writer.catalog.connection.executemany(
        "INSERT INTO copies (document, cluster) VALUES (?, ?)",
        ((number, after[number]) for number in sorted(different) if number in after),
    )
    return bool(different)


def _touched(writer: Writer, changed: set[int], before: dict[int, int]) -> set[int]:
    """The changed documents, all they are near copies of, and whoever is or was in a cluster with one of these."""
    near = set(changed)
    own_numbers, own = _sketches(writer, changed)
    if len(own_numbers):
        numbers, sketches = _sketches(writer)
        for sketch in own:
            near.update(numbers[neighbours_of(sketch, sketches)].tolist())
    clusters = {before[number] for number in near if number in before}
    return near | {number for number, cluster in before.items() if cluster in clusters}


def _sketches(writer: Writer, wanted: Iterable[int] | None = None) -> tuple[Numbers, Sketches]:
    """The sketches of live documents (all, or the wanted ones) by number."""
    ask = writer.catalog.connection.cursor().execute
    select = (
        "SELECT s.document, s.sketch FROM sketches s JOIN documents d ON d.number = s.document "
        "WHERE d.removed_at IS NULL AND s.sketch IS NOT NULL"
    )
    numbers: list[int] = []
    parts: list[Sketches] = [np.empty((0, NUMBERS), dtype=np.uint16)]
    rows = (
        ask(f"{select} ORDER BY s.document")
        if wanted is None
        else (row for number in sorted(wanted) for row in ask(f"{select} AND s.document = ?", (number,)).fetchall())
    )
    while chunk := list(islice(rows, 10_000)):
        numbers += [number for number, _ in chunk]
        parts.append(as_rows([sketch for _, sketch in chunk]))
    return np.asarray(numbers, dtype=np.int64), np.concatenate(parts)
