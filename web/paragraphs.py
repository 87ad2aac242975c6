"""The text of a document as its page shows it: paragraphs, numbered, with marks where the query's words stand and links at names."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from search.documents import EntityName, Mention
from search.views import DocumentView
from web import links
from web.highlight import Link, Range, joined, linked_and_marked
from web.wording import KIND_NAMES

_PARAGRAPH_BREAK = re.compile(r"\n{2,}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """``number`` counts kept paragraphs; 0 for a demoted one. ``hits`` are the numbers of the marks in it."""

    html: Markup
    number: int
    hits: tuple[int, ...]


def paragraphs_of(view: DocumentView, *, every_name: bool) -> Iterator[Paragraph]:
    """The body from top to bottom. ``every_name``: each mention of a name is a link, not only the first."""
    hit = view.stored.hit
    names = _name_links(view.stored.mentions, view.entities, every=every_name)
    marks = joined(hit.body, view.highlights)
    number, mark_at, link_at = 0, 0, 0
    begins = [begin for begin, _ in hit.kept]
    for start, end in _spans(hit.body):
        first_mark, first_link = mark_at, link_at
        while mark_at < len(marks) and marks[mark_at][0] < end:
            mark_at += 1
        while link_at < len(names) and names[link_at].start < end:
            link_at += 1
        last = bisect_left(begins, end) - 1  # the last kept range that begins before the paragraph ends
        kept = last >= 0 and hit.kept[last][1] > start
        number += kept
        yield Paragraph(
            html=linked_and_marked(
                hit.body,
                marks[first_mark:mark_at],
                names[first_link:link_at],
                start=start,
                end=end,
                first_number=first_mark + 1,
            ),
            number=number if kept else 0,
            hits=tuple(range(first_mark + 1, mark_at + 1)),
        )


def _spans(body: str) -> Iterator[Range]:
    """The paragraphs of a body: what blank lines part."""
    at = 0
    for gap in _PARAGRAPH_BREAK.finditer(body):
        if gap.start() > at:
            yield at, gap.start()
        at = gap.end()
    if at < len(body):
        yield at, len(body)


def _name_links(mentions: Sequence[Mention], entities: Sequence[EntityName], *, every: bool) -> list[Link]:
    """The first mention of each name, or every one; of overlapping ones the first."""
    known = {entity.id: entity for entity in entities}
    found: list[Link] = []
    seen: set[str] = set()
    for mention in sorted(mentions, key=lambda mention: (mention.start, -mention.end)):
        entity = known.get(mention.entity)
        overlaps = bool(found) and mention.start < found[-1].end
        if entity is None or overlaps or mention.start >= mention.end or (mention.entity in seen and not every):
            continue
        seen.add(mention.entity)
        title = (
            KIND_NAMES[entity.kind] if mention.surface == entity.name else f"{KIND_NAMES[entity.kind]}, {entity.name}"
        )
        found.append(Link(start=mention.start, end=mention.end, href=links.entity_page(entity.id), title=title))
    return found
