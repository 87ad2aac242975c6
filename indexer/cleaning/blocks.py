"""An HTML page as blocks in reading order: one pass over an lxml tree, every visible character once."""

import re
from dataclasses import dataclass

from lxml import etree
from lxml import html as lxml_html

from indexer.cleaning.assembly import PARAGRAPH

# Elements that begin a new line on a page.
BREAKING = frozenset(
    """address article aside blockquote body br button caption center dd details dialog dir div dl dt fieldset
    figcaption figure footer form frameset h1 h2 h3 h4 h5 h6 header hr html legend li main menu nav ol optgroup option p pre
    section select summary table tbody td textarea tfoot th thead tr ul title""".split()
)
# Elements whose text nobody sees.
UNSEEN = frozenset(
    """script style noscript template head iframe object embed applet canvas audio video map noembed noframes datalist
    desc metadata defs""".split()
)
_XML_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_ITEMS = frozenset({"li", "dt", "dd", "td", "th", "option", "br", "tr"})
# Deeper nesting than any page has on purpose; html5 browsers flatten at 512.
MAX_DEPTH = 600


@dataclass(frozen=True, slots=True)
class Element:
    """An element around a block: a serial number in document order, its tag and its class, id, role words."""

    serial: int
    tag: str
    names: str
    hidden: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A run of text that stands on lines of its own. ``link_share`` is the part of its characters inside links.

    ``path`` holds the elements around it, outermost first; ``gap`` parts it from the block before in the body.
    """

    text: str
    tag: str
    path: tuple[Element, ...]
    link_share: float
    hidden: bool
    gap: str


def parse_page(text: str) -> lxml_html.HtmlElement:
    """The tree of a page; an empty one for what has no element."""
    # lxml refuses str with an XML declaration and cuts the page at a NUL.
    text = _XML_DECLARATION.sub("", text, count=1).replace("\x00", "")
    parser = lxml_html.HTMLParser(huge_tree=True)
    try:
        return lxml_html.document_fromstring(text, parser=parser)
    except (etree.ParserError, ValueError):
        return lxml_html.document_fromstring("<html><body></body></html>")


def segment(tree: lxml_html.HtmlElement) -> tuple[Block, ...]:
    """The blocks of a page in reading order; together they hold every visible character once."""
    return _Segmenter().run(tree)


class _Segmenter:
    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.path: list[Element] = []
        self.pieces: list[tuple[str, bool]] = []
        self.serial = 0
        self.links = 0  # how many <a> are open
        self.ended: list[str] = []  # breaking tags passed since the last block
        self.names: dict[tuple[str | None, ...], str] = {}

    def run(self, tree: lxml_html.HtmlElement) -> tuple[Block, ...]:
        body = tree.find("body")
        root = tree if body is None else body
        walk = etree.iterwalk(root, events=("start", "end", "comment", "pi"))
        for event, node in walk:
            if event == "start":
                if node.tag in UNSEEN:
                    walk.skip_subtree()
                    self.path.append(_NOTHING)
                    continue
                self.enter(node)
            elif event == "end":
                self.leave(node)
                if node is not root and node.tail:
                    self.pieces.append((node.tail, self.links > 0))
            elif node.tail:
                self.pieces.append((node.tail, self.links > 0))
        self.flush()
        return tuple(self.blocks)

    def enter(self, node: etree._Element) -> None:
        tag = str(node.tag)
        if tag in BREAKING:
            self.flush()
            self.ended.append(tag)
        self.serial += 1
        above = self.path[-1] if self.path else None
        style = node.get("style")
        hidden = (
            (above is not None and above.hidden)
            or (style is not None and _HIDDEN.search(style) is not None)
            or node.get("hidden") is not None
        )
        names = " ".join(filter(None, (node.get("class"), node.get("id"), node.get("role"), node.get("itemprop"))))
        self.path.append(Element(self.serial, tag, names, hidden))
        self.links += tag == "a"
        if node.text:
            self.pieces.append((node.text, self.links > 0))

    def leave(self, node: etree._Element) -> None:
        if self.path[-1] is not _NOTHING:
            tag = str(node.tag)
            if tag in BREAKING:
                self.flush()
                self.ended.append(tag)
            self.links -= tag == "a"
        self.path.pop()

    def flush(self) -> None:
        if not self.pieces:
            return
        text = " ".join("".join(piece for piece, _ in self.pieces).split())
        if text:
            total = sum(len(piece) for piece, _ in self.pieces)
            linked = sum(len(piece) for piece, in_link in self.pieces if in_link)
            path = tuple(element for element in self.path[:MAX_DEPTH] if element is not _NOTHING)
            self.blocks.append(
                Block(
                    text=text,
                    tag=next((element.tag for element in reversed(path) if element.tag in BREAKING), "body"),
                    path=path,
                    link_share=linked / total,
                    hidden=bool(path) and path[-1].hidden,
                    gap=self.gap(),
                )
            )
            self.ended.clear()
        self.pieces.clear()

    def gap(self) -> str:
        """A newline where only one ``<br>`` or the bounds of list items and cells were passed, else a blank line."""
        passed = self.ended
        items_only = passed and all(tag in _ITEMS for tag in passed) and passed.count("br") <= 2
        return "\n" if items_only else PARAGRAPH


_NOTHING = Element(-1, "", "", True)
