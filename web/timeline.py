"""Words over time: charts that share one axis, so that they can be compared, and their numbers.

An archive does not hold as much of every year, so the same numbers are told as shares of what is held.
"""

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
from search.text_wire import Json
from web import caching, filtering, links
from web.archive import service
from web.chart import MOST_BARS, Chart, bucket_name, chart_of, hundredths, nice_top, numbered_counts, shares_of
from web.exports import csv_row
from web.language import gettext
from web.reading import heading
from web.render import page
from web.routes import one_of
from web.typed import typed_date
from web.wording import by_unit, unit_words

blueprint = Blueprint("timeline", __name__)

# The addresses' names of the queries that are compared; more than these cannot be told apart on one page.
QUERIES = ("q", "q2", "q3", "q4")
# What chooses how numbers are shown and not which: the width of a bucket; shares of everything held instead of documents.
_SHOWN = ("unit", "show")
SHARES = "share"


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """One query: ``documents`` of it answer the search at ``href``. Whatever the range asked for, ``undated`` of its
    documents have no date, a part of ``undated_share``."""

    text: str
    said: str
    canonical: str
    href: str
    documents: int
    undated: int
    undated_share: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """One query over time."""

    of: Counted
    chart: Chart


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """A row of the table: a bucket, the count of each query in it, both together, and everything held."""

    label: str
    value: str  # as on the wire
    href: str
    counts: tuple[int, ...]
    both: int | None
    held: int

    @property
    def shares(self) -> tuple[float | None, ...]:
        """What part of everything held each count is; None where nothing is held."""
        return tuple(count / self.held if self.held else None for count in self.counts)


def add_timeline(app: Flask) -> None:
    app.register_blueprint(blueprint)


# --- words over time ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Followed:
    """What is drawn: each query, its chart where any has a date, and a row for each bucket of time. ``shares``: the charts
    are drawn by them. ``held_undated`` of everything held."""

    asked: SearchRequest
    texts: tuple[str, ...]
    queries: tuple[Counted, ...]
    unit: Unit
    shares: bool
    courses: tuple[Course, ...]
    moments: tuple[Moment, ...]
    held_undated: int
    snapshot: str

    @property
    def said(self) -> tuple[str, ...]:
        return tuple(query.said for query in self.queries)


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
        texts = followed.texts or ("all documents",)
        rows = [(followed.unit, *texts, *both, "all held", *(f"{text}, share of all held" for text in texts))]
        for moment in followed.moments:
            together = () if moment.both is None else (str(moment.both),)
            shares = ("" if share is None else f"{share:.4f}" for share in moment.shares)
            rows.append((moment.value, *map(str, moment.counts), *together, str(moment.held), *shares))
        response = Response("".join(map(csv_row, rows)), content_type="text/csv; charset=utf-8")
        response.headers["Content-Disposition"] = 'attachment; filename="timeline.csv"'
        return response

    return caching.tagged(current_app.extensions["regesta_options"], answer)


def timeline_json() -> Json:
    """The table of the page for programs. Raise RequestError for a parameter that cannot be read."""
    followed = _followed(strict=True)
    return {
        "unit": followed.unit,
        "queries": [
            {
                "text": query.text,
                "canonical": query.canonical,
                "total": query.documents,
                "undated": query.undated,
                "undated_share": round(query.undated_share, 4),
                "page": query.href,
            }
            for query in followed.queries
        ],
        "buckets": [
            {
                "value": moment.value,
                "counts": list(moment.counts),
                "shares": [None if share is None else round(share, 4) for share in moment.shares],
                "both": moment.both,
                "held": moment.held,
            }
            for moment in followed.moments
        ],
        "held_undated": followed.held_undated,
        "snapshot": followed.snapshot,
    }


def _timeline() -> Response:
    followed = _followed()
    texts = {name: request.args.get(name, "") for name in QUERIES}

    def address(path: str, **changes: str) -> str:
        return _address(path, followed.asked, {**texts, **_shown(), **changes})

    return page(
        "timeline.html",
        followed=followed,
        asked=followed.asked,
        texts=texts,
        unit=unit_words(followed.unit),
        by_unit=by_unit(gettext("Documents"), followed.unit),
        kept=[
            *links.hidden_fields(replace(followed.asked, text=""), without=("q", "date_from", "date_to", "undated")),
            *_shown().items(),
        ],
        filters=filtering.filter_chips(
            replace(followed.asked, date_from=None, date_to=None, undated="include"), {}, {}
        ),
        counts_href=address("/timeline", show=""),
        shares_href=address("/timeline", show=SHARES),
        csv_href=address("/timeline.csv", show=""),
        links=links,
    )


def _shown() -> dict[str, str]:
    """How the numbers are shown, where that was chosen."""
    return {name: value for name in _SHOWN if (value := request.args.get(name, ""))}


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
    texts = {name: request.args.get(name, "") for name in QUERIES}
    return Response(
        status=302, headers={"Location": _address("/timeline", asked, texts | _shown()), "Cache-Control": "no-store"}
    )


