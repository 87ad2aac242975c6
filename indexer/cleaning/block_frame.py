"""Numbers that say where on the page each block stands: rows of containers built the same, the way to the headline and to
the longest prose, what the page says of itself."""

from collections import Counter

import numpy as np
from numpy.typing import NDArray

from indexer.cleaning.block_tree import level_of, meeting
from indexer.cleaning.blocks import NO_ELEMENT, Page
from indexer.cleaning.characters import Floats, Integers, MeasuredLines, measure
from indexer.cleaning.statements import Stated

Columns = list[NDArray[np.generic]]

HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_COUNTED_TAGS = ("p", "li", "td", "pre")
# A row of teasers: so many containers built the same side by side, holding so many characters each on average.
_ROW, _TEASER = 3, 60
# A block is from a page's description when so many of its word triples and such a share of them stand in it.
_DESCRIBED, _SHARE_DESCRIBED = 3, 0.3


def siblings(page: Page, ancestors: Integers, inside: NDArray[np.float64], total: float) -> Columns:
    """For the containers of a block, how many built the same stand beside them and how much text those hold: a row of
    cards, a list of teasers, the comments of a thread. Then the outermost such row around the block, and how many rows.

    ``inside`` is the number of characters in each element, ``total`` that of the page.
    """
    kinds: dict[tuple[int, str, str], int] = {}
    used = np.unique(ancestors[ancestors != NO_ELEMENT])
    kind_of = np.zeros(len(page.tags) + 1, np.int64)  # the last place is that of NO_ELEMENT
    for element in used.tolist():
        key = (page.parents[element], page.tags[element], page.names[element])
        kind_of[element] = kinds.setdefault(key, len(kinds) + 1)
    number = np.bincount(kind_of[used], minlength=len(kinds) + 1)
    size = np.bincount(kind_of[used], inside[used], minlength=len(kinds) + 1)
    number[0], size[0] = 0, 0.0
    mean = size / np.maximum(1, number)
    found: Columns = []
    for level in range(1, 5):
        kind = kind_of[level_of(ancestors, level)]
        found += [number[kind], mean[kind]]
    around = kind_of[ancestors]
    rows = ((number >= _ROW) & (mean >= _TEASER))[around]
    any_row = rows.any(axis=1)
    outermost = ancestors.shape[1] - 1 - rows[:, ::-1].argmax(axis=1)
    kind = around[np.arange(len(ancestors)), outermost]
    return [
        *found,
        np.where(any_row, number[kind], 0),
        np.where(any_row, mean[kind], -1),
        np.where(any_row, outermost, -1),
        np.where(any_row, size[kind] / total, -1),
        rows.sum(axis=1),
    ]


def headline(page: Page, ancestors: Integers, like_title: Floats, inside: NDArray[np.float64], total: float) -> Columns:
    """How far up from a block the container is that holds the headline too, how far up from the headline, and which share
    of the page's ``total`` characters is in it. ``like_title`` is the share of each block's words that the title has."""
    count = len(page.blocks)
    like = np.where([block.tag in HEADINGS for block in page.blocks], like_title, 0)
    first = next((index for index, block in enumerate(page.blocks) if block.tag == "h1"), -1)
    block = int(like.argmax()) if like.max() > 0.5 else first
    if block < 0:
        return [np.full(count, -1)] * 3
    met = meeting(page, ancestors, page.blocks[block].element)
    return [met.steps, met.place, np.where(met.element != NO_ELEMENT, inside[met.element] / total, 1)]


def longest(page: Page, ancestors: Integers, characters: Floats, link: Floats) -> Columns:
    """The same two distances to the longest block that is no link."""
    met = meeting(page, ancestors, page.blocks[int((characters * (link < 0.35)).argmax())].element)
    return [met.steps, met.place]


def make_of(page: Page) -> Columns:
    """What the page is made of: the shares of its blocks that are paragraphs, items, cells, listings, headings."""
    count = len(page.blocks)
    tags = Counter(block.tag for block in page.blocks)
    numbers = [*(tags[tag] for tag in _COUNTED_TAGS), sum(tags[tag] for tag in HEADINGS)]
    return [np.full(count, number / count) for number in numbers]


def in_stated_body(measured: MeasuredLines, body: str) -> Floats:
    """The share of each block's word triples that stand in the body the page states of itself; -1 when it states none."""
    if len(body) < _SHORTEST_BODY:
        return np.full(len(measured.starts), -1, np.float32)
    share, number = _shared(measured, [" ".join(body.split())])
    return np.where(number > 0, share, -1).astype(np.float32)


_SHORTEST_BODY = 200


def described(measured: MeasuredLines, stated: Stated) -> Columns:
    """How much of a block stands in the page's descriptions, which mostly are how the text begins, and how far below that
    block the others are; then what the page is called, and whether it states its body."""
    count = len(measured.starts)
    if stated.summaries:
        share, number = _shared(measured, stated.summaries)
        triples = share * number
        found = np.where((share >= _SHARE_DESCRIBED) & (triples >= _DESCRIBED), triples, 0)
        place = np.arange(count) - int(found.argmax()) if found.any() else np.full(count, -999)
        columns: Columns = [share, triples, place]
    else:
        columns = [np.full(count, -1), np.full(count, -1), np.full(count, -999)]
    called = "article" in stated.kind if stated.kind else -1
    return [
        *columns,
        np.full(count, called),
        np.full(count, stated.article),
        np.full(count, len(stated.body) >= _SHORTEST_BODY),
    ]


def _shared(measured: MeasuredLines, texts: list[str] | tuple[str, ...]) -> tuple[NDArray[np.float64], Integers]:
    """The share of each block's word triples that the texts have, and how many it has itself."""
    known = _triples(measure(texts))[1]
    lines, triples = _triples(measured)
    number = np.bincount(lines, minlength=len(measured.starts))
    shared = np.bincount(lines, np.isin(triples, known), minlength=len(measured.starts))
    return shared / np.maximum(1, number), number


def _triples(measured: MeasuredLines) -> tuple[NDArray[np.int64], NDArray[np.uint64]]:
    hashes, lines = measured.word_hashes, measured.word_lines
    if len(hashes) < 3:
        return np.zeros(0, np.int64), np.zeros(0, np.uint64)
    whole = lines[2:] == lines[:-2]
    combined = hashes[:-2] * np.uint64(961) + hashes[1:-1] * np.uint64(31) + hashes[2:]
    return lines[2:][whole], combined[whole]
