"""How islands are labelled: by the learned weights of their features, along the best path."""

import tracemalloc
from itertools import pairwise, product
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from indexer.entities.evidence import Evidence
from indexer.entities.features import island_features, view
from indexer.entities.pipeline import read
from indexer.entities.readings import TextReading
from indexer.entities.tagger import Tagger, best_labels, load_tagger
from indexer.entities.weights import Weights, load_weights, packed_weights

TEXT = """Foreign Minister Sergei Lavrov (Russia) met the Joint Ruritanian Grain Council (JRGC) in Zenda.

LAVROV SAID THAT HE WOULD VISIT BELGRADE AND THE WORLD BANK SOON

O'Neill of the U.S.-DPRK group, al-Assad; Jean-Claude Nguyễn. Lavrov left."""


def spelt_out(reading: TextReading, weights: Weights) -> list[NDArray[np.float32]]:
    shown = view(reading.tokens, reading.islands, reading.closed)
    return [
        weights.matrix[[weights.rows.get(feature, 0) for feature in features]].sum(axis=0)
        for first, last in reading.islands
        for features in island_features(shown, first, last)
    ]


def test_sums_kept_per_word_say_what_the_features_say() -> None:
    reading, weights = read(TEXT), load_weights()
    evidence = Evidence(weights)
    for _ in range(2):  # the second time from what the first has kept
        assert np.allclose(evidence.scores([reading]), spelt_out(reading, weights), atol=1e-3)


WEIGHTS = load_weights()
EVIDENCE = Evidence(WEIGHTS)
WORDS = """the The in In of and Mr. President General Kim kim KIM Jong Il Park Bank Ministry ( ) , . : | ' - said Said U.S. DPRK
North Korea Korean peninsula Georgia Indian Washington 1950 3M al-Assad O'Neill Nguyễn Economist Lincoln ¶ _ & State Defense
Department Navy""".split()


@given(st.lists(st.sampled_from([*WORDS, "\n", "\n\n"]), min_size=1, max_size=60))
def test_whatever_stands_together_is_summed_as_it_is_spelt_out(words: list[str]) -> None:
    reading = read(" ".join(words))
    if reading.islands:
        summed = EVIDENCE.scores([reading])
        assert np.allclose(summed, spelt_out(reading, WEIGHTS), atol=1e-3)


@given(st.lists(st.lists(st.sampled_from([*WORDS, "\n", "\n\n"]), max_size=30), max_size=5))
def test_texts_read_together_are_labelled_as_each_is_alone(texts: list[list[str]]) -> None:
    readings = [read(" ".join(words)) for words in texts]
    alone = [EVIDENCE.scores([reading]) for reading in readings]
    assert np.array_equal(EVIDENCE.scores(readings), np.concatenate(alone) if alone else EVIDENCE.scores([]))
    tagger = load_tagger()
    assert tagger.spans(readings) == [tagger.spans([reading])[0] for reading in readings]


def test_the_tables_of_the_tagger_are_small() -> None:
    tracemalloc.start()
    try:
        Evidence(WEIGHTS)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 60_000_000


def test_a_full_memory_is_emptied_and_filled_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("indexer.entities.evidence.KEPT", 10)
    reading = read(TEXT)
    tagger = Tagger(load_weights())
    first = tagger.spans([reading])
    again = tagger.spans([reading])
    assert first == again == load_tagger().spans([reading])


@given(st.data())
def test_the_labels_are_those_of_the_best_path_through_each_chain(data: st.DataObject) -> None:
    sizes = data.draw(st.lists(st.integers(1, 4), min_size=1, max_size=4))
    numbers = st.integers(-9, 9).map(float)
    scores = np.array(
        data.draw(st.lists(st.lists(numbers, min_size=3, max_size=3), min_size=sum(sizes), max_size=sum(sizes))),
        dtype=np.float32,
    )
    transitions = np.array(
        data.draw(st.lists(st.lists(numbers, min_size=3, max_size=3), min_size=3, max_size=3)), dtype=np.float32
    )
    labels = best_labels(scores, sizes, transitions)
    done = 0
    for size in sizes:
        chain = scores[done : done + size]

        def worth(path: tuple[int, ...], chain: object = chain) -> float:
            steps = sum(chain[at, label] for at, label in enumerate(path))  # type: ignore[index]
            return float(steps + sum(transitions[a, b] for a, b in pairwise(path)))

        found = tuple(int(label) for label in labels[done : done + size])
        assert worth(found) == max(worth(path) for path in product(range(3), repeat=size))
        done += size


def test_weights_are_read_as_they_were_written(tmp_path: Path) -> None:
    file = tmp_path / "weights.gz"
    packed = packed_weights(
        ["B-PER", "O"],
        [("w=kim", "B-PER", 1.5), ("w=kim", "O", -0.25), ("w=ü", "O", 0.001)],
        [("O", "B-PER", 2.0)],
    )
    file.write_bytes(packed)
    weights = load_weights(file)
    assert weights.labels == ("B-PER", "O")
    assert weights.rows == {"w=kim": 1}  # what rounds to nothing is left out
    assert weights.matrix.tolist() == [[0, 0], [1.5, -0.25]]
    assert weights.transitions.tolist() == [[0, 0], [2.0, 0]]
