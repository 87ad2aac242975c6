"""Numbers that describe each block of a page: its text, its place in the tree, its neighbours."""

from collections import Counter

import numpy as np
from numpy.typing import NDArray

from indexer.cleaning.block_frame import HEADINGS, described, headline, in_stated_body, longest, make_of, siblings
from indexer.cleaning.block_tree import spread
from indexer.cleaning.blocks import NO_ELEMENT, Page
from indexer.cleaning.characters import Floats, Integers, MeasuredLines, measure
from indexer.cleaning.names import KINDS, NameReader
from indexer.cleaning.statements import Stated
from indexer.cleaning.text_features import COLUMNS, shifted, text_features, word_scores

_TAGS = "p li h1 h2 h3 h4 h5 td div blockquote pre figcaption dt dd button section article body br th header".split()
_AROUND = "article main nav header footer aside form table li blockquote figure section dl button pre ul ol".split()
_LEVELS = 6  # containers looked at, from the innermost outwards
_COLUMN = {name: index for index, name in enumerate(COLUMNS)}


def block_features(page: Page, stated: Stated, ancestors: Integers, names: NameReader, weights: Floats) -> Floats:
    """One row a block; ``ancestors`` are those of the page, see ``ancestors_of``."""
    blocks = page.blocks
    measured = measure([block.text for block in blocks])
    text = text_features(measured)
    count = len(blocks)
    characters = text[:, 0]
    total = max(1.0, float(characters.sum()))
    link = np.array([block.link_share for block in blocks], np.float32)
    depth = (ancestors != NO_ELEMENT).sum(axis=1)
    bits, near, far, tag_bits = _elements(page, ancestors, names)
    known = ancestors != NO_ELEMENT
    safe = np.where(known, ancestors, 0)

    good = (text[:, _COLUMN["words"]] >= 10) & (link < 0.35)
    prose = np.where(good, characters, 0.0)
    all_prose = max(1.0, float(prose.sum()))
    size = len(page.tags)
    rows, flat = spread(ancestors)
    inside = np.bincount(flat, characters[rows], minlength=size)
    linked = np.bincount(flat, (characters * link)[rows], minlength=size)
    prose_inside = np.bincount(flat, prose[rows], minlength=size)
    blocks_inside = np.bincount(flat, minlength=size)
    paragraphs = np.array([block.tag == "p" for block in blocks]) & good
    paragraphs_inside = np.bincount(flat, paragraphs[rows].astype(np.float32), minlength=size)

    levels: list[NDArray[np.generic]] = []
    width = ancestors.shape[1]
    for level in range(_LEVELS):
        at = safe[:, level] if level < width else np.zeros(count, np.int64)
        is_there = known[:, level] if level < width else np.zeros(count, np.bool_)
        levels += [
            np.where(is_there, prose_inside[at] / all_prose, -1),
            np.where(is_there, linked[at] / np.maximum(1, inside[at]), -1),
            np.where(is_there, inside[at] / total, -1),
            np.where(is_there, blocks_inside[at] / count, -1),
            np.where(is_there, near[at] if level < 4 else far[at], 0),
        ]
    # How far out one has to go from the block to be in the element that holds most of the page's prose.
    held = []
    for share in (0.4, 0.6, 0.8):
        holds = np.where(known, prose_inside[safe] >= share * all_prose, True)
        steps = holds.argmax(axis=1)
        held += [steps, depth - steps]
    direct = np.bincount(_column(safe, 1), np.where(_there(known, 1), prose, 0), minlength=size)
    best = int(direct.argmax()) if size else 0
    second = np.bincount(_column(safe, 2), np.where(_there(known, 2), prose, 0), minlength=size)
    best_second = int(second.argmax()) if size else 0
    in_best = (ancestors == best).any(axis=1) if direct.any() else np.zeros(count, np.bool_)
    in_best_second = (ancestors == best_second).any(axis=1) if second.any() else np.zeros(count, np.bool_)

    code = np.array([block.code_share for block in blocks], np.float32)
    coded_inside = np.bincount(flat, (characters * code)[rows], minlength=size)
    score = word_scores(measured, weights)
    order = np.arange(count)
    before = np.concatenate(([0.0], np.cumsum(characters)[:-1])) / total
    prose_before = np.concatenate(([0.0], np.cumsum(prose)[:-1])) / all_prose
    first_good, last_good = (int(good.argmax()), count - 1 - int(good[::-1].argmax())) if good.any() else (-1, -1)
    headings = [index for index, block in enumerate(blocks) if block.tag == "h1"]
    h1 = headings[0] if headings else -1
    overlap, after_title = _title(measured, stated.title)
    letters = inside.astype(np.float64)
    columns: list[NDArray[np.generic]] = [
        text,
        score,
        link,
        code,
        np.full(count, float((characters * code).sum()) / total),
        np.where(_there(known, 3), coded_inside[_column(safe, 3)] / np.maximum(1, inside[_column(safe, 3)]), -1),
        np.full(count, float((characters * link).sum()) / total),
        depth,
        np.array([page.hidden[block.element] if block.element != NO_ELEMENT else False for block in blocks]),
        order / count,
        order,
        count - order,
        np.full(count, count),
        before,
        prose_before,
        np.full(count, np.log1p(all_prose)),
        np.full(count, all_prose / total),
        order - first_good,
        last_good - order,
        order - h1 if h1 >= 0 else np.full(count, -999),
        overlap,
        order - after_title,
        _flags(bits["near"], len(KINDS)),
        _flags(bits["all"], len(KINDS)),
        _flags(tag_bits, len(_AROUND)),
        np.array([[block.tag == tag for tag in _TAGS] for block in blocks]),
        *levels,
        np.where(known, far[safe], 0).sum(axis=1),
        np.where(known, near[safe], 0).min(axis=1),
        np.where(known, near[safe], 0).max(axis=1),
        *held,
        in_best,
        in_best_second,
        paragraphs_inside[_column(safe, 1)],
        *_repetition(page, text),
        in_stated_body(measured, stated.body),
        *described(measured, stated),
        *siblings(page, ancestors, letters, total),
        *headline(page, ancestors, overlap, letters, total),
        *longest(page, ancestors, characters, link),
        *make_of(page),
        *_heading_above(page, score, link),
        *_articles(page, ancestors, overlap, letters),
    ]
    own = np.column_stack([column.astype(np.float32) for column in columns])
    core = np.column_stack(
        (
            text[:, [_COLUMN[name] for name in ("characters", "function words", "ends a sentence", "sentences")]],
            link,
            score,
            np.array([block.tag in ("h1", "h2", "h3", "h4") for block in blocks]),
            in_best,
            code,
        )
    ).astype(np.float32)
    return np.hstack([own, *(shifted(core, by) for by in (-3, -2, -1, 1, 2, 3))])


