"""Judging the blocks of an HTML page: the model decides, the tree explains."""

from collections import Counter
from collections.abc import Iterator

import numpy as np

from indexer.cleaning.blocks import NO_ELEMENT, Block, Page
from indexer.cleaning.characters import Floats
from indexer.cleaning.judging import Judgment
from indexer.cleaning.models import block_model
from indexer.cleaning.names import KINDS, NameReader
from indexer.cleaning.rules import rule_for
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

# The block model's probability from which a block is kept; the best of .3 to .7 by shingle F1, cross-validated by site.
CUT = 0.55
# A rule about whole lines does not overrule a model that is this sure: "Contact" may be a heading of a manual.
SURE = 0.97
# A page of which the model keeps less than this many characters is read once more with half the cut: better the text of
# a page the model has not understood than nothing.
_LITTLE = 120


def judge_blocks(page: Page, title: str, article_body: str) -> dict[int, Judgment]:
    """A verdict for every block."""
    probabilities = block_model().probability(page, title, article_body)
    kept = _kept(page, probabilities)
    main = _main_container(page, kept)
    judged: dict[int, Judgment] = {}
    for index, block in enumerate(page.blocks):
        probability = float(probabilities[index])
        rule = rule_for(block.text)
        if rule and probability < SURE:
            judged[index] = Judgment(verdict=rule.verdict, rule=rule.id, evidence=rule.because, confidence=0.95)
        elif kept[index]:
            judged[index] = Judgment(verdict=Verdict.KEEP, rule="html.body", confidence=max(0.5, probability))
        else:
            reason, why = _why(page, block, main)
            judged[index] = Judgment(
                verdict=Verdict.DROP, rule=reason, evidence=why, confidence=max(0.5, 1 - probability)
            )
    return judged


def _kept(page: Page, probabilities: Floats) -> list[bool]:
    if not len(probabilities):
        return []
    sizes = np.array([len(block.text) for block in page.blocks])
    kept = probabilities >= CUT
    if sizes[kept].sum() < _LITTLE:
        wide = probabilities >= CUT / 2
        if sizes[wide].sum() >= _LITTLE:
            kept = wide
    if not kept.any():
        plain = [_plain(page, block) for block in page.blocks]
        kept = np.array(plain)
    return [bool(keep) for keep in kept]


def _plain(page: Page, block: Block) -> bool:
    """Whether a block may be text although the model did not know it: prose of some length outside all furniture."""
    long = len(block.text) >= 40
    return long and block.link_share < 0.3 and _why(page, block, None)[0] == "html.unlike-body"


def _main_container(page: Page, kept: list[bool]) -> int | None:
    """The innermost element that holds four fifths of the kept text."""
    weights: Counter[int] = Counter()
    total = 0
    for block, keep in zip(page.blocks, kept, strict=True):
        if keep:
            total += len(block.text)
            for element in page.around(block):
                weights[element] += len(block.text)
    holding = [element for element, weight in weights.items() if weight >= 0.8 * total]
    return max(holding, default=None)


def _why(page: Page, block: Block, main: int | None) -> tuple[str, str]:
    """The rule id and the words that say why a block is no part of the text, from what stands around it."""
    for element in _below(page, block, main):
        if page.hidden[element]:
            return "html.hidden", "not displayed"
        tag = page.tags[element]
        if tag in _FURNITURE_TAGS:
            return "html.furniture", f"in {_FURNITURE_TAGS[tag]} (<{tag}>)"
        bits = _READER.read(tag, page.names[element])[0] if page.names[element] else 0
        kind = next((kind for bit, kind in _KIND_BITS.items() if bits & bit), None)
        if kind:
            return "html.furniture", f"in {_FURNITURE_KINDS[kind]} ({page.names[element][:60]!r})"
    if block.link_share > 0.6:
        return "html.links", "mostly links"
    if main is not None and main not in set(page.around(block)):
        return "html.outside-body", "outside the part of the page that holds the text"
    return "html.unlike-body", "unlike the text around it"


def _below(page: Page, block: Block, main: int | None) -> Iterator[int]:
    """The elements around a block, innermost first, up to the one that holds the text."""
    for element in page.around(block):
        if element in (main, NO_ELEMENT):
            return
        yield element
