"""What an archivist decides about single documents: recorded with a reason, reversible, and replayed whenever they are made anew."""

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import combinations

from indexer.catalog_writer import Known
from indexer.cleaning import read_rule_book
from indexer.copies import settle_in_passing
from indexer.decisions import FIELDS, Decision, decided_date, line_field, placed_decisions
from indexer.learning.known import known_of
from indexer.prepared import derive
from indexer.rereading import raw_again, stored_content
from indexer.space import told_as_no_space
from indexer.writer import Writer, open_for_writing
from search.archive import Archive
from search.catalog import packing
from search.catalog.near_ids import asking, did_you_mean, near_ids
from search.documents import Verdict
from search.errors import NotFound, RequestError, Withdrawn
from search.facets import UNKNOWN

Committed = Callable[[int], None]

_ASKED = {"keep": "be kept", "drop": "be dropped", "as-found": "be as found"}


def _nobody(_: int) -> None:
    pass


def remove(archive: Archive, ids: Sequence[str], reason: str, *, committed: Committed = _nobody) -> int:
    """Take documents out of every search; their content stays in the catalog. Returns how many were not removed already.

    Raises NotFound, and removes nothing, when there is no such document.
    """
    _wanted(reason)
    with _changing(archive, "remove") as writer:
        known = [_known(writer, document_id) for document_id in dict.fromkeys(ids)]
        live = [each for each in known if not each.removed]
        for each in live:
            writer.catalog.remove(each, reason)
            writer.delete(each.number)
    committed(len(live))
    return len(live)


def restore(archive: Archive, document_id: str, *, committed: Committed = _nobody) -> bool:
    """Bring a removed document back as it was. False when it was not removed."""
    with _changing(archive, "restore") as writer:
        known = _known(writer, document_id)
        if known.removed:
            writer.upsert(writer.catalog.restore(known))
    committed(1)
    return known.removed


def edit(
    archive: Archive,
    document_id: str,
    *,
    date: str | None = None,
    source: str | None = None,
    title: str | None = None,
    reason: str,
    committed: Committed = _nobody,
) -> None:
    """State a document's date, source or title over what was found; None leaves a field alone.

    ``_unknown`` states that it has none; an empty text takes the decision back, so that what was found counts again.
    Raises NotFound, Withdrawn, or RequestError for what is no date.
    """
    _wanted(reason)
    stated = {field: value for field, value in zip(FIELDS, (date, source, title), strict=True) if value is not None}
    if not stated:
        raise RequestError("edit", "Nothing to change was named.", hint="Give at least one of date, source and title.")
    for field, value in stated.items():
        _check(field, value.strip())
    with _changing(archive, "edit") as writer:
        known = _live(writer, document_id)
        for field, value in stated.items():
            decision = Decision(field=field, value=value.strip(), reason=reason) if value.strip() else None
            writer.catalog.decide(known.number, decision, field)
        remade(writer, known, "edited", {**stated, "reason": reason})
    committed(1)


