"""What the archive holds of each source: in which years, with which gaps, and how much without a date."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from flask import Blueprint, Flask, Response, current_app, request

from search.dates import Unit
from search.request import SearchRequest
from search.result import DateFacet
from web import caching, links
from web.archive import service
from web.chart import Chart, bucket_name, chart_of, numbered_counts
from web.language import gettext
from web.paging import page_links
from web.render import page
from web.timeline import dated, unit_for
from web.wording import UnitWords, unit_words, value_label

blueprint = Blueprint("coverage", __name__)

# Each source costs a search: of an archive with more they stand on several pages, the largest first.
ON_A_PAGE = 60
# More stretches of years than this are summed up; the chart shows where the gaps are.
MOST_RUNS = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """What is held of one source: ``runs`` says in which years ("1961 to 1963, 1969"), gaps left open."""

    label: str
    href: str
    documents: int
    undated: int
    undated_href: str
    runs: str
    chart: Chart | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Matrix:
    """Sources by time, the newest first: ``cells`` a row a source, each (documents, address) or None where nothing is held; ``held`` of all."""

    unit: Unit
    columns: tuple[str, ...]
    cells: tuple[tuple[tuple[int, str] | None, ...], ...]
    held: tuple[int, ...]

    @property
    def words(self) -> UnitWords:
        return unit_words(self.unit)


def add_coverage(app: Flask) -> None:
    app.register_blueprint(blueprint)


@blueprint.get("/sources")
def sources() -> Response:
    return caching.tagged(current_app.extensions["regesta_options"], _sources)


def _sources() -> Response:
    found = service()
    number = request.args.get("page", "")
    at = int(number) if number.isascii() and number.isdigit() and 0 < len(number) < 5 and int(number) else 1
    as_table = request.args.get("view") == "table"
    listed = found.facet("source", SearchRequest(), order="count", page=at, size=ON_A_PAGE)
    requests = [links.with_value(SearchRequest(), "source", value.value) for value in listed.values]
    by_year = [dated(found, each, "year") for each in requests]
    unit = unit_for(by_year, SearchRequest())
    drawn = by_year if unit == "year" else [dated(found, each, unit) for each in requests]
    buckets = [bucket for dates in drawn for bucket, _ in numbered_counts(dates)]
    extent = (min(buckets), max(buckets)) if buckets else None
    rows = tuple(
        Coverage(
            label=value_label("source", value.value, value.label),
            href=links.searching(asked),
            documents=value.count or 0,
            undated=years.undated,
            undated_href=links.searching(links.undated_only(asked)),
            runs=runs_in_words(years),
            # Each row has its own height: a small source's years must be seen beside a large one's.
            chart=chart_of(dates, asked, extent=extent, top=_largest(dates)) if dates.values and extent else None,
        )
        for value, asked, years, dates in zip(listed.values, requests, by_year, drawn, strict=True)
    )
    axis = next((row.chart for row in rows if row.chart), None)
    return page(
        "sources.html",
        rows=rows,
        total=found.statistics().sources,  # "none is known" has a row as well, and is no source
        axis=axis,
        matrix=matrix_of(rows, drawn, extent) if as_table and extent else None,
        as_table=as_table,
        pages=page_links(
            SearchRequest(),
            listed.total,
            at=at,
            size=ON_A_PAGE,
            address=lambda n: links.with_query(
                "/sources", {**({"page": str(n)} if n > 1 else {}), **({"view": "table"} if as_table else {})}
            ),
        ),
        links=links,
    )


def matrix_of(rows: Sequence[Coverage], drawn: Sequence[DateFacet], extent: tuple[int, int]) -> Matrix:
    """Every source by every bucket of time. What is empty stays empty: gaps are what the table is looked at for."""
    unit = drawn[0].unit
    step = 10 if unit == "decade" else 1
    buckets = tuple(range(extent[0], extent[1] + 1, step))[::-1]  # the newest first: most archives hold most of late
    counts = [dict(numbered_counts(dates)) for dates in drawn]
    hrefs = [{bar.label: bar.href for bar in row.chart.bars} if row.chart else {} for row in rows]
    names = tuple(bucket_name(bucket, unit) for bucket in buckets)
    cells = tuple(
        tuple(
            (found[bucket], href[name]) if bucket in found else None
            for bucket, name in zip(buckets, names, strict=True)
        )
        for found, href in zip(counts, hrefs, strict=True)
    )
    held = tuple(sum(found.get(bucket, 0) for found in counts) for bucket in buckets)
    return Matrix(unit=unit, columns=names, cells=cells, held=held)


def _largest(dates: DateFacet) -> int:
    return max(documents for _, documents in numbered_counts(dates))


def runs_in_words(dates: DateFacet) -> str:
    """The buckets that hold something, neighbours joined: ``1961 to 1963, 1969``."""
    step = 10 if dates.unit == "decade" else 1
    buckets = [bucket for bucket, _ in numbered_counts(dates)]
    if not buckets:
        return ""
    breaks = [index + 1 for index, (one, two) in enumerate(pairwise(buckets)) if two - one > step]
    runs = [buckets[start:end] for start, end in pairwise([0, *breaks, len(buckets)])]
    if len(runs) > MOST_RUNS:
        first, last = (bucket_name(buckets[at], dates.unit) for at in (0, -1))
        return gettext("%(first)s to %(last)s, with gaps", first=first, last=last)
    named = [(bucket_name(run[0], dates.unit), bucket_name(run[-1], dates.unit)) for run in runs]
    return ", ".join(
        first if first == last else gettext("%(first)s to %(last)s", first=first, last=last) for first, last in named
    )
