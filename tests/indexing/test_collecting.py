"""How often garbage is looked for while documents are prepared."""

import gc
from pathlib import Path

import pytest

from indexer.collecting import collected_seldom
from indexer.documents import RawDocument
from indexer.generations import create_archive
from indexer.pipeline import index_paths
from indexer.prepared import derive
from indexer.progress import Progress


def test_collections_are_as_often_as_before_when_all_is_done() -> None:
    def fail() -> None:
        with collected_seldom():
            assert gc.get_threshold()[0] > before[0]
            raise ValueError("in the midst")

    before = gc.get_threshold()
    with pytest.raises(ValueError, match="in the midst"):
        fail()
    assert gc.get_threshold() == before


def test_whoever_collects_nothing_is_left_alone() -> None:
    before = gc.get_threshold()
    gc.set_threshold(0)
    try:
        with collected_seldom():
            assert gc.get_threshold()[0] == 0
    finally:
        gc.set_threshold(*before)


def test_an_index_run_collects_seldom(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("A text.")
    seen: list[int] = []

    def told(_progress: Progress) -> None:
        seen.append(gc.get_threshold()[0])

    before = gc.get_threshold()
    index_paths(create_archive(tmp_path / "archive", "tantivy"), [tmp_path / "a.txt"], progress=told)
    assert min(seen) > before[0]
    assert gc.get_threshold() == before


@pytest.mark.parametrize("content", ["html", "text"])
def test_a_document_leaves_hardly_any_garbage_in_cycles(content: str) -> None:
    text = "".join(f"<p>Paragraph {number} says that the talks in Geneva went on.</p>\n" for number in range(200))
    raw = RawDocument(id="a", origin="a", content=content, text=text, original=text.encode(), sha256="")  # type: ignore[arg-type]
    derive(raw, {})  # whatever is loaded and remembered
    gc.collect()
    gc.disable()
    try:
        for _ in range(3):
            derive(raw, {})
        assert gc.collect() < 100
    finally:
        gc.enable()
