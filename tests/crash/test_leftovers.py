"""What a commit that was cut short leaves behind does not stop the next one."""

import shutil
from pathlib import Path

from search.engines import engine_named
from search.engines.contract import IndexDocument
from search.facets import FACETS


def _document(number: int) -> IndexDocument:
    return IndexDocument(
        number=number,
        revision=number,
        title="A title",
        body="A text.",
        other="",
        authors=(),
        values={facet.name: (0,) if facet.unknown else () for facet in FACETS},
        earliest=None,
        latest=None,
    )


def test_deletions_written_before_a_crash_can_be_written_again(tmp_path: Path) -> None:
    engine = engine_named("tantivy")
    index, ahead = tmp_path / "index", tmp_path / "ahead"
    engine.create(index)
    writer = engine.open_writer(index)
    for number in range(1, 5):
        writer.upsert(_document(number))
    writer.commit(4)
    writer.close()
    # The same commit, run to its end in a copy, shows which files it would have written when the power went.
    shutil.copytree(index, ahead)
    writer = engine.open_writer(ahead)
    writer.delete(1)
    writer.commit(5)
    writer.close()
    for file in ahead.iterdir():
        if not (index / file.name).exists() or file.name == ".managed.json":
            shutil.copy(file, index / file.name)
    writer = engine.open_writer(index)
    writer.delete(1)
    writer.commit(5)
    writer.close()
    reader = engine.open(index)
    assert (reader.sequence, dict(reader.revisions())) == (5, {2: 2, 3: 3, 4: 4})
    reader.close()
