"""Which documents have nearly the same text: one article that several published, or one published again with small changes.

Two documents are near copies when their sketches agree in ``LEAST_ALIKE`` of 128 numbers and wholly in one of 32 bands of four
(of pairs that share .6 of their word triples one in a hundred meets in no band, of .7 one in five thousand). A cluster is all that
hang together by such pairs. Both depend on the texts alone: neither the order of documents nor the runs they came in with make a
difference.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from indexer.sketches import NUMBERS, Sketches

BANDS = 32
LEAST_ALIKE = 77  # of 128 numbers: about .6 of the word triples
# Of more different sketches than this in one band each is compared with the next so many only. No archive of articles comes near.
MOST_COMPARED = 2_000
# Pairs compared at a time: 512 bytes each.
_PAIRS = 100_000

Numbers = NDArray[np.int64]


def clusters_of(numbers: Sequence[int] | Numbers, sketches: Sketches) -> dict[int, int]:
    """The cluster of every document that has a near copy among these: the smallest number in it."""
    if len(numbers) < 2:
        return {}
    ordered = np.asarray(numbers, dtype=np.int64)
    # Texts that say the very same are one until the end: a notice that a thousand files repeat is compared once.
    distinct, which = np.unique(_whole(sketches), return_inverse=True)
    union = _Union(len(distinct))
    rows = distinct.view(np.uint16).reshape(len(distinct), NUMBERS)
    for band in _bands(rows):
        _join_alike(rows, band, union)
    groups = union.groups()[which.reshape(-1)]
    smallest = np.full(len(distinct), np.iinfo(np.int64).max)
    np.minimum.at(smallest, groups, ordered)
    sizes = np.bincount(groups, minlength=len(distinct))
    return {
        int(number): int(smallest[group]) for number, group in zip(ordered, groups, strict=True) if sizes[group] > 1
    }


def neighbours_of(sketch: Sketches, sketches: Sketches) -> NDArray[np.intp]:
    """The places of the ``sketches`` that are near copies of the one row ``sketch``, by the same rule."""
    same = sketches == sketch
    alike: NDArray[np.intp] = np.flatnonzero(same.sum(axis=1) >= LEAST_ALIKE)
    meeting: NDArray[np.intp] = alike[same[alike].reshape(len(alike), BANDS, NUMBERS // BANDS).all(axis=2).any(axis=1)]
    return meeting


def _whole(rows: Sketches) -> NDArray[np.void]:
    """Each row as one value, to be sorted and compared whole."""
    return np.ascontiguousarray(rows).view(np.dtype((np.void, rows.shape[1] * rows.itemsize))).reshape(-1)


def _bands(rows: Sketches) -> NDArray[np.uint64]:
    """Four numbers of a band are 64 bits; one row a band."""
    return np.ascontiguousarray(np.ascontiguousarray(rows).view(np.uint64).reshape(len(rows), BANDS).T)


def _join_alike(rows: Sketches, band: NDArray[np.uint64], union: "_Union") -> None:
    """Compare all that meet in one band: neighbours in its order, then those two apart, and so on while any meet."""
    order = np.argsort(band, kind="stable")
    keys = band[order]
    starts = np.arange(len(order) - 1)
    for apart in range(1, MOST_COMPARED + 1):
        starts = starts[starts < len(order) - apart]
        starts = starts[keys[starts] == keys[starts + apart]]
        if not len(starts):
            return
        groups = union.groups()
        first, second = order[starts], order[starts + apart]
        open_ = groups[first] != groups[second]
        first, second = first[open_], second[open_]
        for at in range(0, len(first), _PAIRS):
            some, others = first[at : at + _PAIRS], second[at : at + _PAIRS]
            alike = (rows[some] == rows[others]).sum(axis=1) >= LEAST_ALIKE
            for one, other in zip(some[alike].tolist(), others[alike].tolist(), strict=True):
                union.join(one, other)


class _Union:
    """Disjoint sets of 0 .. size - 1."""

    def __init__(self, size: int) -> None:
        self._parents = np.arange(size)
        self._joined = False

    def join(self, one: int, other: int) -> None:
        first, second = self._root(one), self._root(other)
        if first != second:
            self._parents[max(first, second)] = min(first, second)
            self._joined = True

    def groups(self) -> NDArray[np.int64]:
        """The smallest member of each one's set."""
        while self._joined:
            above = self._parents[self._parents]
            self._joined = bool((above != self._parents).any())
            self._parents = above
        return self._parents

    def _root(self, one: int) -> int:
        while (above := int(self._parents[one])) != one:
            one = above
        return one
