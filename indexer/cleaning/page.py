"""What a page says about itself in its markup, read from the tree."""

import json
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping

from lxml import html as lxml_html

from indexer.metadata import Markup

_TRAILING_COMMA = re.compile(r",\s*(?=[}\]])")
_DATE_WORDS = re.compile(r"(?i)date|time|publish|posted|byline|meta|stamp")
_AUTHOR_WORDS = re.compile(r"(?i)(?:^|[\s_-])(?:author|byline|by-line|contributor|writer)(?:$|[\s_-]|name|link)")
_LONGEST = 300
_MOST_OBJECTS = 500


def read_markup(tree: lxml_html.HtmlElement) -> Markup:
    """Title, meta, JSON-LD, times, bylines and links of a page."""
    meta: defaultdict[str, list[str]] = defaultdict(list)
    for element in tree.iter("meta"):
        content = (element.get("content") or "").strip()
        if content:
            for key in {
                name.strip().lower()
                for attribute in ("name", "property", "itemprop", "http-equiv")
                if (name := element.get(attribute))
            }:
                meta[key].append(content)
    links: dict[str, str] = {}
    for element in tree.iter("link"):
        href = (element.get("href") or "").strip()
        if href:
            links.setdefault((element.get("rel") or "").lower(), href)
    title = tree.findtext(".//title") or ""
    return Markup(
        title=" ".join(title.split()),
        language=(
            tree.get("lang") or tree.get("{http://www.w3.org/XML/1998/namespace}lang") or tree.get("xml:lang") or ""
        )
        or next(iter(meta.get("content-language", ())), None)
        or next(iter(meta.get("og:locale", ())), None),
        meta={key: tuple(values) for key, values in meta.items()},
        linked_data=tuple(_linked_data(tree)),
        times=tuple(_times(tree)),
        bylines=tuple(_bylines(tree)),
        links=links,
    )


def _linked_data(tree: lxml_html.HtmlElement) -> Iterator[Mapping[str, object]]:
    for script in tree.iter("script"):
        if "ld+json" in (script.get("type") or "").lower() and script.text:
            text = script.text.strip().removeprefix("<!--").removesuffix("-->").strip()
            try:
                value: object = json.loads(text, strict=False)
            except (ValueError, RecursionError):
                try:
                    value = json.loads(_TRAILING_COMMA.sub("", text).rstrip(";"), strict=False)
                except (ValueError, RecursionError):
                    continue
            yield from _objects(value)


def _objects(value: object) -> Iterator[Mapping[str, object]]:
    """The objects of a JSON-LD value in document order: itself, those of lists and graphs, and a page's main entity."""
    waiting = [value]
    count = 0
    while waiting and count < _MOST_OBJECTS:
        current = waiting.pop(0)
        if isinstance(current, list):
            waiting[:0] = current
        elif isinstance(current, dict):
            count += 1
            yield current
            waiting[:0] = [current[name] for name in ("@graph", "mainEntity", "mainEntityOfPage") if name in current]


def _times(tree: lxml_html.HtmlElement) -> Iterator[tuple[str, str, str]]:
    for element in tree.iter("time", "span", "div", "p", "abbr", "li", "a", "em", "small", "td"):
        own = f"{element.get('class') or ''} {element.get('itemprop') or ''} {element.get('id') or ''}".lower()
        if element.tag != "time" and not (own.strip() and _DATE_WORDS.search(own)):
            continue
        text = " ".join("".join(str(piece) for piece in element.itertext()).split())
        stated = (
            element.get("datetime") or element.get("content") or (element.get("title") if element.tag == "abbr" else "")
        )
        if len(text) <= 120 and (stated or re.search(r"\d{4}", text)):
            around = own
            above = element.getparent()
            for _ in range(3):
                if above is None:
                    break
                around += f" {above.get('class') or ''} {above.get('id') or ''} {above.tag!s}".lower()
                above = above.getparent()
            yield (stated or "").strip(), text, around


def _bylines(tree: lxml_html.HtmlElement) -> Iterator[tuple[str, str]]:
    for element in tree.iter("a", "span", "div", "p", "address", "li", "strong", "b"):
        own = f"{element.get('class') or ''} {element.get('itemprop') or ''}"
        if element.get("rel") == "author" or _AUTHOR_WORDS.search(own):
            text = " ".join("".join(str(piece) for piece in element.itertext()).split())
            if 3 <= len(text) <= _LONGEST // 3:
                yield text, own
