"""Training the network that reads lines among lines; see ``line_network`` for what it computes."""

import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from typing import Any

import numpy as np
from numpy.typing import NDArray

from indexer.cleaning.characters import Floats
from indexer.cleaning.line_network import LineNetwork, standardised

CHANNELS = 48
STEPS = 6
_SIZES = (96, 192, 384, 768, 1600)  # lines to which documents are filled up; a longer one is cut
_LINES = 8192  # at a time
_RATE, _DECAY, _WARM = 3e-3, 1e-3, 0.05  # the share of the training in which the rate rises
# The rate never falls below a fifth. What the last steps overshoot is evened out, because the network that is given back has the
# mean of the weights at all steps, each counting as the eighth power of its number: the last ninth decides.
_LEAST_RATE = 0.2
_LATE = 8
_CLIP = 1.0
# How much documents count beside lines. A line weighs the same wherever it stands; what a reader misses is a share of a document.
# On sites not seen this brings .006 of token F1 to whole pages.
_WHOLE = 1.0
_LONGEST = 2000  # characters of a line that count for its document
_DROPPED, _WITHHELD = 0.2, 0.05  # channels of a line, whole features of a document


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """Features as ``line_rows`` makes them; ``sizes`` are the characters of the lines."""

    rows: Floats
    labels: NDArray[np.int8]
    weights: NDArray[np.float64]
    sizes: NDArray[np.int64]


def fit_network(rounds: Sequence[Sequence[Example]], *, turns: int, seed: int = 1) -> LineNetwork:
    """A network that has read one of the ``rounds`` in each of so many ``turns``. The same input gives the same network."""
    sizes = np.concatenate([np.sign(e.rows[:, ::3]) * np.log1p(np.abs(e.rows[:, ::3])) for e in rounds[0]], axis=1)
    mean = sizes.mean(axis=1).astype(np.float32)
    scale = (sizes.std(axis=1) + 1e-2).astype(np.float32)
    prepared = [[_prepared(part, mean, scale) for e in examples for part in _cut(e)] for examples in rounds]
    weights = _fit(prepared, len(mean), turns=turns, seed=seed)
    return LineNetwork.from_arrays({"mean": mean, "scale": scale, **{n: np.asarray(w) for n, w in weights.items()}})


def as_arrays(network: LineNetwork) -> Mapping[str, Any]:
    """The arrays to store for a network; see ``LineNetwork.from_arrays``."""
    steps = {
        f"steps.{name}": np.array([getattr(step, name) for step in network.steps], np.float16)
        for name in ("around", "bias", "whole", "back")
    }
    return {
        "mean": network.mean,
        "scale": network.scale,
        "enter": network.enter.astype(np.float16),
        "enter.bias": network.enter_bias.astype(np.float16),
        **steps,
        "last": network.last.astype(np.float16),
        "last.bias": network.last_bias.astype(np.float16),
        "last.whole": network.last_whole.astype(np.float16),
        "answer": network.answer.astype(np.float16),
        "answer.bias": np.array(network.answer_bias, np.float32),
    }


# Features; labels; weights and sizes, both 0 where nothing is decided.
_Prepared = tuple[Floats, Floats, Floats, Floats]


def _cut(example: Example) -> Iterator[Example]:
    for first in range(0, len(example.labels), _SIZES[-1]):
        part = slice(first, first + _SIZES[-1])
        yield Example(
            rows=example.rows[:, part],
            labels=example.labels[part],
            weights=example.weights[part],
            sizes=example.sizes[part],
        )


def _prepared(example: Example, mean: Floats, scale: Floats) -> _Prepared:
    return (
        standardised(example.rows, mean, scale),
        np.maximum(example.labels, 0).astype(np.float32),
        np.where(example.labels < 0, 0, example.weights).astype(np.float32),
        np.where(example.labels < 0, 0, np.minimum(example.sizes, _LONGEST)).astype(np.float32),
    )


