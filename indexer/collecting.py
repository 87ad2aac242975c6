"""How often Python looks for cycles of garbage while documents are prepared."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

# New objects before a look; Python's own is 700. Preparing a document makes thousands that all go by themselves: 80 pages leave
# no cycle behind, 200 texts 154 objects in cycles. Looking took a twentieth of the time of indexing, and finds nothing.
_SELDOM = 50_000


@contextmanager
def collected_seldom() -> Iterator[None]:
    """Within, garbage in cycles lies longer; memory that counts lies in none."""
    first, second, third = gc.get_threshold()
    gc.set_threshold(max(first, _SELDOM) if first else 0, second, third)
    try:
        yield
    finally:
        gc.set_threshold(first, second, third)
