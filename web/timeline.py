"""Words over time, and what each source covers: charts that share one axis, so that they can be compared."""

from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

from flask import Blueprint, Flask, Response, current_app, request

from search.dates import Unit
from search.params import read_params
from search.request import SearchRequest
from search.result import DateFacet, SearchResult
from search.service import SearchService
from web import caching, links
from web.archive import service
from web.chart import UNIT_NAMES, Chart, bucket_name, chart_of, nice_top, numbered_counts
from web.reading import heading
from web.render import page
from web.wording import value_label

blueprint = Blueprint("timeline", __name__)

# Each source costs a search; an archive with more has its largest shown, and all of them in the list of values.
MOST_SOURCES = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """One query over time. ``undated`` and ``dated`` count its documents in the range."""

    said: str
    href: str
    chart: Chart
    dated: int
    undated: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """A row of the table: a bucket, the count of each query in it, both together, and everything held."""

    label: str
    href: str
    counts: tuple[int, ...]
    both: int | None
    held: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """What is held of one source: ``runs`` says in which years ("1961 to 1963, 1969"), gaps left open."""

    label: str
    href: str
    documents: int
    undated: int
    runs: str
    chart: Chart | None


def add_timeline(app: Flask) -> None:
    app.register_blueprint(blueprint)


# --- words over time ---------------------------------------------------------------------------------------------------


@blueprint.get("/timeline")
def timeline() -> Response:
    return caching.tagged(current_app.extensions["regesta_options"], _timeline)


def _timeline() -> Response:
    pairs = [(name, value) for name, value in request.args.items(multi=True) if name != "q2"]
    asked = links.first_page(read_params(pairs, strict=False))
    second = request.args.get("q2", "").strip()
    found = service()
    texts = [text for text in (asked.text, second) if text]
    everything = _dated(found, replace(asked, text=""))
    results = [_dated(found, replace(asked, text=text)) for text in texts] or [everything]
    both = _dated(found, replace(asked, text=f"({texts[0]}) ({texts[1]})")) if len(texts) == 2 else None
    counts = [_in_range(result, asked) for result in (*results, everything)]
    shown = [bucket for each in counts[:-1] for bucket in each]
    dates = everything.dates
    assert dates is not None
    context: dict[str, Any] = {
        "here_is": "timeline",
        "asked": asked,
        "second": second,
        "unit": UNIT_NAMES[dates.unit],
        "query_text": "",
        "said": [heading(result.query) or "all documents" for result in results],
        "links": links,
    }
    if not shown:
        return page("timeline.html", courses=(), moments=(), **context)
    extent = (min(shown), max(shown))
    top = nice_top(max(count for each in counts[:-1] for count in each.values()))
    courses = tuple(_course(result, each, extent, top) for result, each in zip(results, counts[:-1], strict=True))
    moments = _moments(dates.unit, extent, counts, _in_range(both, asked) if both else None, everything, asked)
    return page("timeline.html", courses=courses, moments=moments, **context)


def _dated(found: SearchService, asked: SearchRequest) -> SearchResult:
    return found.search(replace(asked, limit=0, facets=("date",)))


def _in_range(result: SearchResult, asked: SearchRequest) -> dict[int, int]:
    """Documents by bucket; a facet counts beyond its own range, a chart of a range does not."""
    if result.dates is None:
        return {}
    first = asked.date_from.earliest.year if asked.date_from else 0
    last = asked.date_to.latest.year if asked.date_to else 9999
    per_year = 12 if result.dates.unit == "month" else 1
    width = 10 if result.dates.unit == "decade" else 1
    return {
        bucket: documents
        for bucket, documents in numbered_counts(result.dates)
        if bucket // per_year + width - 1 >= first and bucket // per_year <= last
    }


def _course(result: SearchResult, counts: dict[int, int], extent: tuple[int, int], top: int) -> Course:
    assert result.dates is not None
    within = replace(
        result.dates,
        values=tuple(
            value
            for value, (bucket, _) in zip(result.dates.values, numbered_counts(result.dates), strict=True)
            if bucket in counts
        ),
    )
    plain = replace(result.request, date_from=None, date_to=None, undated="include")
    chart = chart_of(within, plain, extent=extent, top=top)
    assert chart is not None
    return Course(
        said=heading(result.query) or "all documents",
        href=links.searching(result.request),
        chart=chart,
        dated=result.total - (result.dates.undated if result.request.undated == "include" else 0),
        undated=result.dates.undated,
    )


def _moments(
    unit: Unit,
    extent: tuple[int, int],
    counts: list[dict[int, int]],
    both: dict[int, int] | None,
    everything: SearchResult,
    asked: SearchRequest,
) -> tuple[Moment, ...]:
    assert everything.dates is not None
    every = chart_of(everything.dates, asked, extent=extent, top=1)
    hrefs = {bar.label: bar.href for bar in every.bars} if every else {}
    step = 10 if unit == "decade" else 1
    return tuple(
        Moment(
            label=bucket_name(bucket, unit),
            href=hrefs.get(bucket_name(bucket, unit), ""),
            counts=tuple(each.get(bucket, 0) for each in counts[:-1]),
            both=None if both is None else both.get(bucket, 0),
            held=counts[-1].get(bucket, 0),
        )
        for bucket in range(extent[0], extent[1] + 1, step)
    )


# --- what each source covers --------------------------------------------------------------------------------------------


@blueprint.get("/sources")
def sources() -> Response:
    return caching.tagged(current_app.extensions["regesta_options"], _sources)


def _sources() -> Response:
    found = service()
    listed = found.facet("source", SearchRequest(), order="count", size=MOST_SOURCES)
    results = [(value, _dated(found, SearchRequest(included=(("source", (value.value,)),)))) for value in listed.values]
    buckets = [bucket for _, result in results if result.dates for bucket, _ in numbered_counts(result.dates)]
    extent = (min(buckets), max(buckets)) if buckets else None
    rows = tuple(
        Coverage(
            label=value_label("source", value.value, value.label),
            href=links.searching(result.request),
            documents=result.total,
            undated=result.dates.undated if result.dates else 0,
            runs=runs_in_words(result.dates) if result.dates else "",
            # Each row has its own height: a small source's years must be seen beside a large one's.
            chart=chart_of(result.dates, result.request, extent=extent, top=_largest(result.dates))
            if result.dates and result.dates.values and extent
            else None,
        )
        for value, result in results
    )
    return page(
        "sources.html",
        rows=rows,
        total=listed.total,
        axis=next((row.chart for row in rows if row.chart), None),
        links=links,
    )


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
    named = [(bucket_name(run[0], dates.unit), bucket_name(run[-1], dates.unit)) for run in runs]
    return ", ".join(first if first == last else f"{first} to {last}" for first, last in named)
