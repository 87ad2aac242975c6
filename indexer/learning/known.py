"""What the catalog knows of one document: how its lines were judged, and what is counted of them in its source."""

import sqlite3
from dataclasses import dataclass

from indexer.cleaning import SourceProfile
from indexer.learning.date_signs import SIGNS, order_in, waits
from search.catalog import packing
from search.catalog.line_counts import SOURCE, LineCounts, counts_of_keys, key_number, line_key
from search.dates import DateSpan
from search.documents import Line


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """The newest revision of a document. ``waits``: its date can be read in two ways. ``profile`` holds of its source what
    concerns its lines; None where they are not counted."""

    lines: tuple[Line, ...]
    source: str | None
    date: DateSpan | None
    updated: DateSpan | None
    waits: bool
    profile: SourceProfile | None


def known_of(catalog: sqlite3.Connection, number: int) -> Known:
    body, packed, source, earliest, latest, form = catalog.execute(
        "SELECT r.body, r.detail, s.value, r.earliest, r.latest, r.date_form FROM revisions r "
        "JOIN documents d ON d.revision = r.revision LEFT JOIN facet_values s ON s.number = r.source WHERE d.number = ?",
        (number,),
    ).fetchone()
    detail = packing.unpack_detail(packed, packing.unsqueeze(body), named=False)
    keys = {key: key_number(key) for key in {line_key(line.text) for line in detail.lines}}
    return Known(
        lines=detail.lines,
        source=source,
        date=packing.unpack_date(earliest, latest, form),
        updated=detail.updated,
        waits=waits(detail.evidence),
        profile=profile_from(keys, counts_of_keys(catalog, number, (*keys.values(), *SIGNS))),
    )


def profile_from(keys: dict[str, int], known: LineCounts | None) -> SourceProfile | None:
    """Counts by key number as cleaning takes them: by key, for the lines of one document."""
    if known is None:
        return None
    return SourceProfile(
        source=known.group.removeprefix(SOURCE),
        documents=known.documents,
        repeated={key: count for key, number in keys.items() if (count := known.counts.get(number))},
        group=known.group,
        # Documents of no known source have no way of writing in common.
        day_first=order_in(known.counts) if known.group.startswith(SOURCE) else None,
    )
