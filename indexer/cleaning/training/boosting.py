"""Training the two kinds of models: weighted words, and boosted oblivious trees with a second stage."""

from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from typing import Any

import numpy as np
from numpy.typing import NDArray

from indexer.cleaning.characters import Floats
from indexer.cleaning.trees import DEPTH, LEAVES, ObliviousTrees


def fit_trees(
    rows: Floats,
    labels: NDArray[np.int8],
    weights: NDArray[np.float64],
    *,
    trees: int = 300,
    rate: float = 0.08,
    thin: int = 1,
    seed: int = 1,
    threads: int = 2,
) -> ObliviousTrees:
    """Oblivious trees fitted on the rows whose label is settled. The same input gives the same trees.

    ``thin`` takes only every so many rows of furniture, each weighing as much more: pages hold far more of it than of
    text, and most of it is alike. Another ``seed`` takes others.
    """
    settled = (labels == 1) | ((labels == 0) & ((np.arange(len(labels)) + seed - 1) % thin == 0))
    weights = np.where(labels == 0, weights * thin, weights)
    model = import_module("catboost").CatBoostClassifier(
        iterations=trees,
        depth=DEPTH,
        learning_rate=rate,
        l2_leaf_reg=6,
        border_count=64,
        random_seed=seed,
        rsm=0.4,
        bootstrap_type="MVS",
        subsample=0.7,
        thread_count=threads,
        verbose=False,
        allow_writing_files=False,
    )
    model.fit(rows[settled], labels[settled], sample_weight=weights[settled])
    return exported(model)


def exported(model: Any) -> ObliviousTrees:
    """A fitted CatBoost model as arrays, checked to answer the same."""
    import json
    import tempfile
    from pathlib import Path

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "model.json"
        model.save_model(str(path), format="json")
        stored = json.loads(path.read_text())
    scale, bias = stored["scale_and_bias"]
    asked = sorted(
        {
            (split["float_feature_index"], split["border"])
            for tree in stored["oblivious_trees"]
            for split in tree["splits"]
        }
    )
    number = {question: index for index, question in enumerate(asked)}
    count = len(stored["oblivious_trees"])
    questions = np.full((count, DEPTH), len(asked), np.intp)  # the last answer is always no
    leaves = np.zeros((count, LEAVES), np.float32)
    for index, tree in enumerate(stored["oblivious_trees"]):
        for bit, split in enumerate(tree["splits"]):
            questions[index, bit] = number[split["float_feature_index"], split["border"]]
        values = np.array(tree["leaf_values"]) * scale
        leaves[index, : len(values)] = values
    return ObliviousTrees(
        columns=np.array([column for column, _ in asked], np.intp),
        borders=np.array([border for _, border in asked], np.float32),
        questions=questions,
        leaves=leaves.ravel(),
        bias=float(np.ravel(bias)[0]),
    )


def averaged(models: Sequence[ObliviousTrees]) -> ObliviousTrees:
    """One model whose log-odds are the mean of those of several."""
    asked = sorted(
        {pair for model in models for pair in zip(model.columns.tolist(), model.borders.tolist(), strict=True)}
    )
    number = {pair: index for index, pair in enumerate(asked)}
    questions = []
    for model in models:
        own = [number[pair] for pair in zip(model.columns.tolist(), model.borders.tolist(), strict=True)]
        questions.append(np.array([*own, len(asked)], np.intp)[model.questions])
    return ObliviousTrees(
        columns=np.array([column for column, _ in asked], np.intp),
        borders=np.array([border for _, border in asked], np.float32),
        questions=np.concatenate(questions),
        leaves=(np.concatenate([model.leaves for model in models]) / len(models)).astype(np.float32),
        bias=sum(model.bias for model in models) / len(models),
    )


Fold = Callable[[Sequence[int]], Callable[[int], Any]]


def out_of_fold(folds: NDArray[np.int64], fit: Fold) -> list[Any]:
    """For each item the answer of a model that has not seen its fold; ``fit`` takes items and gives an answerer."""
    answers: list[Any] = [None] * len(folds)
    for fold in np.unique(folds):
        answer = fit(np.flatnonzero(folds != fold).tolist())
        for item in np.flatnonzero(folds == fold).tolist():
            answers[item] = answer(item)
    return answers


def fit_words(
    lines: NDArray[np.int64],
    buckets: NDArray[np.int64],
    size: int,
    labels: NDArray[np.int8],
    weights: NDArray[np.float64],
    *,
    alpha: float = 1e-5,
    values: NDArray[np.floating] | None = None,
) -> Floats:
    """Weights of hashed features by logistic regression; ``lines`` says to which row each feature belongs. Without
    ``values`` the features of a row share it equally, as in ``word_scores``."""
    sparse = import_module("scipy.sparse")
    if values is None:
        number = np.bincount(lines, minlength=len(labels))
        values = (1.0 / np.sqrt(np.maximum(1, number)))[lines]
    matrix = sparse.csr_matrix((values, (lines, buckets)), shape=(len(labels), size))
    settled = labels >= 0
    model = import_module("sklearn.linear_model").SGDClassifier(
        loss="log_loss", alpha=alpha, max_iter=8, tol=None, random_state=0, average=True
    )
    model.fit(matrix[settled], labels[settled], sample_weight=weights[settled] / weights[settled].mean())
    return np.asarray(model.coef_[0], np.float32)


def as_arrays(trees: ObliviousTrees, prefix: str) -> Mapping[str, Any]:
    """The arrays to store for trees; see ``ObliviousTrees.from_arrays``."""
    return {
        f"{prefix}.columns": trees.columns.astype(np.int32),
        f"{prefix}.borders": trees.borders,
        f"{prefix}.questions": trees.questions.astype(np.int32),
        f"{prefix}.leaves": trees.leaves.astype(np.float32),
        f"{prefix}.bias": np.array(trees.bias),
    }