def _batches(examples: Sequence[_Prepared], choice: np.random.Generator) -> list[tuple[int, list[int]]]:
    """Examples of about the same length together, in a random order."""
    size_of = np.searchsorted(_SIZES, [len(labels) for _, labels, _, _ in examples])
    batches = []
    for number, size in enumerate(_SIZES):
        alike = choice.permutation(np.flatnonzero(size_of == number)).tolist()
        together = _LINES // size
        batches += [(size, alike[first : first + together]) for first in range(0, len(alike), together)]
    return [batches[index] for index in choice.permutation(len(batches)).tolist()]


def _filled(examples: Sequence[_Prepared], size: int, features: int) -> tuple[Floats, Floats, Floats, Floats, Floats]:
    """The examples of a batch, filled up to one shape, and which lines there are."""
    many = _LINES // size
    rows = np.zeros((many, size, features), np.float32)
    labels, weights, sizes, there = (np.zeros((many, size), np.float32) for _ in range(4))
    for place, (row, *of_lines) in enumerate(examples):
        count = len(row)
        rows[place, :count], there[place, :count] = row, 1
        labels[place, :count], weights[place, :count], sizes[place, :count] = of_lines
    return rows, labels, weights, sizes, there


def _fit(rounds: Sequence[Sequence[_Prepared]], features: int, *, turns: int, seed: int) -> Mapping[str, Any]:
    jax = import_module("jax")
    jnp = import_module("jax.numpy")
    weights = _start(features, np.random.default_rng(seed))
    choice = np.random.default_rng(seed)
    turn = [(number % len(rounds), _batches(rounds[number % len(rounds)], choice)) for number in range(turns)]
    total = sum(len(batches) for _, batches in turn)

    def loss(weights: Any, batch: Any, key: Any) -> Any:
        rows, labels, weight, sizes, there = batch
        odds = _forward(jax, jnp, weights, rows, there, key)
        each = jnp.maximum(odds, 0) - odds * labels + jnp.log1p(jnp.exp(-jnp.abs(odds)))
        of_lines = (weight * each).sum() / jnp.maximum(1.0, weight.sum())
        return of_lines + _WHOLE * missed(jnp, odds, labels, sizes)

    step = jax.jit(partial(_adam, jax, jnp, loss, total))
    zeros = {name: np.zeros_like(array) for name, array in weights.items()}
    state: Any = (weights, zeros, zeros, weights)
    source = jax.random.key(seed, impl="rbg")  # what is withheld need not be drawn well, but quickly
    done = 0
    for number, batches in turn:
        sys.stderr.write(f"network: {done} of {total} batches read\n")
        for size, chosen in batches:
            batch = _filled([rounds[number][index] for index in chosen], size, features)
            done += 1
            state = step(state, batch, np.float32(done), jax.random.fold_in(source, done))
    trained: Mapping[str, Any] = state[3]
    return trained


def _start(features: int, choice: np.random.Generator) -> dict[str, Floats]:
    def drawn(*shape: int, by: float = 1.0) -> Floats:
        scale = by * (1.5 / shape[-2]) ** 0.5
        return choice.normal(scale=scale, size=shape).astype(np.float32)

    return {
        "enter": drawn(features, CHANNELS),
        "enter.bias": np.zeros(CHANNELS, np.float32),
        "steps.around": drawn(STEPS, 3 * CHANNELS, CHANNELS),
        "steps.bias": np.zeros((STEPS, CHANNELS), np.float32),
        "steps.whole": drawn(STEPS, 2 * CHANNELS, CHANNELS, by=0.3),
        "steps.back": drawn(STEPS, CHANNELS, CHANNELS, by=0.3),
        "last": drawn(CHANNELS, CHANNELS),
        "last.bias": np.zeros(CHANNELS, np.float32),
        "last.whole": drawn(2 * CHANNELS, CHANNELS, by=0.3),
        "answer": (choice.normal(size=CHANNELS) * 0.05).astype(np.float32),
        "answer.bias": np.zeros((), np.float32),
    }


