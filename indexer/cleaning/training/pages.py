"""Training the block model: name weights, word weights, trees on a block's own features, trees on what those before them
say of the blocks around."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Any

import numpy as np
from numpy.typing import NDArray

from indexer.cleaning.block_context import block_context
from indexer.cleaning.block_features import block_features
from indexer.cleaning.block_tree import ancestors_of
from indexer.cleaning.blocks import Page
from indexer.cleaning.characters import BUCKETS, Floats, measure
from indexer.cleaning.models import READINGS
from indexer.cleaning.names import NameReader, tokens_of
from indexer.cleaning.statements import Stated
from indexer.cleaning.text_features import word_buckets
from indexer.cleaning.training.alignment import BODY, FURNITURE, UNDECIDED
from indexer.cleaning.training.boosting import Fold, averaged, fit_trees, fit_words, out_of_fold
from indexer.cleaning.trees import ObliviousTrees

_NEAR = 4  # elements around a block whose names count as close by
_THIN = 2  # of the furniture, for the first reading
_SURELY, _FURNITURE_IN, _BODY_IN = 0.03, 6, 3  # of what later readings are shown, see _doubtful
_RATE = 0.075
_SEEDS = (1, 2)  # of the models that are averaged
_SEEN_ON = 3  # sites that must use a name before it gets a weight


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelledPage:
    """A page with a label for each block; ``fold`` and ``part`` are the same for all pages of a site, and have nothing to do
    with each other."""

    page: Page
    stated: Stated
    labels: NDArray[np.int8]
    site: str
    fold: int
    part: int
    weight: float = 1.0

    @property
    def weights(self) -> NDArray[np.float64]:
        """A page weighs the same whatever its length; within it long blocks weigh more, up to a paragraph."""
        size = np.array([min(60, len(block.text.split())) + 4 for block in self.page.blocks], np.float64)
        weights: NDArray[np.float64] = size / size.sum() * 100 * self.weight
        return weights


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockWeights:
    """The two linear models whose scores are columns of the trees."""

    near: dict[str, float]
    far: dict[str, float]
    words: Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What the linear models read, made once for all pages: sparse rows of names and of words, one row a block."""

    names: Sequence[str]
    name_rows: Sequence[Any]
    word_rows: Sequence[tuple[NDArray[np.int64], NDArray[np.int64]]]


def evidence_of(pages: Sequence[LabelledPage]) -> Evidence:
    """The names that enough sites use, and where each page uses them."""
    sites: dict[str, set[str]] = {}
    for page in pages:
        for tag, names in set(zip(page.page.tags, page.page.names, strict=True)):
            for token in tokens_of(tag, names):
                sites.setdefault(token, set()).add(page.site)
    kept = sorted(token for token, seen in sites.items() if len(seen) >= _SEEN_ON)
    number = {token: index for index, token in enumerate(kept)}
    return Evidence(
        names=kept,
        name_rows=[_name_rows(page.page, number) for page in pages],
        word_rows=[word_buckets(measure([block.text for block in page.page.blocks])) for page in pages],
    )


def _name_rows(page: Page, number: Mapping[str, int]) -> Any:
    """For each block the weight of each name close by, then of each further out."""
    sparse = import_module("scipy.sparse")
    known: dict[tuple[str, str], tuple[list[int], float]] = {}
    for pair in set(zip(page.tags, page.names, strict=True)):
        tokens = tokens_of(*pair)
        known[pair] = ([number[token] for token in tokens if token in number], len(tokens) ** -0.5)
    of_element = [known[pair] for pair in zip(page.tags, page.names, strict=True)]
    ends: list[int] = [0]
    columns: list[int] = []
    values: list[float] = []
    for block in page.blocks:
        for level, element in enumerate(page.around(block)):
            numbers, scale = of_element[element]
            columns += numbers if level < _NEAR else [place + len(number) for place in numbers]
            values += [scale] * len(numbers)
        ends.append(len(columns))
    rows = sparse.csr_matrix((values, columns, ends), shape=(len(page.blocks), 2 * len(number)))
    rows.sum_duplicates()
    return rows


def fit_weights(pages: Sequence[LabelledPage], evidence: Evidence, chosen: Sequence[int]) -> BlockWeights:
    """Weights of names and of words, from the chosen pages."""
    labels = np.concatenate([pages[index].labels for index in chosen])
    weights = np.concatenate([pages[index].weights for index in chosen])
    lines, buckets, row = [], [], 0
    for index in chosen:
        of, numbers = evidence.word_rows[index]
        lines.append(of + row)
        buckets.append(numbers)
        row += len(pages[index].labels)
    settled = labels >= 0
    model = import_module("sklearn.linear_model").SGDClassifier(
        loss="log_loss", alpha=1e-4, max_iter=8, tol=None, random_state=0, average=True
    )
    matrix = import_module("scipy.sparse").vstack([evidence.name_rows[index] for index in chosen]).tocsr()
    model.fit(matrix[settled], labels[settled], sample_weight=weights[settled] / weights[settled].mean())
    near, far = np.split(model.coef_[0], 2)
    return BlockWeights(
        near=_rounded(evidence.names, near),
        far=_rounded(evidence.names, far),
        words=fit_words(np.concatenate(lines), np.concatenate(buckets), BUCKETS, labels, weights),
    )