def _column(ancestors: NDArray[np.int64], level: int) -> NDArray[np.int64]:
    return ancestors[:, level] if level < ancestors.shape[1] else np.zeros(len(ancestors), np.int64)


def _there(known: NDArray[np.bool_], level: int) -> NDArray[np.bool_]:
    return known[:, level] if level < known.shape[1] else np.zeros(len(known), np.bool_)


def _elements(
    page: Page, ancestors: NDArray[np.int64], names: NameReader
) -> tuple[dict[str, NDArray[np.int64]], Floats, Floats, NDArray[np.int64]]:
    """What the names of the elements around blocks say: kinds close by and anywhere around, weights near and far."""
    size = len(page.tags)
    used = np.unique(ancestors[ancestors != NO_ELEMENT])
    kinds, near, far = np.zeros(size + 1, np.int64), np.zeros(size + 1, np.float32), np.zeros(size + 1, np.float32)
    tag_bits = np.zeros(size + 1, np.int64)
    around = {tag: 1 << index for index, tag in enumerate(_AROUND)}
    for element in used.tolist():
        tag = page.tags[element]
        kinds[element], near[element], far[element] = names.read(tag, page.names[element])
        tag_bits[element] = around.get(tag, 0)
    # NO_ELEMENT is -1 and so reads the last, empty place of each array.
    bits = {
        "near": np.bitwise_or.reduce(kinds[ancestors[:, :4]], axis=1),
        "all": np.bitwise_or.reduce(kinds[ancestors], axis=1),
    }
    return bits, near, far, np.bitwise_or.reduce(tag_bits[ancestors], axis=1)