def _followed(*, strict: bool = False) -> Followed:
    pairs = [(name, value) for name, value in request.args.items(multi=True) if name not in (*QUERIES, *_SHOWN)]
    asked = links.first_page(read_params(pairs, strict=strict))
    given = (read_params([("q", request.args.get(name, ""))], strict=False).text for name in QUERIES)
    texts = tuple(dict.fromkeys(filter(None, map(str.strip, given))))
    found = service()
    everything = replace(asked, text="")
    queries = [replace(asked, text=text) for text in texts] or [everything]
    both = replace(asked, text=f"({texts[0]}) ({texts[1]})") if len(texts) == 2 else None
    unit = _unit([dated(found, query, "year") for query in queries], asked)
    *facets, held = [dated(found, query, unit) for query in (*queries, everything)]
    counts = [_in_range(dates, asked) for dates in (*facets, held)]
    counted = tuple(_counted(found, query, dates) for query, dates in zip(queries, facets, strict=True))
    shares = request.args.get("show") == SHARES
    shown = [bucket for each in counts[:-1] for bucket in each]
    courses: tuple[Course, ...] = ()
    moments: tuple[Moment, ...] = ()
    if shown:
        extent = (min(shown), max(shown))
        drawn = [_within(dates, each) for dates, each in zip(facets, counts, strict=False)]
        if shares:
            top = nice_top(max(hundredths(shares_of(dates, held)) for dates in drawn))
        else:
            top = nice_top(max(count for each in counts[:-1] for count in each.values()))
        plain = (replace(query, date_from=None, date_to=None, undated="include") for query in queries)
        charts = (
            chart_of(dates, query, extent=extent, top=top, held=held if shares else None)
            for dates, query in zip(drawn, plain, strict=True)
        )
        courses = tuple(
            Course(of=query, chart=chart) for query, chart in zip(counted, charts, strict=True) if chart is not None
        )
        together = _in_range(dated(found, both, unit), asked) if both else None
        moments = _moments(unit, extent, counts, together, held, everything)
    return Followed(
        asked=asked,
        texts=texts,
        queries=counted,
        unit=unit,
        shares=shares,
        courses=courses,
        moments=moments,
        held_undated=held.undated,
        snapshot=found.snapshot,
    )


def _counted(found: SearchService, asked: SearchRequest, dates: DateFacet) -> Counted:
    reading = found.parse(asked.text, match=asked.match)
    whenever = replace(asked, date_from=None, date_to=None, undated="include", limit=0, facets=())
    every = found.search(whenever).total
    return Counted(
        text=asked.text,
        said=heading(reading) or gettext("all documents"),
        canonical=reading.canonical,
        href=links.searching(asked),
        documents=found.search(replace(asked, limit=0, facets=())).total,
        undated=dates.undated,
        undated_share=dates.undated / every if every else 0.0,
    )


def dated(found: SearchService, asked: SearchRequest, unit: Unit) -> DateFacet:
    """The documents of a search by this unit: a search alone would choose the unit by what it found."""
    prepared = found.prepare(replace(asked, date_from=None, date_to=None, undated="include"))
    wanted = HistogramRequest(unit=unit, scope=prepared.filters.all())
    histogram = prepared.snapshot.reader.histogram(prepared.lowered.plan, wanted)
    return date_facet(SearchRequest(), histogram)


def _unit(by_year: Sequence[DateFacet], asked: SearchRequest) -> Unit:
    """The unit that was asked for, or the next coarser one of which there are few enough; else the one that fits best."""
    wanted = one_of("unit")
    span = _years(by_year, asked)
    if wanted == "month" and 12 * span <= MOST_BARS:
        return "month"
    if wanted in ("month", "year") and span <= MOST_BARS:
        return "year"
    return unit_for(by_year, asked) if wanted == "auto" else "decade"


def unit_for(by_year: Sequence[DateFacet], asked: SearchRequest) -> Unit:
    """The finest unit whose bars can still be read over the years that hold anything."""
    span = _years(by_year, asked)
    return "month" if span <= MONTHS_UP_TO_YEARS else "year" if span <= YEARS_UP_TO_YEARS else "decade"


def _years(by_year: Sequence[DateFacet], asked: SearchRequest) -> int:
    """From the first year that holds anything to the last, both included."""
    years = [year for dates in by_year for year in _in_range(dates, asked)]
    return max(years) - min(years) + 1 if years else 1


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


def _within(dates: DateFacet, counts: Mapping[int, int]) -> DateFacet:
    """Only the buckets that are counted."""
    numbered = zip(dates.values, numbered_counts(dates), strict=True)
    return replace(dates, values=tuple(value for value, (bucket, _) in numbered if bucket in counts))


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
