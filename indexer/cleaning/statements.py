"""What a page says of itself as a whole, as far as it helps to tell its text from the rest."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass

from indexer.metadata import Markup


@dataclass(frozen=True, slots=True, kw_only=True)
class Stated:
    """``title`` is the page's ``<title>``; ``body`` the text its JSON-LD states, empty if none; ``summaries`` its
    descriptions for search engines and social networks; ``kind`` what Open Graph calls it; ``article`` says whether its
    JSON-LD calls it one."""

    title: str = ""
    body: str = ""
    summaries: tuple[str, ...] = ()
    kind: str = ""
    article: bool = False


_SUMMARIES = ("description", "og:description", "twitter:description")
_SHORTEST_SUMMARY = 30  # characters; shorter ones are slogans
_ARTICLES = ("Article", "BlogPosting", "Report")


def stated_of(markup: Markup, text: str) -> Stated:
    """What is stated in the markup of a page whose source is ``text``."""
    summaries = (summary for name in _SUMMARIES for summary in markup.meta.get(name, ()))
    return Stated(
        title=markup.title,
        body=stated_body(text),
        summaries=tuple(summary for summary in summaries if len(summary) >= _SHORTEST_SUMMARY),
        kind=next(iter(markup.meta.get("og:type", ())), "").lower(),
        article=any(map(_is_article, markup.linked_data)),
    )


def _is_article(thing: Mapping[str, object]) -> bool:
    types = thing.get("@type")
    return any(
        isinstance(name, str) and name.endswith(_ARTICLES) for name in (types if isinstance(types, list) else [types])
    )


# Possessive: remembering where to go back to would take a hundred times the memory of the page.
_STATED_BODY = re.compile(r'"articleBody"\s*+:\s*+"((?:[^"\\]++|\\.)*+)"', re.DOTALL)
_MARKUP = re.compile(r"<[^>]+>")


def stated_body(text: str) -> str:
    """The ``articleBody`` of a page's JSON-LD, searched in its source: much of it is not well-formed JSON."""
    if "articleBody" not in text:
        return ""
    found = _STATED_BODY.search(text)
    if not found:
        return ""
    try:
        return _MARKUP.sub(" ", str(json.loads(f'"{found[1]}"', strict=False)))
    except ValueError:
        return ""