def override_lines(
    archive: Archive,
    document_id: str,
    *,
    keep: Sequence[int] = (),
    drop: Sequence[int] = (),
    as_found: Sequence[int] = (),
    reason: str = "",
    committed: Committed = _nobody,
) -> None:
    """Keep or drop lines, by their numbers from 1 as `regesta show` prints them. ``as_found`` takes decisions back, so that
    the lines are judged again; also a decision whose line is gone, by the number that it then had.

    Raises NotFound, Withdrawn, or RequestError for a number that the document does not have or that is named twice, and for
    one to be as found about which nothing was decided.
    """
    named = {"keep": keep, "drop": drop, "as-found": as_found}
    if not any(named.values()):
        raise RequestError("lines", "No line was named.", hint="Name lines to keep or to drop by their numbers.")
    for one, other in combinations(named, 2):
        both = sorted({*named[one]} & {*named[other]})
        if both:
            raise RequestError(other, f"Line {both[0]} is named both to {_ASKED[one]} and to {_ASKED[other]}.")
    with _changing(archive, "lines") as writer:
        known = _live(writer, document_id)
        texts = _line_texts(writer, known)
        placed, lost = placed_decisions(writer.catalog.decisions(known.number).values(), texts)
        standing = {line_field(index + 1): decision for index, decision in placed.items()}
        gone = {decision.field: decision for decision in lost}
        for parameter, numbers in named.items():
            for number in dict.fromkeys(numbers):
                field = line_field(number)
                before = standing.get(field) or (gone.get(field) if parameter == "as-found" else None)
                if before is not None:  # it may be kept under the number that the line had then
                    writer.catalog.decide(known.number, None, before.field)
                elif not 1 <= number <= len(texts):
                    raise RequestError(
                        parameter,
                        f"{document_id} has no line {number}.",
                        hint=f"It has lines 1 to {len(texts)}; `regesta show` prints them.",
                    )
                elif parameter == "as-found":
                    raise RequestError(parameter, f"Nothing was decided about line {number} of {document_id}.")
        for verdict, numbers in ((Verdict.KEEP, keep), (Verdict.DROP, drop)):
            for number in numbers:
                field = line_field(number)
                decision = Decision(field=field, value=verdict.value, reason=reason, text=texts[number - 1])
                writer.catalog.decide(known.number, decision, field)
        detail: dict[str, object] = {"keep": sorted(keep), "drop": sorted(drop), "reason": reason}
        remade(writer, known, "lines", detail | ({"as_found": sorted(as_found)} if as_found else {}))
    committed(1)


def remade(writer: Writer, known: Known, action: str, detail: dict[str, object]) -> None:
    """Make a document anew from its content and the decisions that now stand, and put it in the index."""
    stored = stored_content(writer.catalog.connection, known.number)
    derived = derive(
        raw_again(stored),
        writer.catalog.decisions(known.number),
        # A document whose entities were left unnamed stays so until it is indexed otherwise.
        with_entities="entities-off" not in stored.fingerprint,
        rules=read_rule_book(writer.archive.path),
        profile=known_of(writer.catalog.connection, known.number).profile,
    )
    document = writer.catalog.add_revision(known, derived, action, detail)
    if document is not None:
        writer.upsert(document)


@contextmanager
def _changing(archive: Archive, command: str) -> Iterator[Writer]:
    """One transaction: committed when the block ends well, taken back when it does not."""
    with open_for_writing(archive, command) as writer, told_as_no_space(archive.path):
        writer.begin()
        yield writer
        settle_in_passing(writer)
        writer.commit()


def _known(writer: Writer, document_id: str) -> Known:
    known = writer.catalog.known(document_id)
    if known is None:
        of = writer.catalog.duplicate_of(document_id)
        if of is not None:
            raise NotFound(f"{document_id!r} is an exact duplicate of {of!r}.", hint=f"Name {of!r} instead.")
        near = did_you_mean(near_ids(asking(writer.catalog.connection), document_id))
        raise NotFound(
            f"There is no document {document_id!r} in {os.fspath(writer.archive.path)}.",
            hint=f"{near} Nothing was changed.".strip(),
        )
    return known


def _live(writer: Writer, document_id: str) -> Known:
    known = _known(writer, document_id)
    if known.removed:
        title, reason, at = writer.catalog.connection.execute(
            "SELECT title, reason, removed_at FROM documents WHERE number = ?", (known.number,)
        ).fetchone()
        raise Withdrawn(document_id, title=title, reason=reason or "", removed_at=at)
    return known


def _line_texts(writer: Writer, known: Known) -> list[str]:
    body, detail = writer.catalog.connection.execute(
        "SELECT body, detail FROM revisions WHERE revision = ?", (known.revision,)
    ).fetchone()
    return [line.text for line in packing.unpack_detail(detail, packing.unsqueeze(body)).lines]


def _wanted(reason: str) -> None:
    if not reason.strip():
        raise RequestError("reason", "A reason is needed: it is kept with the change.", hint="Give one with --reason.")


def _check(field: str, value: str) -> None:
    if field == "date" and value:
        decided_date(value)
    if field == "source" and value.startswith("_") and value != UNKNOWN:
        raise RequestError("source", f"No source's name begins with an underscore: {value!r}.")
    if field == "title" and value == UNKNOWN:
        raise RequestError(
            "title", "A document always has a title.", hint="Give one, or an empty text to take it back."
        )
