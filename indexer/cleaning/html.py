"""Judging the blocks of an HTML page."""

import re
from collections import Counter
from collections.abc import Sequence

from indexer.cleaning.blocks import Block
from indexer.cleaning.judging import Judgment
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
_FURNITURE_NAMES = re.compile(
    r"(?i)(?:^|[\s_-])(?:nav|navbar|menu|breadcrumbs?|footer|sidebar|comments?|respond|disqus|"
    r"share|sharing|social|related|recommended|newsletter|subscribe|cookie|consent|advert|ads?|promo|widget|pagination|popup|modal)(?:$|[\s_-])"
)
_CONTENT_TAGS = frozenset({"p", "h1", "h2", "h3", "h4", "h5", "h6", "li", "blockquote", "pre", "dd", "dt", "td", "th"})


def judge_blocks(blocks: Sequence[Block]) -> dict[int, Judgment]:
    """A verdict for every block: what stands in the page's main container is kept, furniture and links are dropped."""
    main = _main_container(blocks)
    judged: dict[int, Judgment] = {}
    for index, block in enumerate(blocks):
        furniture = _furniture(block, main)
        if furniture:
            judged[index] = Judgment(
                verdict=Verdict.DROP, rule="html.furniture", evidence=f"in {furniture}", confidence=0.8
            )
        elif main is not None and all(element.serial != main for element in block.path):
            judged[index] = Judgment(
                verdict=Verdict.DROP,
                rule="html.outside-body",
                evidence="outside the part that holds the text",
                confidence=0.7,
            )
        elif block.link_share > 0.6 and len(block.text) < 200:
            judged[index] = Judgment(verdict=Verdict.DROP, rule="html.links", evidence="mostly links", confidence=0.7)
        else:
            judged[index] = Judgment(verdict=Verdict.KEEP, rule="html.body", confidence=0.7)
    return judged


def _main_container(blocks: Sequence[Block]) -> int | None:
    """The serial number of the deepest element that holds most of the page's running text."""
    weights: Counter[int] = Counter()
    total = 0.0
    for block in blocks:
        if len(block.text) < 60 or block.link_share > 0.4 or _furniture(block, None):
            continue
        total += len(block.text)
        for element in block.path:
            weights[element.serial] += len(block.text)
    holding = [serial for serial, weight in weights.items() if weight >= 0.75 * total]
    return max(holding, default=None)


def _furniture(block: Block, main: int | None) -> str | None:
    for element in reversed(block.path):
        if element.serial == main or element.tag in ("body", "html", "article", "main"):
            return None
        if element.tag in _FURNITURE_TAGS:
            return _FURNITURE_TAGS[element.tag]
        named = _FURNITURE_NAMES.search(element.names)
        if named:
            return f"an element called {named.group().strip(' _-')!r}"
    return None
