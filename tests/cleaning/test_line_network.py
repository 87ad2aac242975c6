"""The network that reads lines among lines computes what it promises, whatever the length of a document."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.cleaning.characters import Floats
from indexer.cleaning.line_network import LARGEST, LineNetwork, Step
from indexer.cleaning.models import line_model

FEATURES, CHANNELS = 4, 3


def small_network(seed: int) -> LineNetwork:
    choice = np.random.default_rng(seed)

    def drawn(*shape: int, scale: float = 1.0) -> Floats:
        return choice.normal(scale=scale, size=shape).astype(np.float32)

    return LineNetwork(
        mean=drawn(FEATURES),
        scale=np.abs(drawn(FEATURES)) + np.float32(0.5),
        enter=drawn(FEATURES, CHANNELS),
        enter_bias=drawn(CHANNELS),
        steps=tuple(
            Step(
                around=drawn(3 * CHANNELS, CHANNELS),
                bias=drawn(CHANNELS),
                whole=drawn(2 * CHANNELS, CHANNELS),
                back=drawn(CHANNELS, CHANNELS, scale=0.1),
            )
            for _ in range(3)
        ),
        last=drawn(CHANNELS, CHANNELS),
        last_bias=drawn(CHANNELS),
        last_whole=drawn(2 * CHANNELS, CHANNELS),
        answer=drawn(CHANNELS, scale=0.1),
        answer_bias=0.25,
    )


def line_by_line(network: LineNetwork, features: Floats) -> list[float]:
    """The same in the plainest way: one line after the other, in double precision."""
    sizes = np.sign(features) * np.log1p(np.abs(features.astype(np.float64)))
    rows = np.clip((sizes.T - network.mean) / network.scale, -LARGEST, LARGEST)
    state = [np.maximum(row @ network.enter + network.enter_bias, 0) for row in rows]
    nothing = np.zeros(len(network.enter_bias))
    for number, step in enumerate(network.steps):
        by = 1 << number
        whole = np.concatenate((np.mean(state, axis=0), np.max(state, axis=0)))
        seen = []
        for place in range(len(state)):
            before = state[place - by] if place >= by else nothing
            after = state[place + by] if place + by < len(state) else nothing
            around = np.concatenate((before, state[place], after))
            seen.append(np.maximum(around @ step.around + step.bias + whole @ step.whole, 0))
        state = [own + what @ step.back for own, what in zip(state, seen, strict=True)]
    whole = np.concatenate((np.mean(state, axis=0), np.max(state, axis=0)))
    seen = [np.maximum(own @ network.last + network.last_bias + whole @ network.last_whole, 0) for own in state]
    return [1 / (1 + np.exp(-(what @ network.answer + network.answer_bias))) for what in seen]


@given(st.integers(0, 99), st.integers(1, 80))
def test_a_document_of_any_length_is_read_as_if_line_by_line(seed: int, count: int) -> None:
    network = small_network(seed)
    features = np.random.default_rng(seed + 1).normal(scale=3, size=(FEATURES, count)).astype(np.float32)
    assert network.probability(features) == pytest.approx(line_by_line(network, features), abs=1e-4)


@given(st.integers(0, 99), st.lists(st.integers(1, 40), min_size=1, max_size=6))
def test_documents_read_together_are_read_as_if_each_were_alone(seed: int, counts: list[int]) -> None:
    network = small_network(seed)
    features = np.random.default_rng(seed + 1).normal(scale=3, size=(FEATURES, sum(counts))).astype(np.float32)
    ends = np.cumsum(counts)
    alone = [network.probability(part) for part in np.split(features, ends[:-1], axis=1)]
    assert network.probabilities(features, counts) == pytest.approx(np.concatenate(alone), abs=1e-6)


def test_the_shipped_network_reads_as_many_features_as_lines_have() -> None:
    network = line_model().network
    assert len(network.mean) == len(line_model().read(["A line of text."]).rows)


def test_what_lies_far_outside_the_usual_is_read_as_the_largest() -> None:
    network = small_network(1)
    assert network.probability(np.full((FEATURES, 2), 1e30, np.float32)) == pytest.approx(
        network.probability(np.full((FEATURES, 2), 1e35, np.float32))
    )
