"""How often a large run commits the index, so that it ends as one segment.

Each commit leaves a segment, and an engine that merges segments of like size does so when it has a certain number of them.
Facets over one segment cost half of those over five: documents are committed in so many equal parts that all are merged.
"""

# A part is held in memory until it is committed, and is what a crash leaves to be replayed from the catalog.
MOST_DOCUMENTS = 200_000
MOST_BYTES = 200_000_000  # of text; the writer's memory holds twice that


def documents_a_part(documents: int, size: int, merged_at_once: int) -> int:
    """After how many documents to commit where about ``documents`` with ``size`` bytes are coming.

    One commit where that is within the limits, else as many as the engine merges into one segment, or that number again of
    each of these, and so on. ``merged_at_once`` 1: the engine merges by rules of its own, or not at all.
    """
    if merged_at_once < 2 or documents <= 0:
        return MOST_DOCUMENTS
    parts = 1
    while documents > parts * MOST_DOCUMENTS or size > parts * MOST_BYTES:
        parts *= merged_at_once
    return MOST_DOCUMENTS if parts == 1 else -(-documents // parts)


def ends_part(done: int, committed: int, total: int, size: int, merged_at_once: int) -> bool:
    """Whether to commit behind ``done`` of ``total`` documents, which have ``size`` bytes: what little is left goes with the
    last part."""
    part = documents_a_part(total, size * total // done, merged_at_once)
    return done - committed >= part and 2 * (total - done) >= part
