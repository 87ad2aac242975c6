"""Words over time, and what each source covers: charts that share one axis, so that they can be compared."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from flask import Blueprint, Flask, Response, current_app, request

from search.counting import MONTHS_UP_TO_YEARS, YEARS_UP_TO_YEARS, date_facet
from search.dates import Unit
from search.engines.contract import HistogramRequest
from search.params import read_params
from search.request import SearchRequest
from search.result import DateFacet
from search.service import SearchService
from web import caching, links
from web.archive import service
from web.chart import Chart, bucket_name, chart_of, nice_top, numbered_counts
from web.language import gettext
from web.reading import heading
from web.render import page
from web.wording import by_unit, unit_words, value_label

blueprint = Blueprint("timeline", __name__)

# Each source costs a search; an archive with more has its largest shown, and all of them in the list of values.
MOST_SOURCES = 60
# More stretches of years than this are summed up; the chart shows where the gaps are.
MOST_RUNS = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """One query over time; ``documents`` of it answer the search at ``href``."""

    said: str
    href: str
    chart: Chart
    documents: int


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
    everything = replace(asked, text="")
    queries = [replace(asked, text=text) for text in texts] or [everything]
    both = replace(asked, text=f"({texts[0]}) ({texts[1]})") if len(texts) == 2 else None
    unit = _unit_for([_dated(found, query, "year") for query in queries], asked)
    facets = [_dated(found, query, unit) for query in (*queries, everything)]
    counts = [_in_range(dates, asked) for dates in facets]
    readings = [found.parse(query.text, match=query.match) for query in queries]
    said = [heading(reading) or gettext("all documents") for reading in readings]
    shown = [bucket for each in counts[:-1] for bucket in each]
    courses: tuple[Course, ...] = ()
    moments: tuple[Moment, ...] = ()
    if shown:
        extent = (min(shown), max(shown))
        top = nice_top(max(count for each in counts[:-1] for count in each.values()))
        courses = tuple(
            _course(found, query, name, dates, each, extent, top)
            for query, name, dates, each in zip(queries, said, facets, counts[:-1], strict=False)
        )
        together = _in_range(_dated(found, both, unit), asked) if both else None
        moments = _moments(unit, extent, counts, together, facets[-1], everything)
    return page(
        "timeline.html",
        courses=courses,
        moments=moments,
        here_is="timeline",
        asked=asked,
        second=second,
        unit=unit_words(unit),
        by_unit=by_unit(gettext("Documents"), unit),
        said=said,
        links=links,
    )


def _dated(found: SearchService, asked: SearchRequest, unit: Unit) -> DateFacet:
    """The documents of a search by this unit: a search alone would choose the unit by what it found."""
    prepared = found.prepare(replace(asked, date_from=None, date_to=None, undated="include"))
    wanted = HistogramRequest(unit=unit, scope=prepared.filters.all())
    histogram = prepared.snapshot.reader.histogram(prepared.lowered.plan, wanted)
    return date_facet(SearchRequest(), histogram)


def _unit_for(by_year: Sequence[DateFacet], asked: SearchRequest) -> Unit:
    """The finest unit whose bars can still be read over the years that hold anything."""
    years = [year for dates in by_year for year in _in_range(dates, asked)]
    span = max(years) - min(years) + 1 if years else 1
    return "month" if span <= MONTHS_UP_TO_YEARS else "year" if span <= YEARS_UP_TO_YEARS else "decade"


def _in_range(dates: DateFacet, asked: SearchRequest) -> dict[int, int]:
    """Documents by bucket, those of the range asked for."""
    first = asked.date_from.earliest.year if asked.date_from else 0
    last = asked.date_to.latest.year if asked.date_to else 9999
    per_year = 12 if dates.unit == "month" else 1
    width = 10 if dates.unit == "decade" else 1
    return {
        bucket: documents
        for bucket, documents in numbered_counts(dates)
        if bucket // per_year + width - 1 >= first and bucket // per_year <= last
    }


def _course(
    found: SearchService,
    asked: SearchRequest,
    said: str,
    dates: DateFacet,
    counts: dict[int, int],
    extent: tuple[int, int],
    top: int,
) -> Course:
    within = zip(dates.values, numbered_counts(dates), strict=True)
    dates = replace(dates, values=tuple(value for value, (bucket, _) in within if bucket in counts))
    plain = replace(asked, date_from=None, date_to=None, undated="include")
    chart = chart_of(dates, plain, extent=extent, top=top)
    assert chart is not None
    total = found.search(replace(asked, limit=0, facets=())).total
    return Course(said=said, href=links.searching(asked), chart=chart, documents=total)


def _moments(
    unit: Unit,
    extent: tuple[int, int],
    counts: list[dict[int, int]],
    both: dict[int, int] | None,
    held: DateFacet,
    everything: SearchRequest,
) -> tuple[Moment, ...]:
    every = chart_of(held, everything, extent=extent, top=1)
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
    requests = [links.with_value(SearchRequest(), "source", value.value) for value in listed.values]
    by_year = [_dated(found, each, "year") for each in requests]
    unit = _unit_for(by_year, SearchRequest())
    drawn = by_year if unit == "year" else [_dated(found, each, unit) for each in requests]
    buckets = [bucket for dates in drawn for bucket, _ in numbered_counts(dates)]
    extent = (min(buckets), max(buckets)) if buckets else None
    rows = tuple(
        Coverage(
            label=value_label("source", value.value, value.label),
            href=links.searching(asked),
            documents=value.count or 0,
            undated=years.undated,
            runs=runs_in_words(years),
            # Each row has its own height: a small source's years must be seen beside a large one's.
            chart=chart_of(dates, asked, extent=extent, top=_largest(dates)) if dates.values and extent else None,
        )
        for value, asked, years, dates in zip(listed.values, requests, by_year, drawn, strict=True)
    )
    axis = next((row.chart for row in rows if row.chart), None)
    return page("sources.html", rows=rows, total=listed.total, axis=axis, links=links)


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
