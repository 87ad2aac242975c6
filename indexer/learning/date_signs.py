"""How a source writes 03/04/2012, counted as its lines are: every document has signs of what its own dates show.

Signs are counted with the keys of lines, so that no document is read to learn how the others write. The counts of the first
two decide; the third marks the documents that wait for it, and its level is what was decided.
"""

from collections.abc import Iterable, Mapping

import numpy as np
from numpy.typing import NDArray

from indexer.metadata.date_forms import find_dates, has_year
from indexer.metadata.date_lines import MAX_LENGTH
from indexer.metadata.date_order import DateOrder, order_of
from search.documents import Evidence

# The least keys but one: keys of lines are hashes and may be any number, these three with no likelihood to speak of.
DAY_FIRST, MONTH_FIRST, WAITING = SIGNS = tuple(-(2**63) + place for place in (1, 2, 3))


def signs_of(texts: Iterable[str], evidence: Iterable[Evidence]) -> tuple[int, ...]:
    """The signs of a document with these lines and this evidence."""
    order = order_of(text for text in texts if len(text) <= MAX_LENGTH and ("/" in text or "-" in text))
    shown = ((DAY_FIRST, order.day_first), (MONTH_FIRST, order.month_first), (WAITING, waits(evidence)))
    return tuple(sign for sign, holds in shown if holds)


def waits(evidence: Iterable[Evidence]) -> bool:
    """Whether a document is dated by what can be read in two ways, whichever way it was read."""
    return any(
        each.field in ("date", "updated") and each.method != "archivist" and _is_swappable(each.quote)
        for each in evidence
    )


def _is_swappable(quote: str) -> bool:
    if quote.isascii() and "/" not in quote and "-" not in quote:
        return False  # most dates, told at once: 03.04.2012 has its day first
    return has_year(quote) and any(found.ambiguous for found in find_dates(quote))


def order_in(counts: Mapping[int, int]) -> bool | None:
    """How a source writes its dates, from the counts of its signs: True for the day first, None where that is open."""
    return DateOrder(day_first=counts.get(DAY_FIRST, 0), month_first=counts.get(MONTH_FIRST, 0)).is_day_first


def are_signs(keys: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Which of the keys are signs."""
    signs: NDArray[np.bool_] = (keys >= min(SIGNS)) & (keys <= max(SIGNS))
    return signs


def level_of_waiting(keys: NDArray[np.int64], counts: NDArray[np.int64]) -> int:
    """What the counts decide, as a level: 0 for nothing."""
    known = are_signs(keys)
    day_first = order_in(dict(zip(keys[known].tolist(), counts[known].tolist(), strict=True)))
    return 0 if day_first is None else 1 + day_first
