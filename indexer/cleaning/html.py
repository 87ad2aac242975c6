"""Judging the blocks of an HTML page: the model decides, the tree explains."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

import numpy as np
from lxml import html as lxml_html
from numpy.typing import NDArray

from indexer.cleaning.assembly import IN_BODY
from indexer.cleaning.blocks import NO_ELEMENT, Block, Page
from indexer.cleaning.characters import Floats
from indexer.cleaning.judging import Judgment, as_sure
from indexer.cleaning.models import block_model
from indexer.cleaning.names import KINDS, NameReader
from indexer.cleaning.rules import rule_for
from indexer.cleaning.statements import Stated
from search.documents import Verdict

_FURNITURE_TAGS = {
    "nav": "navigation",
    "footer": "the foot of the page",
    "aside": "an aside",
    "form": "a form",
    "button": "a button",
    "select": "a form",
    "option": "a form",
    "textarea": "a form",
}
# Kinds of names (see names.KINDS) that explain why a block is no part of the text, and how a reader calls them.
_FURNITURE_KINDS = {
    "navigation": "navigation",
    "foot": "the foot of the page",
    "comments": "the comment section",
    "sharing": "the sharing buttons",
    "related": "links to other articles",
    "side": "a side column",
    "advertisement": "an advertisement",
    "subscription": "an invitation to subscribe",
    "author": "a note about the author",
    "notice": "a notice over the page",
}
_KIND_BITS = {1 << index: kind for index, (kind, _, _) in enumerate(KINDS) if kind in _FURNITURE_KINDS}
_READER = NameReader({}, {})

# On pages of which a twentieth and more is in elements for code, manuals nearly all, a block is kept from this probability at
# the latest: listings, signatures and lists belong to the text there, and which of them a reader marks is a matter of taste.
CUT_OF_MANUALS = 0.25
_MANUAL = 0.05
# What is less probable is never kept for what it is: a page that has nothing better has no body.
LEAST = 0.15
# A page of so few blocks is an excerpt; the model knows whole pages. Of it no prose outside all furniture is dropped.
_FEW = 6
# A rule about whole lines does not overrule a model that is this sure: "Contact" may be a heading of a manual.
SURE = 0.97


# The model reads pages of up to so many blocks and characters; the longest of the labelled pages has 1,550 blocks and
# 85,000 characters. What is longer by this much is a list, a data dump or a book, in which furniture is next to nothing, and
# would cost gigabytes: it is judged by whole lines and by its elements alone.
MOST_BLOCKS, MOST_CHARACTERS = 20_000, 5_000_000
BY_ELEMENTS = "too long for the model of pages: judged by rules and elements alone"


def is_too_long(page: Page) -> bool:
    """Whether a page is judged without the model."""
    return len(page.blocks) > MOST_BLOCKS or sum(len(block.text) for block in page.blocks) > MOST_CHARACTERS


def judge_blocks(page: Page, stated: Stated) -> list[Judgment]:
    """A verdict for every block."""
    by_elements = is_too_long(page)
    probabilities = _outside_furniture(page) if by_elements else block_model().probability(page, stated)
    kept = kept_blocks(page, probabilities)
    main = _main_container(page, kept)
    inside = _inside(page, main)
    judged: list[Judgment] = []
    for index, block in enumerate(page.blocks):
        probability = float(probabilities[index])
        rule = rule_for(block.text)
        if rule and probability < SURE:
            judged.append(Judgment(verdict=rule.verdict, rule=rule.id, evidence=rule.because, confidence=0.95))
        elif kept[index]:
            judged.append(Judgment(verdict=Verdict.KEEP, rule="html.body", confidence=as_sure(probability)))
        else:
            reason, why = _why(page, block, main, inside)
            judged.append(
                Judgment(verdict=Verdict.DROP, rule=reason, evidence=why, confidence=as_sure(1 - probability))
            )
    return judged


def kept_blocks(page: Page, probabilities: Floats) -> list[bool]:
    """Which blocks are part of the text."""
    if not len(probabilities):
        return []
    sizes = np.array([len(block.text) for block in page.blocks], np.float64)
    code = float(sizes @ np.array([block.code_share for block in page.blocks])) / float(sizes.sum())
    cut = best_cut(probabilities, sizes)
    kept = probabilities >= max(LEAST, min(cut, CUT_OF_MANUALS) if code >= _MANUAL else cut)
    if not kept.any() or len(page.blocks) <= _FEW:
        plain = [_plain(page, block) for block in page.blocks]
        kept |= np.array(plain)
    return [bool(keep) for keep in kept]


def best_cut(probabilities: Floats, sizes: NDArray[np.float64]) -> float:
    """The probability from which blocks are to be kept, so that the precision and the recall that are to be expected of the
    page, by characters, add up to the most.

    No cut suits all pages: where the text is plain to see it lies above one half, on a page that the model has not
    understood (an index in cards) far below, for text of which it is not sure is better than none.
    """
    order = np.argsort(-probabilities, kind="stable")
    kept = np.cumsum(sizes[order])
    found = np.cumsum((probabilities * sizes)[order], dtype=np.float64)
    return float(probabilities[order[(found / kept + found / max(found[-1], 1e-9)).argmax()]])


def _plain(page: Page, block: Block) -> bool:
    """Whether a block may be text although the model did not know it: prose of some length outside all furniture."""
    long = len(block.text) >= 40
    return long and block.link_share < 0.3 and _why(page, block, None, ())[0] == "html.unlike-body"


def page_notes(tree: lxml_html.HtmlElement, page: Page, judged: Iterable[Judgment]) -> tuple[str, ...]:
    """What is to be said about a page as a whole: that it was too long for the model, why it has no body."""
    notes = (BY_ELEMENTS,) if is_too_long(page) else ()
    if any(judgment.verdict in IN_BODY for judgment in judged):
        return notes
    if page.blocks:
        return (*notes, "nothing but navigation and other furniture")
    if next(tree.iter("frame", "iframe"), None) is not None:
        return (*notes, "made of frames: the text is in other pages")
    if any(str(piece).strip() for element in tree.iter("noscript") for piece in element.itertext()):
        return (*notes, "its only text is for browsers without scripts")
    return (*notes, "without visible text")


def _outside_furniture(page: Page) -> Floats:
    """For each block 1 where no element around it is one of furniture, 0 elsewhere. Elements come after those around them."""
    furniture = np.zeros(len(page.tags) + 1, np.bool_)  # the last place is that of NO_ELEMENT
    for element, parent in enumerate(page.parents):
        furniture[element] = (
            furniture[parent] or page.hidden[element] or bool(_furniture(page.tags[element], page.names[element]))
        )
    of_blocks = np.array([block.element for block in page.blocks])
    return np.where(furniture[of_blocks], 0.0, 1.0).astype(np.float32)


def _furniture(tag: str, names: str) -> str:
    """How a reader calls the piece of furniture that an element is; empty for an element that is none."""
    if tag in _FURNITURE_TAGS:
        return f"in {_FURNITURE_TAGS[tag]} (<{tag}>)"
    bits = _READER.read(tag, names)[0] if names else 0
    kind = next((kind for bit, kind in _KIND_BITS.items() if bits & bit), None)
    return f"in {_FURNITURE_KINDS[kind]} ({names[:60]!r})" if kind else ""


def _main_container(page: Page, kept: list[bool]) -> int | None:
    """The innermost element that holds four fifths of the kept text."""
    weights = [0] * (len(page.tags) + 1)  # the last place is that of NO_ELEMENT
    for block, keep in zip(page.blocks, kept, strict=True):
        if keep:
            weights[block.element] += len(block.text)
    total = sum(weights)
    for element in range(len(page.tags) - 1, -1, -1):  # elements come after those around them
        weights[page.parents[element]] += weights[element]
    holding = (element for element, weight in enumerate(weights[:-1]) if weight >= 0.8 * total)
    return max(holding, default=None) if total else None


def _inside(page: Page, main: int | None) -> list[bool]:
    """For each element whether it is the main container or inside it; the last place is that of no element."""
    inside = [False] * (len(page.tags) + 1)
    if main is not None:
        inside[main] = True
        for element in range(main + 1, len(page.tags)):
            inside[element] = inside[page.parents[element]]
    return inside


_NEAREST = (
    64  # elements around a block that are asked why it is no part of the text; further out they hold the whole page
)


def _why(page: Page, block: Block, main: int | None, inside: Sequence[bool]) -> tuple[str, str]:
    """The rule id and the words that say why a block is no part of the text, from what stands around it."""
    for element in islice(_below(page, block, main), _NEAREST):
        if page.hidden[element]:
            return "html.hidden", "not displayed"
        furniture = _furniture(page.tags[element], page.names[element])
        if furniture:
            return "html.furniture", furniture
    if block.link_share > 0.6:
        return "html.links", "mostly links"
    if main is not None and not inside[block.element]:
        return "html.outside-body", "outside the part of the page that holds the text"
    return "html.unlike-body", "unlike the text around it"


def _below(page: Page, block: Block, main: int | None) -> Iterator[int]:
    """The elements around a block, innermost first, up to the one that holds the text."""
    for element in page.around(block):
        if element in (main, NO_ELEMENT):
            return
        yield element
