"""What a rebuild would change is told before it changes anything, and is what it then changes."""

import json
import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from indexer.generations import create_archive
from indexer.pipeline import index_paths
from indexer.rebuilding import reindex
from indexer.rehearsal import Difference, FieldChange, VerdictChange, rehearse
from search.archive import Archive
from search.catalog import packing
from search.catalog.reading import open_catalog
from search.documents import Entity, Verdict

DOCUMENTS = 40
GHOST = Entity(id="person:a-ghost", kind="person", name="A. Ghost", aliases=())


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    """Made here, but for what is said of four documents by what another program left: their title, date, lines, body."""
    with open(tmp_path / "records.jsonl", "w") as file:
        for n in range(DOCUMENTS):
            text = (
                f"Paper {n}\n\nMarch {n % 28 + 1}, 2012\n\nIt treats of matter {n % 7} in Geneva, and of nothing else."
            )
            file.write(json.dumps({"id": f"r{n}", "source": f"S{n % 3}", "text": text}) + "\n")
    made = create_archive(tmp_path / "archive")
    index_paths(made, [tmp_path / "records.jsonl"])
    with closing(sqlite3.connect(made.catalog_path)) as catalog, catalog:
        catalog.execute("UPDATE fingerprints SET value = 'another program'")
        _set(catalog, "r1", "title = 'Paper No. 1'")
        _set(catalog, "r2", "earliest = NULL, latest = NULL, date_form = NULL")
        body, detail = _said(catalog, "r3")
        lines = tuple(line._replace(verdict=Verdict.DROP) if "Geneva" in line.text else line for line in detail.lines)
        _tell(catalog, "r3", body, replace(detail, lines=lines, entities=(GHOST,), mentions=()))
        _tell(catalog, "r4", body.replace("Geneva", "Genèva"), detail)
    return made


def _set(catalog: sqlite3.Connection, name: str, what: str, *values: object) -> None:
    catalog.execute(
        f"UPDATE revisions SET {what} WHERE revision = (SELECT revision FROM documents WHERE id = ?)", (*values, name)
    )


def _said(catalog: sqlite3.Connection, name: str) -> tuple[str, packing.Detail]:
    body, detail = catalog.execute(
        "SELECT r.body, r.detail FROM revisions r JOIN documents d ON d.revision = r.revision WHERE d.id = ?", (name,)
    ).fetchone()
    text = packing.unsqueeze(body)
    return text, packing.unpack_detail(detail, text)


def _tell(catalog: sqlite3.Connection, name: str, body: str, detail: packing.Detail) -> None:
    _set(catalog, name, "body = ?, detail = ?", packing.squeeze(body), packing.pack_detail(detail, body))


def _state(archive: Archive) -> tuple[object, ...]:
    with closing(open_catalog(archive)) as catalog:
        found = [catalog.document(f"r{n}") for n in range(DOCUMENTS)]
        return catalog.sequence(), [
            (one.hit.title, one.hit.date, one.hit.body, one.lines, one.made_by) for one in found
        ]


@pytest.mark.parametrize("jobs", [1, 2])
def test_each_difference_is_told_and_nothing_is_changed(archive: Archive, jobs: int) -> None:
    before = _state(archive)
    told: list[tuple[int, int]] = []
    report = rehearse(archive, jobs=jobs, progress=lambda done, of: told.append((done, of)))
    assert (report.documents, report.stale, report.changed, report.failed) == (DOCUMENTS, DOCUMENTS, 4, ())
    titled, dated, judged, worded = report.differences
    assert titled == Difference(
        id="r1",
        fields=(FieldChange(field="title", before="Paper No. 1", after="Paper 1"),),
        lines=(),
        found=(),
        lost=(),
    )
    assert dated.fields == (FieldChange(field="date", before=None, after="2012-03-03"),)
    assert judged.lost == (GHOST,)
    assert [entity.name for entity in judged.found] == ["Geneva"]
    (line,) = judged.lines
    assert line == VerdictChange(line=3, text=line.text, before=Verdict.DROP, after=Verdict.KEEP, rule=line.rule)
    assert "Geneva" in line.text
    (words,) = worded.fields
    assert words.field == "body"
    assert ("Genèva" in str(words.before), "Geneva" in str(words.after)) == (True, True)
    assert report.fields == {"title": 1, "date": 1, "lines": 1, "entities": 1, "body": 1}
    assert report.verdicts == {(Verdict.DROP, Verdict.KEEP): 1}
    assert told[-1] == (DOCUMENTS, DOCUMENTS)
    assert _state(archive) == before


def test_a_rebuild_then_changes_just_that(archive: Archive) -> None:
    before = _state(archive)
    foretold = {difference.id for difference in rehearse(archive).differences}
    assert reindex(archive).recleaned == DOCUMENTS
    pairs = zip(before[1], _state(archive)[1], strict=True)  # type: ignore[call-overload]
    assert (
        foretold == {f"r{n}" for n, (old, new) in enumerate(pairs) if old[:-1] != new[:-1]} == {"r1", "r2", "r3", "r4"}
    )
    assert rehearse(archive).stale == 0


def test_what_cannot_be_made_anew_is_named_with_its_reason(archive: Archive) -> None:
    with closing(sqlite3.connect(archive.catalog_path)) as catalog, catalog:
        catalog.execute(
            "UPDATE versions SET original = x'00' WHERE key = (SELECT number << 16 | 1 FROM documents WHERE id = 'r1')"
        )
    report = rehearse(archive)
    assert [document for document, _ in report.failed] == ["r1"]
    assert report.changed == 3
