"""The tree of a page as arrays: the containers around each block, and where the ways out of two blocks meet."""

from dataclasses import dataclass

import numpy as np

from indexer.cleaning.blocks import NO_ELEMENT, Page
from indexer.cleaning.characters import Integers

_DEEPEST = 64  # containers further out than this from a block say nothing about it
_NOWHERE = 99


def ancestors_of(page: Page) -> Integers:
    """One row a block: the numbers of the elements around it, innermost first, ``NO_ELEMENT`` beyond the outermost."""
    parents = np.array([*page.parents, NO_ELEMENT], np.int64)  # the last one makes NO_ELEMENT its own parent
    current = np.array([block.element for block in page.blocks], np.int64)
    levels = [current]
    while (current != NO_ELEMENT).any() and len(levels) < _DEEPEST:
        current = parents[current]
        levels.append(current)
    return np.column_stack(levels)


@dataclass(frozen=True, slots=True, kw_only=True)
class Meeting:
    """For each block the innermost element around it that stands on a given way out, ``NO_ELEMENT`` for none: how many
    levels it is up from the block, and how many from where that way begins (99 for none)."""

    element: Integers
    steps: Integers
    place: Integers


def meeting(page: Page, ancestors: Integers, start: int) -> Meeting:
    """Where the ways out of all blocks meet that of element ``start``."""
    way = way_out(page, start)
    place = np.full(len(page.tags) + 1, _NOWHERE)  # the last place is that of NO_ELEMENT
    place[way] = np.arange(len(way))
    places = place[ancestors]
    on_way = places != _NOWHERE
    on_way[:, -1] = True
    steps = on_way.argmax(axis=1)
    row = np.arange(len(ancestors))
    return Meeting(element=ancestors[row, steps], steps=steps, place=places[row, steps])


def way_out(page: Page, start: int) -> list[int]:
    """Element ``start`` and those around it, innermost first; empty for ``NO_ELEMENT``."""
    way: list[int] = []
    while start != NO_ELEMENT:
        way.append(start)
        start = page.parents[start]
    return way


def spread(ancestors: Integers) -> tuple[Integers, Integers]:
    """Every (block, element around it) once, as two columns: the blocks and the elements."""
    known = ancestors != NO_ELEMENT
    return np.repeat(np.arange(len(ancestors)), known.sum(axis=1)), ancestors[known]


def level_of(ancestors: Integers, level: int) -> Integers:
    """The element so many levels up from each block's own, ``NO_ELEMENT`` where there is none."""
    if level < ancestors.shape[1]:
        found: Integers = ancestors[:, level]
        return found
    return np.full(len(ancestors), NO_ELEMENT)
