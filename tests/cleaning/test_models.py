"""The shipped models are data: they match their manifest, run no code, and answer the same every time."""

import hashlib
import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.cleaning.characters import measure
from indexer.cleaning.models import FOLDER, LinesAmong, alone, among, block_model, line_model
from indexer.cleaning.text_features import COLUMNS, text_features
from indexer.cleaning.trees import DEPTH, ObliviousTrees

MANIFEST = json.loads((FOLDER / "manifest.json").read_text(encoding="utf-8"))


def test_the_manifest_names_every_file_with_its_hash_and_every_source_with_its_licence() -> None:
    files = {path.name for path in FOLDER.iterdir()} - {"manifest.json"}
    assert set(MANIFEST["files"]) == files
    for name, wanted in MANIFEST["files"].items():
        assert hashlib.sha256((FOLDER / name).read_bytes()).hexdigest() == wanted
    assert all(source["name"] and source["licence"] for source in MANIFEST["sources"])


@pytest.mark.parametrize("name", ["blocks.npz", "lines.npz"])
def test_models_are_arrays_of_numbers(name: str) -> None:
    with np.load(FOLDER / name, allow_pickle=False) as arrays:
        assert {arrays[key].dtype.kind for key in arrays.files} <= {"f", "i"}


def test_models_ask_only_for_columns_that_exist() -> None:
    lines = ["A line of text.", "Another one."]
    assert len(line_model().read(lines).alone()) == 2
    for trees in block_model().readings:
        assert trees.columns.min() >= 0


@given(
    st.lists(st.floats(-5, 5, width=32), min_size=3, max_size=3),
    st.lists(st.integers(0, 4), min_size=DEPTH, max_size=DEPTH),
    st.lists(st.floats(-1, 1, width=32), min_size=2**DEPTH, max_size=2**DEPTH),
)
def test_a_tree_answers_as_its_questions_say(row: list[float], questions: list[int], leaves: list[float]) -> None:
    columns, borders = [0, 1, 2, 2], [0.0, 1.0, -1.0, 2.5]
    trees = ObliviousTrees(
        columns=np.array(columns, np.int32),
        borders=np.array(borders, np.float32),
        questions=np.array([questions], np.int32),
        leaves=np.array(leaves, np.float32),
        bias=0.25,
    )
    leaf = sum(
        1 << bit
        for bit, question in enumerate(questions)
        if question < 4 and row[columns[question]] > borders[question]
    )
    wanted = 1 / (1 + np.exp(-(np.float64(np.float32(leaves[leaf])) + 0.25)))
    assert trees.probability(np.array([row], np.float32))[0] == pytest.approx(wanted, rel=1e-5)


@given(
    st.lists(
        st.text(st.characters(exclude_characters="\n", exclude_categories=["Cs"]), max_size=40), min_size=1, max_size=8
    )
)
def test_lines_are_measured_one_by_one_as_together(lines: list[str]) -> None:
    together = text_features(measure(lines))
    for index, line in enumerate(lines):
        if line:
            alone = text_features(measure([line]))[0]
            assert dict(zip(COLUMNS, together[index], strict=True)) == pytest.approx(
                dict(zip(COLUMNS, alone, strict=True))
            )


@given(
    st.lists(
        st.text(st.sampled_from("aZ é.,:|©0—\u65e5\U0001f600 "), min_size=1, max_size=120).filter(str.strip),
        min_size=1,
        max_size=30,
    )
)
def test_whatever_the_lines_each_has_a_probability(lines: list[str]) -> None:
    read = line_model().read([" ".join(line.split()) for line in lines])
    for probability in (read.alone(), read.among(np.full(len(lines), 3), 4)):
        assert probability.shape == (len(lines),)
        assert ((probability >= 0) & (probability <= 1)).all()


_LINES = st.lists(
    st.text(st.sampled_from("abc Ze.:,9?\u2026]\u65e5\u00e9"), min_size=1, max_size=150)
    .map(lambda text: " ".join(text.split()))
    .filter(bool),
    min_size=1,
    max_size=30,
)


@given(st.lists(_LINES, min_size=1, max_size=6), st.integers(1, 200))
def test_texts_measured_together_read_as_each_does_alone(texts: list[list[str]], size: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("indexer.cleaning.models._MEASURED_TOGETHER", size)
        models = line_model().reading(texts)
    for lines, model in zip(texts, models, strict=True):
        together, alone = model.read(lines), line_model().read(lines)
        assert np.array_equal(together.rows, alone.rows)
        assert np.array_equal(together.alone(), alone.alone())


@given(st.lists(_LINES, min_size=1, max_size=6), st.integers(1, 60), st.data())
def test_texts_read_together_read_as_each_does_alone(texts: list[list[str]], size: int, data: st.DataObject) -> None:
    reads = [line_model().read(lines) for lines in texts]
    counted = [
        LinesAmong(
            read=read,
            times=np.array(data.draw(st.lists(st.integers(1, 9), min_size=len(lines), max_size=len(lines)))),
            documents=data.draw(st.integers(9, 99)),
        )
        for read, lines in zip(reads, texts, strict=True)
    ]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("indexer.cleaning.models._READ_TOGETHER", size)
        for read, said in zip(reads, alone(reads), strict=True):
            assert said == pytest.approx(read.alone(), abs=1e-6)
        for text, said in zip(counted, among(counted), strict=True):
            assert said == pytest.approx(text.read.among(text.times, text.documents), abs=1e-6)


def test_trees_answer_the_same_for_rows_and_for_columns() -> None:
    trees = block_model().readings[0]
    rows = np.random.default_rng(0).normal(size=(7, int(trees.columns.max()) + 1)).astype(np.float32)
    assert (trees.probability(rows) == trees.probability_of_columns(rows.T)).all()