def _flags(bits: NDArray[np.int64], number: int) -> NDArray[np.bool_]:
    flags: NDArray[np.bool_] = (bits[:, None] >> np.arange(number)) & 1 == 1
    return flags


def _repetition(page: Page, text: Floats) -> list[NDArray[np.generic]]:
    """How often the page has blocks built like this one, and how long those are: cards and teasers come in rows."""
    words = text[:, _COLUMN["words"]]
    found: list[NDArray[np.generic]] = []
    for levels in (2, 4):
        signatures: dict[tuple[str, ...], int] = {}
        numbers = []
        for block in page.blocks:
            signature: list[str] = []
            for element in page.around(block):
                signature += (page.tags[element], page.names[element])
                if len(signature) == 2 * levels:
                    break
            numbers.append(signatures.setdefault(tuple(signature), len(signatures)))
        of = np.array(numbers)
        count = np.bincount(of)
        found += [count[of] / len(of), (np.bincount(of, words) / count)[of]]
    same = Counter(block.text for block in page.blocks)
    found.append(np.array([same[block.text] for block in page.blocks]))
    return found


def _heading_above(page: Page, score: Floats, link: Floats) -> list[NDArray[np.generic]]:
    """What the heading over a block is like: "Related articles" says more about a teaser than the teaser does."""
    count = len(page.blocks)
    is_heading = np.array([block.tag in HEADINGS for block in page.blocks])
    order = np.arange(count)
    last = np.maximum.accumulate(np.where(is_heading, order, -1))
    above = np.concatenate(([-1], last[:-1]))
    there = above >= 0
    level = np.array([int(block.tag[1]) if block.tag in HEADINGS else 0 for block in page.blocks])
    return [
        np.where(there, score[above], 0),
        np.where(there, link[above], -1),
        np.where(there, order - above, 99),
        np.where(there, level[above], 0),
        np.where(there, _share_before(is_heading, above), -1),
    ]


def _articles(
    page: Page, ancestors: NDArray[np.int64], overlap: Floats, inside: NDArray[np.float64]
) -> list[NDArray[np.generic]]:
    """Which of several documents of a page a block belongs to: pages that go on with the next article, or end in teasers,
    have a heading or an ``<article>`` for each."""
    count = len(page.blocks)
    order = np.arange(count)
    first = np.array([block.tag == "h1" for block in page.blocks])
    heading = np.array([block.tag in HEADINGS for block in page.blocks])
    last_h1 = np.maximum.accumulate(np.where(first, order, -1))
    # The heading most like the title, from the top, and how like the title the last heading above is.
    like = np.where(heading, overlap, 0)
    titled = int(like.argmax()) if heading.any() and like.max() > 0.5 else -1
    last = np.maximum.accumulate(np.where(heading, order, -1))
    article = np.zeros(len(page.tags) + 1, np.int64)
    for element, tag in enumerate(page.tags):
        if tag in ("article", "main"):
            article[element] = element + 1
    own = article[ancestors].max(axis=1)  # the innermost around the block, 0 for none
    numbers = np.unique(own)
    size = np.append(inside, 0.0)[own - 1]
    return [
        np.cumsum(first),
        np.where(last_h1 >= 0, order - last_h1, -1),
        order - titled if titled >= 0 else np.full(count, -999),
        np.where(last >= 0, overlap[last], -1),
        np.searchsorted(numbers, own),
        np.full(count, len(numbers)),
        np.where(own > 0, size / max(1.0, float(size.max())), -1),
    ]


def _share_before(flags: NDArray[np.bool_], until: NDArray[np.int64]) -> Floats:
    """Which heading of the page it is, as a share of all its headings."""
    return (np.cumsum(flags)[np.maximum(0, until)] / max(1, int(flags.sum()))).astype(np.float32)


def _title(measured: MeasuredLines, title: str) -> tuple[Floats, int]:
    """The share of each block's words that the page's title has, and the block most like the title."""
    words = np.unique(measure([title]).word_hashes) if title.strip() else np.zeros(0, np.uint64)
    number = measured.words_per_line()
    shared = measured.words_per_line(np.isin(measured.word_hashes, words).astype(np.float32))
    share = shared / np.maximum(1, number)
    like = np.where((share >= 0.7) & (shared >= min(3, max(1, len(words)))), shared, 0)
    return share.astype(np.float32), int(like.argmax()) if like.any() else -1
