"""Numbers that describe what a first reading says about the blocks around each block of a page.

A block is hard to judge alone: a line of code, a cell, a short list item are text where their neighbours, the rest of
their container and the blocks built like them are text.
"""

import numpy as np
from numpy.typing import NDArray

from indexer.cleaning.block_main import main_part
from indexer.cleaning.block_tree import level_of, spread
from indexer.cleaning.blocks import NO_ELEMENT, Page
from indexer.cleaning.characters import Floats, Integers
from indexer.cleaning.text_features import shifted

_OFFSETS = (-4, -3, -2, -1, 1, 2, 3, 4)
_WINDOWS = (2, 5, 12)  # blocks to each side
_LEVELS = 7  # containers, from the innermost outwards
_SURE = 0.8


def block_context(page: Page, ancestors: Integers, probabilities: Floats) -> Floats:
    """One row a block, from the first reading's probabilities; ``ancestors`` are those of the page."""
    count = len(page.blocks)
    p = probabilities.astype(np.float64)
    size = np.array([min(400, len(block.text)) + 10 for block in page.blocks], np.float64)
    mass = p * size
    total = max(1.0, float(size.sum()))
    order = np.arange(count)
    sure = np.flatnonzero(p >= _SURE)
    first, last = (int(sure[0]), int(sure[-1])) if len(sure) else (-1, -1)
    before = np.concatenate(([0.0], np.cumsum(mass)[:-1])) / max(1.0, float(mass.sum()))
    columns: list[NDArray[np.generic]] = [
        p,
        *(shifted(p[:, None].astype(np.float32), by)[:, 0] for by in _OFFSETS),
        *_windows(mass, size),
        *_containers(page, ancestors, mass, size),
        *_alike(page, mass, size),
        *_headings(page, p),
        np.full(count, float(mass.sum()) / total),
        np.full(count, np.log1p(mass.sum())),
        np.full(count, float(p.max())),
        before,
        order - first if first >= 0 else np.full(count, -1),
        last - order if first >= 0 else np.full(count, -1),
        *_nearest(order, sure),
        *main_part(page, ancestors, p, size),
    ]
    return np.column_stack([column.astype(np.float32) for column in columns])


def _windows(mass: NDArray[np.float64], size: NDArray[np.float64]) -> list[NDArray[np.generic]]:
    """The share of text in the blocks to both sides, before and after."""
    summed = np.concatenate(([0.0], np.cumsum(mass)))
    sizes = np.concatenate(([0.0], np.cumsum(size)))
    order = np.arange(len(mass))
    found: list[NDArray[np.generic]] = []
    for width in _WINDOWS:
        start, end = np.maximum(0, order - width), np.minimum(len(mass), order + width + 1)
        for first, after in ((start, order), (order + 1, end)):
            held = sizes[after] - sizes[first]
            found.append(np.where(held > 0, (summed[after] - summed[first]) / np.maximum(1.0, held), -1))
    return found


def _containers(
    page: Page, ancestors: Integers, mass: NDArray[np.float64], size: NDArray[np.float64]
) -> list[NDArray[np.generic]]:
    """The share of text in each container around a block, the block itself left out, and of the page's text there."""
    elements = len(page.tags) + 1  # the last place is that of NO_ELEMENT
    rows, flat = spread(ancestors)
    masses = np.bincount(flat, mass[rows], minlength=elements)
    sizes = np.bincount(flat, size[rows], minlength=elements)
    found: list[NDArray[np.generic]] = []
    whole = max(1.0, float(mass.sum()))
    for level in range(_LEVELS):
        at = level_of(ancestors, level)
        others = sizes[at] - size
        known = at != NO_ELEMENT
        found += [
            np.where(known & (others > 1), (masses[at] - mass) / np.maximum(1.0, others), -1),
            np.where(known, masses[at] / whole, -1),
        ]
    return found


def _alike(page: Page, mass: NDArray[np.float64], size: NDArray[np.float64]) -> list[NDArray[np.generic]]:
    """The share of text in the other blocks that are built like a block: by its tag and names, and those around it."""
    found: list[NDArray[np.generic]] = []
    for levels in (1, 2, 4):
        kinds: dict[tuple[str, ...], int] = {}
        of = np.zeros(len(mass), np.int64)
        for index, block in enumerate(page.blocks):
            built: list[str] = [block.tag]
            for element in page.around(block):
                built += (page.tags[element], page.names[element])
                if len(built) > 2 * levels:
                    break
            of[index] = kinds.setdefault(tuple(built), len(kinds))
        masses, sizes = np.bincount(of, mass), np.bincount(of, size)
        others = sizes[of] - size
        found.append(np.where(others > 1, (masses[of] - mass) / np.maximum(1.0, others), -1))
    return found


def _headings(page: Page, p: NDArray[np.float64]) -> list[NDArray[np.generic]]:
    """What the headings above and below a block are, and what stands between those two."""
    count = len(p)
    order = np.arange(count)
    heading = np.array([block.tag in ("h1", "h2", "h3", "h4", "h5", "h6") for block in page.blocks])
    last = np.maximum.accumulate(np.where(heading, order, -1))
    above = np.concatenate(([-1], last[:-1]))
    coming = np.where(heading, order, count)[::-1]
    next_one = np.minimum.accumulate(coming)[::-1]
    below = np.concatenate((next_one[1:], [count]))
    summed = np.concatenate(([0.0], np.cumsum(p)))
    start = above + 1
    between = summed[below] - summed[start] - p
    number = below - start - 1
    return [
        np.where(above >= 0, p[above], -1),
        np.where(below < count, p[np.minimum(below, count - 1)], -1),
        np.where(number > 0, between / np.maximum(1, number), -1),
    ]


def _nearest(order: Integers, sure: Integers) -> list[NDArray[np.generic]]:
    """How far the nearest blocks that surely are text stand above and below."""
    far = np.full(len(order), 99)
    if not len(sure):
        return [far, far]
    place = np.searchsorted(sure, order)
    above = np.where(place > 0, order - sure[np.maximum(0, place - 1)], 99)
    after = np.searchsorted(sure, order, side="right")
    below = np.where(after < len(sure), sure[np.minimum(after, len(sure) - 1)] - order, 99)
    return [above, below]
