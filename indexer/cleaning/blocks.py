"""An HTML page as blocks in reading order: one pass over an lxml tree, every visible character once."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from lxml import etree
from lxml import html as lxml_html

from indexer.cleaning.assembly import PARAGRAPH
from indexer.cleaning.flattening import flattened

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
_CODE = frozenset({"pre", "code", "kbd", "samp", "tt"})
# Inside <pre> these set off the lines of a listing and not paragraphs: highlighters wrap every line.
_LISTING_LINES = frozenset({"div", "br", "li", "ol", "ul", "table", "tbody", "tr", "td", "th"})
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_NO_WORD = re.compile(r"[\W_]+")
NO_ELEMENT = -1


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A run of text that stands on lines of its own, inside element number ``element`` of its page.

    ``tag`` is the element that breaks the line; ``link_share`` the part of the characters inside links, ``code_share``
    inside elements for code; ``gap`` parts the block from the one before in the body.
    """

    text: str
    tag: str
    element: int
    link_share: float
    code_share: float
    gap: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """The blocks of a page and, as parallel lists, the elements around them in document order.

    ``parents`` numbers the element around each one (``NO_ELEMENT`` around the outermost); ``names`` are its class, id,
    role and itemprop words; ``hidden`` says that it or one around it is not displayed.
    """

    blocks: tuple[Block, ...]
    tags: tuple[str, ...]
    parents: tuple[int, ...]
    names: tuple[str, ...]
    hidden: tuple[bool, ...]

    def around(self, block: Block) -> Iterator[int]:
        """The numbers of the elements around a block, innermost first."""
        element = block.element
        while element != NO_ELEMENT:
            yield element
            element = self.parents[element]


def parse_page(text: str) -> lxml_html.HtmlElement:
    """The tree of a page; an empty one for what has no element."""
    # lxml refuses str with an XML declaration and cuts the page at a NUL.
    text = _XML_DECLARATION.sub("", text, count=1).replace("\x00", "")
    text = _LONG_TAG.sub(_without_attributes, text)
    tree, whole = _parse(text)
    if whole:
        return tree
    flat = _parse(flattened(text, breaking=BREAKING, unseen=UNSEEN))[0]
    for name, value in tree.attrib.items():  # the language of the page
        flat.set(name, value)
    if (head := tree.find("head")) is not None:  # it stands above all the nesting, so the parser came past it
        flat.insert(0, head)
    return flat


# libxml2 compares each attribute of an element with all before it: a tag with 200,000 of them takes minutes.
_LONG_TAG = re.compile(r"<([a-zA-Z][a-zA-Z0-9]*)(\s[^<>]{20000,})")
_MOST_ATTRIBUTES = 2000


def _without_attributes(tag: re.Match[str]) -> str:
    return f"<{tag[1]}" if tag[2].count("=") > _MOST_ATTRIBUTES else tag[0]


def _parse(text: str) -> tuple[lxml_html.HtmlElement, bool]:
    """The tree, and whether it is the whole page: the parser gives up on pages nested deeper than 2,048 elements."""
    parser = lxml_html.HTMLParser(huge_tree=True)
    try:
        tree = lxml_html.document_fromstring(text, parser=parser)
    except (etree.ParserError, ValueError):
        tree = lxml_html.document_fromstring("<html><body></body></html>")
    _begin_body(tree)
    return tree, all(error.type_name != "ERR_RESOURCE_LIMIT" for error in parser.error_log)


# Any other element begins the body of a page that leaves out the tag (HTML Living Standard, 13.2.6.4.4). libxml2 knows
# that of the elements of HTML 4 only and would have <main> or <article> in the head.
_OF_HEAD = frozenset("base basefont bgsound link meta noframes noscript script style template title".split())


def _begin_body(tree: lxml_html.HtmlElement) -> None:
    head = tree.find("head")
    strays = (
        [node for node in head if isinstance(node.tag, str) and node.tag not in _OF_HEAD] if head is not None else ()
    )
    if not strays:
        return
    body = tree.find("body")
    if body is None:
        body = etree.SubElement(tree, "body")
    before, body.text = body.text, None
    body[0:0] = strays  # moves them with the text behind each
    strays[-1].tail = (strays[-1].tail or "") + (before or "")


def segment(tree: lxml_html.HtmlElement) -> Page:
    """The blocks of a page in reading order; together they hold every visible character once."""
    return _Segmenter().run(tree)