def _rounded(names: Sequence[str], weights: NDArray[np.float64]) -> dict[str, float]:
    pairs = zip(names, weights.tolist(), strict=True)
    return {name: round(weight, 3) for name, weight in pairs if abs(weight) >= 0.005}


def features_of(page: LabelledPage, weights: BlockWeights, reader: NameReader) -> Floats:
    return block_features(page.page, page.stated, ancestors_of(page.page), reader, weights.words)


@dataclass(frozen=True, slots=True, kw_only=True)
class Readings:
    """The trees that read a block by itself, and those that read it among the answers of the ones before."""

    trees: tuple[ObliviousTrees, ...]

    def probability(self, page: LabelledPage, rows: Floats) -> Floats:
        """One probability a block, from its first rows."""
        answer = self.trees[0].probability(rows)
        for trees in self.trees[1:]:
            answer = trees.probability(rows_among(page, rows, answer))
        return answer


def rows_among(page: LabelledPage, rows: Floats, answer: Floats) -> Floats:
    return np.hstack([rows, block_context(page.page, ancestors_of(page.page), answer)])


def fit_readings(pages: Sequence[LabelledPage], rows: Sequence[Floats], *, trees: int) -> Readings:
    """All readings. Each learns from what those before it say that have not seen the page's site; these are made from
    nearly all other pages, so that they are as sure of themselves as the ones that ship."""
    parts = np.array([page.part for page in pages])
    seen, known = rows, None
    fitted = [fit_on(pages, seen, known, trees=trees, seeds=_SEEDS)]
    while len(fitted) < READINGS:
        answers = out_of_fold(parts, fit_unseen(pages, seen, known, trees))
        seen = [rows_among(page, own, answer) for page, own, answer in zip(pages, rows, answers, strict=True)]
        known = answers
        fitted.append(fit_on(pages, seen, known, trees=trees, seeds=_SEEDS))
    return Readings(trees=tuple(fitted))


def fit_unseen(
    pages: Sequence[LabelledPage], rows: Sequence[Floats], known: Sequence[Floats] | None, trees: int
) -> Fold:
    """For ``out_of_fold``: a model of one reading, made from the pages it is given."""

    def fit(chosen: Sequence[int]) -> Callable[[int], Floats]:
        model = fit_on(
            [pages[index] for index in chosen],
            [rows[index] for index in chosen],
            [known[index] for index in chosen] if known else None,
            trees=trees,
            seeds=_SEEDS[:1],
        )
        return lambda item: model.probability(rows[item])

    return fit


def fit_on(
    pages: Sequence[LabelledPage],
    rows: Sequence[Floats],
    known: Sequence[Floats] | None,
    *,
    trees: int,
    seeds: Sequence[int],
) -> ObliviousTrees:
    """The average of models that differ in the rows and columns that each of their trees was shown. ``known`` is what the
    reading before says of each block, if there is one."""
    stacked = np.vstack(rows)
    labels = np.concatenate([page.labels for page in pages])
    weights = np.concatenate([page.weights for page in pages])
    models = []
    for seed in seeds:
        shown, raised = labels, weights
        if known is not None:
            shown, raised = _doubtful(labels, weights, np.concatenate(known), seed)
        thin = _THIN if known is None else 1
        models.append(fit_trees(stacked, shown, raised, trees=trees, rate=_RATE, thin=thin, seed=seed))
    return averaged(models)


def _doubtful(
    labels: NDArray[np.int8], weights: NDArray[np.float64], known: Floats, seed: int
) -> tuple[NDArray[np.int8], NDArray[np.float64]]:
    """All blocks of which the reading before was not sure and, at random, some of which it rightly was, each weighing as much
    as those it stands for: two thirds of the rows are of this kind, and teach next to nothing."""
    sure_furniture = (labels == FURNITURE) & (known < _SURELY)
    sure_body = (labels == BODY) & (known > 1 - _SURELY)
    stands_for = np.where(sure_furniture, _FURNITURE_IN, np.where(sure_body, _BODY_IN, 1))
    chosen = np.random.default_rng(seed).random(len(labels)) * stands_for < 1
    return np.where(chosen, labels, UNDECIDED).astype(np.int8), weights * stands_for


def first_rows(pages: Sequence[LabelledPage], evidence: Evidence) -> list[Floats]:
    """Features of each page with weights that have not seen its site."""

    def fit(chosen: Sequence[int]) -> Callable[[int], Floats]:
        weights = fit_weights(pages, evidence, chosen)
        reader = NameReader(weights.near, weights.far)
        return lambda item: features_of(pages[item], weights, reader)

    return out_of_fold(np.array([page.fold for page in pages]), fit)
