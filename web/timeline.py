"""Words over time: charts that share one axis, so that they can be compared, and their numbers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from urllib.parse import quote, urlencode

from flask import Blueprint, Flask, Response, current_app, request

from search.counting import MONTHS_UP_TO_YEARS, YEARS_UP_TO_YEARS, date_facet
from search.dates import Unit, bucket_label
from search.engines.contract import HistogramRequest
from search.params import read_params
from search.request import SearchRequest
from search.result import DateFacet
from search.service import SearchService
from web import caching, filtering, links
from web.archive import service
from web.chart import Chart, bucket_name, chart_of, nice_top, numbered_counts
from web.exports import csv_row
from web.language import gettext
from web.reading import heading
from web.render import page
from web.typed import typed_date
from web.wording import by_unit, unit_words

blueprint = Blueprint("timeline", __name__)

# The addresses' names of the queries that are compared; more than these cannot be told apart on one page.
QUERIES = ("q", "q2", "q3", "q4")


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
    value: str  # as on the wire
    href: str
    counts: tuple[int, ...]
    both: int | None
    held: int


def add_timeline(app: Flask) -> None:
    app.register_blueprint(blueprint)


# --- words over time ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Followed:
    """What is drawn: each query in words, its charts, and a row for each bucket of time."""

    asked: SearchRequest
    texts: tuple[str, ...]
    said: tuple[str, ...]
    unit: Unit
    courses: tuple[Course, ...]
    moments: tuple[Moment, ...]


@blueprint.get("/timeline")
def timeline() -> Response:
    if (canonical := _without_form_leftovers()) is not None:
        return canonical
    return caching.tagged(current_app.extensions["regesta_options"], _timeline)


@blueprint.get("/timeline.csv")
def timeline_csv() -> Response:
    """The table of the page as a file; its columns are named by the queries as they were typed."""

    def answer() -> Response:
        followed = _followed()
        both = ("both",) if followed.moments and followed.moments[0].both is not None else ()
        rows = [(followed.unit, *(followed.texts or ("all documents",)), *both, "all held")]
        for moment in followed.moments:
            together = () if moment.both is None else (str(moment.both),)
            rows.append((moment.value, *map(str, moment.counts), *together, str(moment.held)))
        response = Response("".join(map(csv_row, rows)), content_type="text/csv; charset=utf-8")
        response.headers["Content-Disposition"] = 'attachment; filename="timeline.csv"'
        return response

    return caching.tagged(current_app.extensions["regesta_options"], answer)


def _timeline() -> Response:
    followed = _followed()
    texts = {name: request.args.get(name, "") for name in QUERIES}
    return page(
        "timeline.html",
        followed=followed,
        asked=followed.asked,
        texts=texts,
        unit=unit_words(followed.unit),
        by_unit=by_unit(gettext("Documents"), followed.unit),
        kept=links.hidden_fields(replace(followed.asked, text=""), without=("q", "date_from", "date_to", "undated")),
        filters=filtering.filter_chips(
            replace(followed.asked, date_from=None, date_to=None, undated="include"), {}, {}
        ),
        csv_href=_address("/timeline.csv", followed.asked, texts),
        links=links,
    )


def _address(path: str, asked: SearchRequest, texts: Mapping[str, str]) -> str:
    pairs = [*links.hidden_fields(replace(asked, text="")), *((name, text) for name, text in texts.items() if text)]
    return f"{path}?{urlencode(sorted(pairs), quote_via=quote)}" if pairs else path


def _without_form_leftovers() -> Response | None:
    """A form sends empty fields and dates as they were typed; the reader is led on to the plain address."""
    pairs = list(request.args.items(multi=True))
    typed = any(name in ("date_from", "date_to") and typed_date(value) != value for name, value in pairs)
    if all(value for _, value in pairs) and not typed:
        return None
    kept = [
        (name, typed_date(value) if name in ("date_from", "date_to") else value)
        for name, value in pairs
        if value and name not in QUERIES
    ]
    asked = read_params(kept, strict=False)
    address = _address("/timeline", asked, {name: request.args.get(name, "") for name in QUERIES})
    return Response(status=302, headers={"Location": address, "Cache-Control": "no-store"})


def _followed() -> Followed:
    pairs = [(name, value) for name, value in request.args.items(multi=True) if name not in QUERIES]
    asked = links.first_page(read_params(pairs, strict=False))
    given = (read_params([("q", request.args.get(name, ""))], strict=False).text for name in QUERIES)
    texts = tuple(dict.fromkeys(filter(None, map(str.strip, given))))
    found = service()
    everything = replace(asked, text="")
    queries = [replace(asked, text=text) for text in texts] or [everything]
    both = replace(asked, text=f"({texts[0]}) ({texts[1]})") if len(texts) == 2 else None
    unit = unit_for([dated(found, query, "year") for query in queries], asked)
    facets = [dated(found, query, unit) for query in (*queries, everything)]
    counts = [_in_range(dates, asked) for dates in facets]
    readings = [found.parse(query.text, match=query.match) for query in queries]
    said = tuple(heading(reading) or gettext("all documents") for reading in readings)
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
        together = _in_range(dated(found, both, unit), asked) if both else None
        moments = _moments(unit, extent, counts, together, facets[-1], everything)
    return Followed(asked=asked, texts=texts, said=said, unit=unit, courses=courses, moments=moments)


def dated(found: SearchService, asked: SearchRequest, unit: Unit) -> DateFacet:
    """The documents of a search by this unit: a search alone would choose the unit by what it found."""
    prepared = found.prepare(replace(asked, date_from=None, date_to=None, undated="include"))
    wanted = HistogramRequest(unit=unit, scope=prepared.filters.all())
    histogram = prepared.snapshot.reader.histogram(prepared.lowered.plan, wanted)
    return date_facet(SearchRequest(), histogram)


def unit_for(by_year: Sequence[DateFacet], asked: SearchRequest) -> Unit:
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
            value=bucket_label(bucket, unit),
            href=hrefs.get(bucket_name(bucket, unit), ""),
            counts=tuple(each.get(bucket, 0) for each in counts[:-1]),
            both=None if both is None else both.get(bucket, 0),
            held=counts[-1].get(bucket, 0),
        )
        for bucket in range(extent[0], extent[1] + 1, step)
    )
