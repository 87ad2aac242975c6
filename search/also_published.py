"""Under which other ids, by whom and when nearly the same text was published."""

from collections.abc import Sequence

from search.catalog.copies import CopyName, copies_of
from search.catalog.reading import CatalogReader
from search.result import Copies, Copy

# Copies named under one document; the total tells of more.
LISTED = 20


def copies_under(catalog: CatalogReader, numbers: Sequence[int]) -> dict[int, Copies]:
    """What is said under each of these documents that has near copies, by number."""
    found = copies_of(catalog, numbers)
    listed = {number: others[:LISTED] for number, others in found.items()}
    names = catalog.names({one.source for others in listed.values() for one in others} - {0})

    def named(one: CopyName) -> Copy:
        source = names[one.source].value if one.source in names else None
        return Copy(id=one.id, title=one.title, source=source, date=one.date)

    return {
        number: Copies(total=len(found[number]), listed=tuple(map(named, others))) for number, others in listed.items()
    }
