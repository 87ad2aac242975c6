"""Numbers that say where the text of a page as a whole is, by a first reading: its likeliest stretch of blocks, its
likeliest container, and how each block stands to them."""

import numpy as np
from numpy.typing import NDArray

from indexer.cleaning.block_frame import HEADINGS, Columns
from indexer.cleaning.block_tree import level_of, meeting, spread
from indexer.cleaning.blocks import NO_ELEMENT, Page
from indexer.cleaning.characters import Integers

_MOST = 0.8  # share of the text that the innermost container has to hold


def main_part(page: Page, ancestors: Integers, p: NDArray[np.float64], size: NDArray[np.float64]) -> Columns:
    """One row a block; ``p`` is the probability of each, ``size`` what it weighs."""
    return [*_stretch(p, size), *_container(page, ancestors, p, size), *_certainty(p, size), *_sections(page, p, size)]


def _stretch(p: NDArray[np.float64], size: NDArray[np.float64]) -> Columns:
    """The stretch of blocks that holds most text less most furniture: whether a block is in it and how far from its bounds
    (negative outside), and which share of all text is."""
    count = len(p)
    order = np.arange(count)
    summed = np.concatenate(([0.0], np.cumsum((p - 0.5) * size)))
    end = int((summed - np.minimum.accumulate(summed))[1:].argmax()) + 1
    start = int(summed[: end + 1].argmin())
    inside = (order >= start) & (order < end)
    outside = np.where(order < start, order - start, end - 1 - order)
    mass = p * size
    return [
        inside,
        np.where(inside, np.minimum(order - start, end - 1 - order), outside),
        np.full(count, mass[start:end].sum() / max(1.0, float(mass.sum()))),
    ]


def _container(page: Page, ancestors: Integers, p: NDArray[np.float64], size: NDArray[np.float64]) -> Columns:
    """The container that holds most text less most furniture, and the innermost one that holds most of all text: whether a
    block is in them, how far it is, how full of text they are, and how full the container beside them is that it is in."""
    count = len(p)
    mass = p * size
    total = max(1.0, float(mass.sum()))
    rows, flat = spread(ancestors)
    elements = len(page.tags)
    if not len(flat):
        return [np.full(count, -1)] * 9
    gains = np.bincount(flat, ((p - 0.5) * size)[rows], minlength=elements)
    masses = np.bincount(flat, mass[rows], minlength=elements)
    sizes = np.maximum(1.0, np.bincount(flat, size[rows], minlength=elements))
    best = elements - 1 - int(gains[::-1].argmax())  # of equals the innermost
    met = meeting(page, ancestors, best)
    holding = np.flatnonzero(masses >= _MOST * total * 0.999)
    innermost = int(holding[-1]) if len(holding) else 0
    beside = np.full(count, NO_ELEMENT)
    for level in range(int(met.steps.max())):
        beside = np.where(met.steps == level + 1, level_of(ancestors, level), beside)
    there = beside != NO_ELEMENT
    return [
        (ancestors == best).any(axis=1),
        met.steps,
        met.place,
        np.full(count, masses[best] / total),
        np.full(count, masses[best] / sizes[best]),
        (ancestors == innermost).any(axis=1),
        np.full(count, masses[innermost] / sizes[innermost]),
        np.where(there, masses[beside] / sizes[beside], -1),
        np.where(there, masses[beside] / total, -1),
    ]


def _certainty(p: NDArray[np.float64], size: NDArray[np.float64]) -> Columns:
    """Of the whole page: the share that is neither surely text nor surely furniture, and that of blocks likely to be text."""
    count = len(p)
    return [
        np.full(count, size[(p > 0.2) & (p < 0.8)].sum() / size.sum()),
        np.full(count, (p > 0.5).mean()),
    ]


def _sections(page: Page, p: NDArray[np.float64], size: NDArray[np.float64]) -> Columns:
    """The share of text in the section of a block, from one heading to the next, the block left out; in the sections
    before and after."""
    section = np.cumsum([block.tag in HEADINGS for block in page.blocks])
    masses, sizes = np.bincount(section, p * size), np.bincount(section, size)
    shares = masses / np.maximum(1.0, sizes)
    last = len(shares) - 1
    return [
        (masses[section] - p * size) / np.maximum(1.0, sizes[section] - size),
        np.where(section > 0, shares[np.maximum(0, section - 1)], -1),
        np.where(section < last, shares[np.minimum(last, section + 1)], -1),
    ]
