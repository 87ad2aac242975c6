"""What a rebuild would make of documents that another version of the program made, beside what they are now. Reads only."""

import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import orjson

from indexer.cleaning import read_rule_book
from indexer.prepared import Derived
from indexer.remaking import Remade, count_stale, remake_tasks, stale_fingerprints
from indexer.tasks import Options
from indexer.workers import Workers
from search.archive import Archive
from search.catalog import packing
from search.catalog.connection import open_readonly
from search.catalog.packing import Detail
from search.documents import Entity, Line, Verdict

NAMED = 1_000  # documents told in full
_SHOWN = 80  # code points of a body around the first that is another


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldChange:
    """``before`` and ``after`` as they are shown; None for nothing. Of a body the neighbourhood of the first difference."""

    field: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class VerdictChange:
    """``line`` counts from 1; ``rule`` decides about it after the rebuild."""

    line: int
    text: str
    before: Verdict
    after: Verdict
    rule: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """How one document would come out otherwise. ``found`` are the entities that it would name beside those of now, ``lost`` those
    that it would name no more, as this document calls them."""

    id: str
    fields: tuple[FieldChange, ...]
    lines: tuple[VerdictChange, ...]
    found: tuple[Entity, ...]
    lost: tuple[Entity, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rehearsal:
    """Of ``documents`` the ``stale`` ones would be made anew, and ``changed`` of them come out otherwise; the first ``NAMED`` of
    these are ``differences``. ``fields`` counts documents by what would change in them, "lines" and "entities" among it;
    ``verdicts`` counts lines. ``failed``: (id, reason) of those that would stay as they are.
    """

    documents: int
    stale: int
    changed: int
    fields: Mapping[str, int]
    verdicts: Mapping[tuple[Verdict, Verdict], int]
    differences: tuple[Difference, ...]
    failed: tuple[tuple[str, str], ...]


def rehearse(
    archive: Archive, *, jobs: int = 1, progress: Callable[[int, int], None] = lambda done, of: None
) -> Rehearsal:
    """Make every stale document anew, in ``jobs`` processes, compare, and keep nothing. ``progress``: documents done, of how many.

    What repeats in their sources is judged anew after a rebuild has made them, and may change more; that is not foretold.
    """
    rules = read_rule_book(archive.path)
    fields: Counter[str] = Counter()
    verdicts: Counter[tuple[Verdict, Verdict]] = Counter()
    differences: list[Difference] = []
    failed: list[tuple[str, str]] = []
    changed = done = 0
    with Workers(archive, Options(rules=rules), jobs) as workers:
        catalog = open_readonly(archive.catalog_path)
        try:
            (documents,) = catalog.execute("SELECT count(*) FROM documents WHERE removed_at IS NULL").fetchone()
            stale = stale_fingerprints(catalog)
            total = count_stale(catalog, stale) if stale else 0
            for outcomes in workers.prepared(remake_tasks(catalog, stale, rules) if total else ()):
                for one in outcomes:
                    assert isinstance(one, Remade)
                    done += 1
                    if one.derived is None:
                        failed.append((one.id, one.reason))
                    elif (difference := _difference(catalog, one.id, one.derived)) is not None:
                        changed += 1
                        fields.update(_parts(difference))
                        verdicts.update((line.before, line.after) for line in difference.lines)
                        if len(differences) < NAMED:
                            differences.append(difference)
                progress(done, total)
        finally:
            catalog.close()
    return Rehearsal(
        documents=documents,
        stale=total,
        changed=changed,
        fields=fields,
        verdicts=verdicts,
        differences=tuple(differences),
        failed=tuple(failed),
    )


def _parts(difference: Difference) -> Iterator[str]:
    yield from (change.field for change in difference.fields)
    if difference.lines:
        yield "lines"
    if difference.found or difference.lost:
        yield "entities"


def _difference(catalog: sqlite3.Connection, document_id: str, derived: Derived) -> Difference | None:
    *fields, blob, packed = catalog.execute(
        "SELECT r.title, r.earliest, r.latest, r.date_form, s.value, r.authors, l.value, t.value, r.url, r.body, r.detail "
        "FROM documents d JOIN revisions r ON r.revision = d.revision LEFT JOIN facet_values s ON s.number = r.source "
        "LEFT JOIN facet_values l ON l.number = r.language LEFT JOIN facet_values t ON t.number = r.type WHERE d.id = ?",
        (document_id,),
    ).fetchone()
    title, earliest, latest, form, source, authors, language, type_, url = fields
    old_body, new_body = packing.unsqueeze(blob), packing.unsqueeze(derived.body)
    old, new = packing.unpack_detail(packed, old_body), packing.unpack_detail(derived.detail, new_body)
    changes = [
        FieldChange(field=field, before=before, after=after)
        for field, before, after in (
            ("title", title, derived.title),
            ("date", _date(earliest, latest, form), _date(derived.earliest, derived.latest, derived.date_form)),
            ("updated", old.updated.edtf if old.updated else None, new.updated.edtf if new.updated else None),
            ("source", source, derived.source),
            ("authors", "; ".join(orjson.loads(authors)) if authors else None, "; ".join(derived.authors) or None),
            ("language", language, derived.language),
            ("type", type_, derived.type),
            ("section", old.section, new.section),
            ("url", url, derived.url),
            ("body", *_where_other(old_body, new_body)),
        )
        if before != after
    ]
    lines = _judged_otherwise(old.lines, new.lines)
    found, lost = _beyond(new, old), _beyond(old, new)
    if not (changes or lines or found or lost):
        return None
    return Difference(id=document_id, fields=tuple(changes), lines=lines, found=found, lost=lost)


def _date(earliest: int | None, latest: int | None, form: str | None) -> str | None:
    span = packing.unpack_date(earliest, latest, form)
    return span.edtf if span else None


def _where_other(before: str, after: str) -> tuple[str | None, str | None]:
    """What stands in two texts around the first place where they are not the same; twice None for equal ones."""
    if before == after:
        return None, None
    shorter = min(len(before), len(after))
    first = next((place for place in range(shorter) if before[place] != after[place]), shorter)
    start = max(0, first - _SHOWN // 2)
    return before[start : start + _SHOWN], after[start : start + _SHOWN]


def _judged_otherwise(before: tuple[Line, ...], after: tuple[Line, ...]) -> tuple[VerdictChange, ...]:
    """Lines with another verdict. Where a document would be cut into other lines none can be set against each other; what comes
    of that shows in its body."""
    if [line.text for line in before] != [line.text for line in after]:
        return ()
    return tuple(
        VerdictChange(line=number, text=new.text, before=old.verdict, after=new.verdict, rule=new.rule)
        for number, (old, new) in enumerate(zip(before, after, strict=True), 1)
        if old.verdict is not new.verdict
    )


def _beyond(one: Detail, other: Detail) -> tuple[Entity, ...]:
    """The entities of one that the other has not, in their order."""
    known = {entity.id for entity in other.entities}
    return tuple(entity for entity in one.entities if entity.id not in known)
