"""Whatever is done and whenever the index fails, opening for writing makes it hold exactly what the catalog holds."""

import json
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.changes import edit, remove, restore
from indexer.generations import create_archive
from indexer.pipeline import index_paths
from indexer.rebuilding import reindex, rollback
from indexer.verify import verify
from indexer.writer import Writer, open_for_writing
from search import SearchRequest, open_archive
from search.archive import Archive
from search.errors import ArchiveError, EngineError, NotFound

_IDS = [f"d{n}" for n in range(6)]
_act = st.one_of(
    st.tuples(st.just("index"), st.dictionaries(st.sampled_from(_IDS), st.integers(0, 3), min_size=1, max_size=4)),
    st.tuples(st.just("remove"), st.sampled_from(_IDS)),
    st.tuples(st.just("restore"), st.sampled_from(_IDS)),
    st.tuples(st.just("edit"), st.sampled_from(_IDS)),
    st.tuples(st.just("reindex"), st.none()),
    st.tuples(st.just("rollback"), st.none()),
)


def _do(archive: Archive, folder: Path, act: str, what: object) -> None:
    match act, what:
        case "index", dict(texts):
            for name, edition in texts.items():
                (folder / f"{name}.json").write_text(
                    json.dumps({"id": name, "body": f"Edition {edition} of the paper {name}."})
                )
            index_paths(archive, [folder], entities=False)
        case "remove", str(document_id):
            remove(archive, [document_id], "asked for")
        case "restore", str(document_id):
            restore(archive, document_id)
        case "edit", str(document_id):
            edit(archive, document_id, title=f"The paper {document_id}", reason="seen in print")
        case "reindex", _:
            reindex(archive)
        case "rollback", _:
            rollback(archive)


@settings(max_examples=12)
@given(acts=st.lists(st.tuples(_act, st.booleans()), min_size=1, max_size=7))
def test_an_index_that_fails_at_any_commit_is_brought_up(
    tmp_path_factory: pytest.TempPathFactory, acts: list[tuple[tuple[str, object], bool]]
) -> None:
    place = tmp_path_factory.mktemp("replay")
    archive, folder = create_archive(place / "archive"), place / "papers"
    folder.mkdir()
    commit: Callable[..., None] = Writer.commit

    def failing(writer: Writer, **_: object) -> None:
        """The catalog's half of a commit; then the power goes."""
        writer.catalog.commit()
        raise EngineError("power failure")

    for (act, what), fails in acts:
        with pytest.MonkeyPatch.context() as patch:
            if fails:
                patch.setattr(Writer, "commit", failing)
            # The power that fails, a document that is not there yet, no generation to go back to.
            with suppress(EngineError, NotFound, ArchiveError):
                _do(archive, folder, act, what)
        assert verify(archive).problems == ()
    open_for_writing(archive, "catching up").close()
    report = verify(archive)
    assert (report.problems, report.behind) == ((), 0)
    service = open_archive(archive.path)
    found = service.search(SearchRequest(limit=50))
    catalog = service.catalog
    live = {
        document_id for document_id in _IDS if catalog.number_of(document_id) and not _is_removed(archive, document_id)
    }
    assert {hit.id for hit in found.hits} == live
    for hit in found.hits:
        assert catalog.document(hit.id).hit.revision == hit.revision
    service.close()
    assert Writer.commit is commit


def _is_removed(archive: Archive, document_id: str) -> bool:
    import sqlite3

    connection = sqlite3.connect(archive.catalog_path)
    try:
        row = connection.execute("SELECT removed_at FROM documents WHERE id = ?", (document_id,)).fetchone()
        return row[0] is not None
    finally:
        connection.close()
