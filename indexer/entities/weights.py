"""The file a trained tagger is kept in: what each feature says for each label, and which label follows which.

A gzip file: one line of JSON (labels, step, number of features), one line per feature, then the weights as little-endian
16-bit whole numbers in units of ``step``, a row of labels per feature and at last a row per label for the label after it.
"""

import gzip
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

# A weight's unit. Weights are sums of learned evidence between -10 and 15; a 64th changes no label in 10,000.
STEP = 1 / 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """``rows`` maps a feature to its row of ``matrix``; row 0 is zeros, for features that were never learned.

    ``transitions[a, b]`` is what speaks for label b after label a.
    """

    labels: tuple[str, ...]
    rows: Mapping[str, int]
    matrix: NDArray[np.float32]
    transitions: NDArray[np.float32]


def load_weights(model: Path | None = None) -> Weights:
    """The weights in ``model``, by default the shipped ones."""
    packed = (model or files("indexer.entities") / "weights.gz").read_bytes()
    content = gzip.decompress(packed)
    end = content.index(b"\n")
    head = json.loads(content[:end])
    labels, count = tuple(head["labels"]), int(head["features"])
    numbers = (count + len(labels)) * len(labels)
    names = content[end + 1 : len(content) - 2 * numbers].decode("utf-8").split("\n")[:count]
    table = np.frombuffer(content, dtype="<i2", count=numbers, offset=len(content) - 2 * numbers)
    weights = (table.astype(np.float32) * np.float32(head["step"])).reshape(-1, len(labels))
    return Weights(
        labels=labels,
        rows={name: row for row, name in enumerate(names, 1)},
        matrix=np.concatenate((np.zeros((1, len(labels)), dtype=np.float32), weights[:count])),
        transitions=weights[count:],
    )


def packed_weights(
    labels: Sequence[str], learned: Iterable[tuple[str, str, float]], follows: Iterable[tuple[str, str, float]]
) -> bytes:
    """The file's bytes: ``learned`` are (feature, label, weight), ``follows`` (label, next label, weight)."""
    column = {label: i for i, label in enumerate(labels)}
    rounded = [(name, column[label], round(weight / STEP)) for name, label, weight in learned]
    names = sorted({name for name, _, units in rounded if units})
    row_of = {name: row for row, name in enumerate(names)}
    table = np.zeros((len(names) + len(labels), len(labels)), dtype="<i2")
    for name, label, units in rounded:
        if units:
            table[row_of[name], label] = units
    for before, after, weight in follows:
        table[len(names) + column[before], column[after]] = round(weight / STEP)
    head = json.dumps({"labels": list(labels), "step": STEP, "features": len(names)})
    content = "".join(line + "\n" for line in (head, *names)).encode("utf-8") + table.tobytes()
    return gzip.compress(content, compresslevel=9, mtime=0)
