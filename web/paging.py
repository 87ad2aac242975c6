"""Which page numbers to offer: the first, the last, and those around the current one."""

from collections.abc import Callable
from dataclasses import dataclass

from search.request import MAX_OFFSET, SearchRequest
from web import links

# Pages shown on either side of the current one.
AROUND = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class PageLinks:
    """``numbers``: (page, address), with None where pages are left out. ``capped``: there is more than pages reach."""

    current: int
    numbers: tuple[tuple[int, str] | None, ...]
    previous: str | None
    following: str | None
    capped: bool


def page_links(
    asked: SearchRequest,
    total: int,
    *,
    at: int | None = None,
    size: int | None = None,
    address: Callable[[int], str] | None = None,
) -> PageLinks | None:
    """None when one page holds everything."""
    current, size = at or asked.page, size or asked.limit or 10
    href = address or links.numbered(asked)
    pages = -(-total // size)
    reachable = min(pages, MAX_OFFSET // size) if address is None else pages
    if pages <= 1 and current == 1:
        return None
    wanted = {1, reachable, *range(current - AROUND, current + AROUND + 1)}
    shown = sorted(number for number in wanted if 1 <= number <= reachable)
    numbers: list[tuple[int, str] | None] = []
    for index, number in enumerate(shown):
        if index and number - shown[index - 1] == 2:  # a gap of one page is filled rather than drawn
            numbers.append((number - 1, href(number - 1)))
        elif index and number - shown[index - 1] > 2:
            numbers.append(None)
        numbers.append((number, href(number)))
    return PageLinks(
        current=current,
        numbers=tuple(numbers),
        previous=href(min(current - 1, reachable)) if current > 1 and reachable else None,
        following=href(current + 1) if current < reachable else None,
        capped=reachable < pages,
    )
