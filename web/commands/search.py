"""``regesta search``: one query for people or programs, or a file of queries answered one by one."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from search.facets import ENTITY_FACETS, FACETS, UNKNOWN
from search.request import MAX_LIMIT
from web.commands.archives import opened
from web.commands.command import DONE, Command, CommandParser, Run, UsageError
from web.commands.terminal import Terminal

if TYPE_CHECKING:
    from search.result import Copies, DateFacet, Facet, FacetValue, Hit, SearchResult
    from search.service import SearchService

FACET_VALUES_SHOWN = 5
MOST_MEANT = 3
COPIES_SHOWN = 5

# The parameters that are no facet's, as in the API, with what --help says of each.
_PARAMETERS: tuple[tuple[str, str, str], ...] = (
    ("date_from", "DATE", "published on or after 2012, 2012-03 or 2012-03-01"),
    ("date_to", "DATE", "published on or before; both ends count"),
    ("undated", "HOW", "include, only or exclude documents without a date (include; exclude once a date is given)"),
    ("match", "HOW", "all or any of the words (all; with --batch any)"),
    ("aliases", "HOW", "on or off: whether DPRK also finds North Korea (on)"),
    ("copies", "HOW", "show or collapse documents with nearly the same text (show)"),
    ("sort", "ORDER", "relevance, newest or oldest (relevance)"),
    ("limit", "N", f"hits on a page, 0 to {MAX_LIMIT} (10); with --trec documents for each query (1000)"),
    ("page", "N", "which page, from 1"),
    ("facets", "NAMES", "which facets to count, by commas; none counts nothing"),
    ("facet_size", "N", "values of each facet (10)"),
    ("cursor", "TEXT", "go on where a page ended: the cursor in `next` of the JSON"),
)


def _declare(parser: CommandParser) -> None:
    parser.words(
        "query", metavar="QUERY", nargs="*", help='words, "a phrase", -not, OR, title:…, person:…, date:2009..2012'
    )
    parser.json_option("print what the API answers")
    for facet in FACETS:
        hint = f" ({UNKNOWN}: those without one)" if facet.unknown else ""
        for option, what in ((facet.name, f"only these {facet.plural}"), (f"not-{facet.name}", "none of these")):
            parser.option(
                f"--{option}",
                group="filters: ids as the facets list them, sources and languages by name (repeat one for more values)",
                action="append",
                metavar="VALUE",
                help=what + (hint if option == facet.name else ""),
            )
    for name, metavar, meaning in _PARAMETERS:
        parser.option(f"--{name.replace('_', '-')}", action="append", metavar=metavar, help=meaning)
    parser.option(
        "--batch",
        metavar="QUERIES.jsonl",
        group="many queries",
        help='a file of {"id","text"} lines, or - for standard input',
    )
    parser.option(
        "--trec",
        metavar="RUN",
        group="many queries",
        help="write a TREC run there (- for standard output) instead of JSON Lines",
    )


def _run(run: Run) -> int:
    from search.params import read_params

    options = run.options
    if options.batch is not None:
        return _run_batch(run)
    if options.trec is not None:
        raise UsageError("--trec goes with --batch.", hint="Name the file of queries with --batch.", command="search")
    pairs = _filters(run)
    if not options.query and not any(name not in ("match", "sort", "limit", "page") for name, _ in pairs):
        raise UsageError("What is to be searched for?", hint='Give words, or "" for every document.', command="search")
    request = read_params([("q", " ".join(options.query)), *pairs], strict=True)
    with opened(run) as service:
        result = service.search(request)
        if options.json:
            from search.wire import search_json

            run.terminal.json(search_json(result))
        else:
            print_result(result, run.terminal, lambda field, value: _meant(service, field, value))
    return DONE


def _run_batch(run: Run) -> int:
    from search.params import read_params
    from web.commands.batch import answer_batch, run_batch

    options = run.options
    if options.query:
        raise UsageError("With --batch the queries are in the file.", hint="Leave out QUERY.", command="search")
    pairs = [(name, value) for name, value in _filters(run) if name != "limit" or options.trec is None]
    if not any(name == "match" for name, _ in pairs):
        pairs.append(("match", "any"))
        run.terminal.say("Matching any of the words (match=any), as --batch does; --match all asks for every word.")
    request = read_params(pairs, strict=True)
    with opened(run) as service:
        if options.trec is None:
            return answer_batch(service, request, options.batch, run.terminal)
        depth = _depth(options.limit)
        return run_batch(service, request, options.batch, depth=depth, trec=options.trec, terminal=run.terminal)


def _depth(limits: list[str] | None) -> int:
    """How many documents a run lists for each query: any number, since a run is no page."""
    if limits is None:
        return 1000
    if len(limits) > 1 or not limits[0].isascii() or not limits[0].isdigit() or not 1 <= int(limits[0]) <= 100_000:
        raise UsageError(f"--limit is a whole number from 1 to 100000, not {limits[-1]!r}.", command="search")
    return int(limits[0])


def _filters(run: Run) -> list[tuple[str, str]]:
    """What the options ask for, under the names that every door uses."""
    names = [name for facet in FACETS for name in (facet.name, f"not_{facet.name}")]
    names += [name for name, _, _ in _PARAMETERS]
    return [(name, value) for name in names for value in getattr(run.options, name) or ()]


# --- for people -------------------------------------------------------------------------------------------------------


def _meant(service: "SearchService", field: str, value: str) -> str:
    """Which value a person may have meant who wrote a name where an id is wanted."""
    numbers = service.catalog.find_values(field, value) if field in (*ENTITY_FACETS, "source") else ()
    named = service.catalog.names(numbers[:MOST_MEANT])
    ids = [f"{name.value} ({name.label})" if name.label != name.value else name.value for name in named.values()]
    return f" Did you mean {', '.join(ids)}?" if ids else ""


def print_result(result: "SearchResult", terminal: Terminal, meant: Callable[[str, str], str]) -> None:
    """``meant`` tells which value of a facet somebody may mean by a name."""
    for warning in result.query.warnings:
        terminal.say(f"Note: {warning.message}")
    for one in result.query.also:
        terminal.say(f"Also searched for {one.typed}: {', '.join(one.names)} (--aliases off leaves them out).")
    if result.suggestion is not None:
        terminal.say(f"Did you mean: {result.suggestion.text}")
    if result.any_total is not None and result.any_total > result.total:
        terminal.say(f"{_documents(result.any_total)} with any of the words: --match any shows them.")
    if result.skipped:
        terminal.say(f"Left out, for they would have taken too long: {', '.join(result.skipped)}.")
    if result.collapsed:
        terminal.say(
            f"{_documents(result.collapsed)} left out as near copies of those listed; --copies show lists them."
        )
    for held in result.coverage:
        if held.field and not held.documents:
            terminal.say(f"No document here has the {held.field} {held.label!r}." + meant(held.field, held.value))
    request = result.request
    terminal.print(_documents(result.total) + (f" for {result.query.canonical}" if result.query.canonical else ""))
    first = request.offset + 1
    for number, hit in enumerate(result.hits, first):
        terminal.write("\n")
        _print_hit(number, hit, terminal)
    facets = [line for line in map(_facet_line, result.facets.values()) if line]
    if result.dates is not None and (line := _date_line(result.dates)):
        facets.append(line)
    if facets and result.total:
        terminal.write("\n")
        for line in facets:
            terminal.print(line)
    shown = first + len(result.hits) - 1
    if result.hits and shown < result.total:
        terminal.write("\n")
        terminal.print(f"{first} to {shown} of {result.total}; --page {request.page + 1} shows more.")


def _print_hit(number: int, hit: "Hit", terminal: Terminal) -> None:
    label = f"{number}. "
    indent = " " * len(label)
    terminal.write(label + terminal.strong(_flat(hit.title)) + "\n")
    about = [hit.date.iso if hit.date else "undated", hit.source or "source unknown", hit.id]
    terminal.print(indent + " · ".join(about))
    for snippet in hit.snippets:
        if snippet.field == "title":
            continue  # it stands above
        where = "" if snippet.field == "body" else f"[{snippet.field}] "
        start, end = ("… " if snippet.cut_start else ""), (" …" if snippet.cut_end else "")
        terminal.write(f"{indent}{where}{start}{terminal.marked(_flat(snippet.text), snippet.ranges)}{end}\n")
    if hit.copies is not None:
        terminal.print(indent + _published(hit.copies))


def _published(copies: "Copies") -> str:
    """Where else nearly the same text stands."""
    named = [
        ", ".join((one.source or "source unknown", one.date.iso if one.date else "undated", one.id))
        for one in copies.listed[:COPIES_SHOWN]
    ]
    more = f"; and {copies.total - len(named)} more" if copies.total > len(named) else ""
    return f"also published: {'; '.join(named)}{more}"


def _flat(text: str) -> str:
    """On one line, character for character, so that ranges still hold."""
    return text.translate({10: " ", 13: " ", 9: " ", 0x2028: " ", 0x2029: " "})


def _facet_line(facet: "Facet") -> str:
    values = facet.values[:FACET_VALUES_SHOWN]
    if not values:
        return ""
    more = len(facet.values) > len(values) or facet.other
    return f"{facet.field}: {', '.join(map(_facet_value, values))}{', …' if more else ''}"


def _facet_value(value: "FacetValue") -> str:
    if value.count is None:
        return f"not {value.label}"
    name = value.label if value.value in (value.label, UNKNOWN) else f"{value.label} ({value.value})"
    return f"{name} {value.count}" + (" selected" if value.selected else "")


def _date_line(dates: "DateFacet") -> str:
    values = dates.values[-2 * FACET_VALUES_SHOWN :]
    told = [f"{value.value} {value.count}" for value in values]
    if len(values) < len(dates.values):
        told.insert(0, "…")
    if dates.undated:
        told.append(f"undated {dates.undated}")
    return f"date: {', '.join(told)}" if told else ""


def _documents(count: int) -> str:
    return "1 document" if count == 1 else f"{count:,} documents".replace(",", " ") if count else "No document"


SEARCH = Command(
    about="Search the archive. Filters of one kind widen each other, kinds narrow each other; names and meanings are the\n"
    "API's.",
    declare=_declare,
    run=_run,
    examples="""\
  regesta search moratorium
  regesta search '"six-party talks" -sanctions' --date-from 2009 --sort newest
  regesta search --source Stratfor --person person:kim-jong-il --json ""
  regesta search -- --an-odd-query
  regesta search --batch queries.jsonl --trec run.txt --limit 100
""",
)
