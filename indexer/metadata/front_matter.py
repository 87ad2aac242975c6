"""The head that Markdown files carry: YAML between ``---`` or TOML between ``+++``, with title, date, authors, source.

Of YAML the part is read that such heads use: keys with plain or quoted values, lists in brackets or in dashes, folded
text, names inside author objects. What goes beyond it is passed over, never guessed.
"""

import datetime as dt
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

# Heads are short; a text that begins with a rule and has another one pages further down has no head.
_MOST_LINES, _MOST_CHARACTERS = 200, 20_000
_LINE_END = re.compile(r"\r\n|\r|\n")
_KEY = re.compile(r"(?P<key>[A-Za-z_][\w .-]{0,60}?)\s*:(?:\s+(?P<value>.*))?$")
_ITEM = re.compile(r"\s*-\s+(?P<value>.*)$")
_FOLDED = re.compile(r"[|>][+-]?\d?$")
_COMMENT = re.compile(r"\s+#.*$")
_NAMED = re.compile(r"(?:name|given-name|author)\s*:\s*(?P<name>.+)$")

# What the keys of Jekyll, Hugo, Pandoc, Obsidian and Zotero exports mean to us; the first that is there wins.
FIELDS: Mapping[str, tuple[str, ...]] = {
    "title": ("title", "headline"),
    "date": ("date", "published", "pubdate", "publishdate", "date_published", "published_at", "created", "issued"),
    "updated": ("lastmod", "updated", "modified", "last_modified_at", "date_modified", "last_updated"),
    "authors": ("author", "authors", "by", "byline", "creator"),
    "source": ("source", "publisher", "publication", "site", "site_name"),
    "url": ("url", "canonical_url", "canonical", "link", "source_url", "original_url"),
    "language": ("language", "lang", "locale"),
    "section": ("section", "category"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class FrontMatter:
    """``fields`` maps the names of ``FIELDS`` to one or more values; ``quotes`` to the line each was read in.

    ``lines`` is the number of lines with a non-space character that the head takes, its two marks included.
    """

    fields: Mapping[str, tuple[str, ...]]
    quotes: Mapping[str, str]
    lines: int

    def first(self, field: str) -> str | None:
        """The first value of a field."""
        return next(iter(self.fields.get(field, ())), None)


def front_matter(text: str) -> FrontMatter | None:
    """The head of a text, or None when it has none: then the text begins with its first line."""
    blank = "\ufeff \t\r\n"
    mark = text[:200].lstrip(blank)[:3]
    if mark not in ("---", "+++"):
        return None
    start = text[:_MOST_CHARACTERS].lstrip(blank)
    lines = _LINE_END.split(start)[: _MOST_LINES + 1]
    closing = ("---", "...") if mark == "---" else ("+++",)
    end = next((index for index, line in enumerate(lines[1:], 1) if line.rstrip() in closing), None)
    if lines[0].rstrip() != mark or end is None:
        return None
    inside = lines[1:end]
    values = _yaml(inside) if mark == "---" else _toml(inside)
    if not values:
        return None
    fields: dict[str, tuple[str, ...]] = {}
    quotes: dict[str, str] = {}
    for field, keys in FIELDS.items():
        key = next((key for key in keys if values.get(key)), None)
        if key:
            fields[field] = values[key]
            quotes[field] = f"{key}: {'; '.join(values[key])}"[:300]
    return FrontMatter(fields=fields, quotes=quotes, lines=sum(bool(line.strip()) for line in lines[: end + 1]))


def _toml(lines: Sequence[str]) -> dict[str, tuple[str, ...]] | None:
    try:
        table = tomllib.loads("\n".join(lines))
    except (tomllib.TOMLDecodeError, RecursionError):
        return None
    return {key.lower(): tuple(_texts(value)) for key, value in table.items()}


def _texts(value: object) -> Iterator[str]:
    match value:
        case str() | int() | float() | dt.date() | dt.time():
            yield str(value).strip()
        case {"name": str() as name}:
            yield name.strip()
        case list():
            for item in value:
                yield from _texts(item)
        case _:
            return


def _yaml(lines: Sequence[str]) -> dict[str, tuple[str, ...]] | None:
    """The keys at the left margin with their values; None when a line there is no key: then it is no head but text."""
    found: dict[str, list[str]] = {}
    key, folded = "", False
    for line in lines:
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        item = _ITEM.match(line)
        if line[0] in " \t" or item:
            if not key:
                return None
            inner = item["value"].strip() if item else line.strip()
            if folded and found[key]:
                found[key][-1] += f" {inner}"
            elif folded:
                found[key].append(inner)
            elif named := _NAMED.match(inner):
                found[key].extend(_scalars(named["name"]))
            elif item and not _KEY.match(inner):
                found[key].extend(_scalars(inner))
            continue
        at_margin = _KEY.match(line)
        if not at_margin:
            return None
        key = at_margin["key"].strip().lower().replace(" ", "_")
        value = (at_margin["value"] or "").strip()
        folded = _FOLDED.match(value) is not None
        found[key] = [] if folded or key in found else list(_scalars(value))
    return {key: tuple(values) for key, values in found.items()}


def _scalars(value: str) -> Iterator[str]:
    """The one value of a key, or each of a list in brackets."""
    value = value.strip()
    if value.startswith("[") and value.rstrip().endswith("]"):
        for part in re.findall(r"\"(?:[^\"\\]|\\.)*\"|'(?:[^']|'')*'|[^,\[\]]+", value):
            yield from _scalars(part)
        return
    quoted = re.match(r"\"((?:[^\"\\]|\\.)*)\"|'((?:[^']|'')*)'", value)
    if quoted and quoted[1] is not None:
        value = re.sub(r"\\(.)", r"\1", quoted[1])
    elif quoted:
        value = quoted[2].replace("''", "'")
    else:
        value = _COMMENT.sub("", f" {value}").strip()
    if value and value not in ("null", "~", "{}"):
        yield value