class _Segmenter:
    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.tags: list[str] = []
        self.parents: list[int] = []
        self.names: list[str] = []
        self.hidden: list[bool] = []
        self.path: list[int] = []
        self.lines: list[str] = ["body"]  # the breaking elements that are open
        self.pieces: list[str] = []
        self.linked = 0  # characters of the pieces inside links
        self.links = 0  # how many <a> are open
        self.coded = 0  # characters of the pieces inside elements for code
        self.codes = 0  # how many of those are open
        self.listings = 0  # how many <pre> are open
        self.passed: list[str] = []  # breaking elements passed since the last block

    def run(self, tree: lxml_html.HtmlElement) -> Page:
        body = tree.find("body")
        root = tree if body is None else body
        walk = etree.iterwalk(root, events=("start", "end", "comment", "pi"))
        for event, node in walk:
            if event == "start":
                if node.tag in UNSEEN:
                    walk.skip_subtree()
                else:
                    self.enter(node)
                continue
            if event == "end" and node.tag not in UNSEEN:
                self.leave(str(node.tag))
            if node.tail and node is not root:
                self.add(node.tail)
        self.flush()
        return Page(
            blocks=tuple(self.blocks),
            tags=tuple(self.tags),
            parents=tuple(self.parents),
            names=tuple(self.names),
            hidden=tuple(self.hidden),
        )

    def enter(self, node: etree._Element) -> None:
        tag = str(node.tag)
        self.open_line(tag)
        above = self.path[-1] if self.path else NO_ELEMENT
        hidden = self.hidden[above] if self.path else False
        names = ""
        for name, value in node.items():
            if name in ("class", "id", "role", "itemprop"):
                if name == "id" and _is_of_heading(node, tag, str(value)):
                    continue
                names = f"{names} {value}" if names else str(value)
            elif name == "hidden" or (name == "style" and _HIDDEN.search(str(value))):
                hidden = True
        self.path.append(len(self.tags))
        self.tags.append(tag)
        self.parents.append(above)
        self.names.append(names)
        self.hidden.append(hidden)
        if tag == "a":
            self.links += 1
        elif tag in _CODE:
            self.codes += 1
        if node.text:
            self.add(node.text)

    def leave(self, tag: str) -> None:
        self.close_line(tag)
        if tag == "a":
            self.links -= 1
        elif tag in _CODE:
            self.codes -= 1
        self.path.pop()

    def open_line(self, tag: str) -> None:
        """A breaking element begins a block; inside a listing it may only begin a line of it."""
        if tag not in BREAKING:
            return
        if self.listings and tag in _LISTING_LINES:
            self.pieces.append("\n")
            return
        self.flush()
        self.passed.append(tag)
        self.lines.append(tag)
        self.listings += tag == "pre"

    def close_line(self, tag: str) -> None:
        if tag not in BREAKING:
            return
        if self.listings and tag in _LISTING_LINES:
            self.pieces.append("\n")
            return
        self.flush()
        self.passed.append(tag)
        self.lines.pop()
        self.listings -= tag == "pre"

    def add(self, text: str) -> None:
        self.pieces.append(text)
        if self.links:
            self.linked += len(text)
        if self.codes:
            self.coded += len(text)

    def flush(self) -> None:
        if not self.pieces:
            return
        joined = "".join(self.pieces)
        for paragraph in _paragraphs(joined) if self.listings else (joined,):
            text = " ".join(paragraph.split())
            if text:
                self.blocks.append(
                    Block(
                        text=text,
                        tag=self.lines[-1],
                        element=self.path[-1] if self.path else NO_ELEMENT,
                        link_share=self.linked / len(joined),
                        code_share=self.coded / len(joined),
                        gap=self.gap(),
                    )
                )
                self.passed.clear()
        self.pieces.clear()
        self.linked = self.coded = 0

    def gap(self) -> str:
        """A newline where only one ``<br>`` or the bounds of list items and cells were passed, else a blank line."""
        passed = self.passed
        items_only = passed and all(tag in _ITEMS for tag in passed) and passed.count("br") <= 2
        return "\n" if items_only else PARAGRAPH


# A document typed into <pre>, as mail and government archives have them, is prose: nine of ten characters of English and
# German prose are letters and spaces, seven of ten of program text.
_LEAST_PROSE, _SHARE_OF_PROSE = 600, 0.85
_BLANK_LINES = re.compile(r"\n[^\S\n]*\n\s*")


def _paragraphs(listing: str) -> list[str]:
    """The paragraphs of prose that is set like a listing; any other listing whole."""
    paragraphs = _BLANK_LINES.split(listing) if len(listing) >= _LEAST_PROSE else []
    if len(paragraphs) < 3 or sum(map(_is_of_prose, listing)) < _SHARE_OF_PROSE * len(listing):
        return [listing]
    return paragraphs


def _is_of_prose(character: str) -> bool:
    return character.isalpha() or character.isspace()


def _is_of_heading(node: etree._Element, tag: str, value: str) -> bool:
    """Whether an id was made from a heading, its element's or the first inside it.

    Such ids say what a section of a manual is about ("search-ranking"), others where on the page something stands.
    """
    if tag in _HEADINGS:
        return True
    if tag not in ("section", "div", "article") or not len(node) or node[0].tag not in _HEADINGS:
        return False
    heading = "".join(islice(map(str, node[0].itertext()), 20))[:200]
    made = _NO_WORD.sub("", value.lower())
    return bool(made) and made in f"s{_NO_WORD.sub('', heading.lower())}"
