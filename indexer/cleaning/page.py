"""What a page says about itself in its markup, read from the tree."""

import contextlib
import html
import json
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping

from lxml import html as lxml_html

from indexer.metadata import Markup

_FIELD = re.compile(r'"(datePublished|dateModified|dateCreated|headline)"\s*:\s*"([^"\\]{4,200})"')
_TRAILING_COMMA = re.compile(r",\s*(?=[}\]])")
_DATE_WORDS = re.compile(r"(?i)date|time|publish|posted|byline|meta|stamp")
_AUTHOR_WORDS = re.compile(r"(?i)(?:^|[\s_-])(?:author|byline|by-line|contributor|writer)(?:$|[\s_-]|name|link)")
_YEAR = re.compile(r"\d{4}|\d\.\d\d\b")
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
            yield from _objects(_read_json(text))


def _read_json(text: str) -> object:
    """The value of a JSON-LD script, mended where it is not well-formed; at worst the few fields that can be found in it."""
    mended = _TRAILING_COMMA.sub("", text).rstrip(";")
    # Some pages escape the quotation marks inside the script, as if it were text.
    for attempt in (text, mended, html.unescape(mended) if "&quot;" in text else ""):
        if attempt:
            with contextlib.suppress(ValueError, RecursionError):
                value: object = json.loads(attempt, strict=False)
                return value
    # Not well-formed, as quotation marks in a headline often make it; single fields can still be read.
    return {"@type": "Article", **dict(_FIELD.findall(text))}


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
        own = f"{element.get('class') or ''} {element.get('itemprop') or ''} {element.get('id') or ''}"
        if element.tag != "time" and not (own != "  " and _DATE_WORDS.search(own)):
            continue
        text = _short_text(element, 120)
        stated = element.get("datetime") or element.get("content")
        if not stated and element.tag == "abbr":
            stated = element.get("title")
        if text is not None and (stated or _YEAR.search(text)):
            yield (stated or "").strip(), text, f"{own} < {_around(element)}".lower()


def _bylines(tree: lxml_html.HtmlElement) -> Iterator[tuple[str, str]]:
    for element in tree.iter("a", "span", "div", "p", "address", "li", "strong", "b", "h2", "h3", "h4", "h5", "h6"):
        rel = element.get("rel") or ""
        own = f"{element.get('class') or ''} {element.get('itemprop') or ''}"
        if "author" in rel or (own != " " and _AUTHOR_WORDS.search(own)):
            text = _short_text(element, 100)
            if text is not None and len(text) >= 2:
                yield text, f"{own} {'rel=author' if 'author' in rel else ''} {_around(element)}".lower()


def _short_text(element: lxml_html.HtmlElement, longest: int) -> str | None:
    """The text of an element, or None when there is more of it than ``longest`` characters."""
    pieces: list[str] = []
    size = 0
    for piece in element.itertext():
        pieces.append(str(piece))
        size += len(piece)
        if size > 4 * longest:  # white space of the source counts here, not below
            return None
    text = " ".join("".join(pieces).split())
    return text if len(text) <= longest else None


def _around(element: lxml_html.HtmlElement) -> str:
    """The tags and names of the elements around one, as far as they can say what it belongs to."""
    names: list[str] = []
    for above in element.iterancestors():
        names += (str(above.tag), above.get("class") or "", above.get("id") or "")
        if len(names) >= 15:
            break
    return " ".join(names)