def _forward(jax: Any, jnp: Any, weights: Any, rows: Any, there: Any, key: Any) -> Any:
    """The log-odds of every line of a batch, as ``LineNetwork`` computes them, with some of what it sees withheld."""
    mask = there[..., None]

    def withheld(values: Any, number: int, share: float, shape: Any) -> Any:
        return values * jax.random.bernoulli(jax.random.fold_in(key, number), 1 - share, shape)

    def dropped(values: Any, number: int) -> Any:
        return withheld(values, number, _DROPPED, values.shape) / (1 - _DROPPED)

    def summary(state: Any) -> Any:
        mean = (state * mask).sum(1, keepdims=True) / jnp.maximum(1, mask.sum(1, keepdims=True))
        return jnp.concatenate((mean, jnp.where(mask > 0, state, -9).max(1, keepdims=True)), -1)

    def moved(state: Any, by: int) -> Any:
        blank = jnp.zeros_like(state[:, : min(by, state.shape[1])])
        return jnp.concatenate((blank, state[:, :-by]), 1), jnp.concatenate((state[:, by:], blank), 1)

    rows = withheld(rows, STEPS + 1, _WITHHELD, (rows.shape[0], 1, rows.shape[2]))
    state = dropped(jax.nn.relu(rows @ weights["enter"] + weights["enter.bias"]) * mask, STEPS + 2)
    for number in range(STEPS):
        before, after = moved(state, 1 << number)
        seen = jnp.concatenate((before, state, after), -1) @ weights["steps.around"][number]
        seen = seen + weights["steps.bias"][number] + summary(state) @ weights["steps.whole"][number]
        state = (state + dropped(jax.nn.relu(seen), number) @ weights["steps.back"][number]) * mask
    seen = state @ weights["last"] + weights["last.bias"] + summary(state) @ weights["last.whole"]
    return dropped(jax.nn.relu(seen), STEPS) @ weights["answer"] + weights["answer.bias"]


def missed(jnp: Any, odds: Any, labels: Any, sizes: Any) -> Any:
    """What documents lack of an F1 of 1, by characters, if each line is kept as far as it is probable: the mean over those that
    have text."""
    probability = 0.5 + 0.5 * jnp.tanh(odds / 2)
    text = (sizes * labels).sum(1)
    found = (sizes * labels * probability).sum(1)
    f1 = 2 * found / jnp.maximum(1, text + (sizes * probability).sum(1))
    return jnp.where(text > 0, 1 - f1, 0).sum() / jnp.maximum(1, (text > 0).sum())


def _adam(jax: Any, jnp: Any, loss: Any, total: int, state: Any, batch: Any, done: Any, key: Any) -> Any:
    """One step of Adam with decoupled decay of the weights; the rate rises, then falls as a cosine. Beside the weights and both
    moments the state holds the mean of the weights so far."""
    weights, first, second, mean = state
    slope = jax.grad(loss)(weights, batch, key)
    norm = jnp.sqrt(sum((part**2).sum() for part in jax.tree_util.tree_leaves(slope)))
    part = done / total
    fallen = _LEAST_RATE + (1 - _LEAST_RATE) * 0.5 * (1 + jnp.cos(jnp.pi * part))
    rate = _RATE * jnp.where(part < _WARM, part / _WARM, fallen)
    now = (_LATE + 1) / (done + _LATE)  # the share of this step in the mean of all

    def each(weight: Any, g: Any, m: Any, v: Any, mean: Any) -> Any:
        g = g * jnp.minimum(1.0, _CLIP / jnp.maximum(norm, 1e-9))
        m, v = 0.9 * m + 0.1 * g, 0.99 * v + 0.01 * g**2
        moved = (m / (1 - 0.9**done)) / (jnp.sqrt(v / (1 - 0.99**done)) + 1e-8)
        weight = weight - rate * (moved + _DECAY * weight)
        return weight, m, v, mean + now * (weight - mean)

    new = {name: each(weights[name], slope[name], first[name], second[name], mean[name]) for name in weights}
    return tuple({name: values[place] for name, values in new.items()} for place in range(4))
