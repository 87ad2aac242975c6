"""One reader and one writer of request parameters, for page, API and command line alike.

Names and rules are the same at every door. ``strict`` is the API's reading: an unknown or repeated parameter is an error
there, while the page overlooks it and also understands dates as people type them (``1 Mar 2012``).
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar, get_args
from urllib.parse import quote, urlencode

from rapidfuzz import process
from rapidfuzz.distance import OSA

from search.dates import DateSpan, parse_partial_date
from search.engines.contract import Sort
from search.errors import BadRequest, QueryError, RequestError
from search.facets import DEFAULT_FACETS, FACET_NAMES, FACETS
from search.query.lexer import cleaned, compact
from search.query.limits import DEFAULT_LIMITS, Limits
from search.request import MAX_LIMIT, MAX_OFFSET, CopiesShown, Match, SearchRequest, Undated
from search.typed_dates import partial_date

MAX_VALUES = 100  # filter values of one request
MAX_VALUE_LENGTH = 512  # code points; as long as the longest id
MAX_FACET_SIZE = 100
NO_FACETS = "none"  # ``facets=none`` counts nothing

ON, OFF = "on", "off"
NOT = "not_"
INCLUSIONS = {facet.name: facet.name for facet in FACETS}  # parameter -> facet
EXCLUSIONS = {NOT + facet.name: facet.name for facet in FACETS}
SINGLE = (
    "q", "match", "aliases", "date_from", "date_to", "undated", "copies", "sort", "page", "limit", "cursor", "facet_size",
)  # fmt: skip
PARAMETERS: tuple[str, ...] = (*SINGLE, "facets", *INCLUSIONS, *EXCLUSIONS)

_SURROGATES = re.compile("[\ud800-\udfff]")
_DEFAULT = SearchRequest()
Choice = TypeVar("Choice", bound=str)


def read_params(pairs: Iterable[tuple[str, str]], *, strict: bool, limits: Limits = DEFAULT_LIMITS) -> SearchRequest:
    """The request that ``pairs`` (name, value) ask for; empty values ask for nothing. Raises BadRequest with every error."""
    given = _Given(strict=strict)
    for name, value in pairs:
        given.take(name, value)
    reader = _Reader(given.values, strict=strict, limits=limits, errors=given.errors)
    request = reader.request()
    if reader.errors:
        raise BadRequest(tuple(reader.errors))
    return request


def write_params(request: SearchRequest, **changes: Any) -> str:
    """The canonical query string of ``request`` with some of its fields changed: names sorted, defaults and empty values
    left out. Reading it gives the same request. Without a leading ``?``; empty for the default request."""
    request = replace(request, **changes)
    usual = _usual_undated(request.date_from, request.date_to)
    pairs: list[tuple[str, str]] = [
        ("q", request.text),
        ("match", request.match if request.match != _DEFAULT.match else ""),
        ("aliases", "" if request.aliases else OFF),
        ("date_from", request.date_from.iso if request.date_from else ""),
        ("date_to", request.date_to.iso if request.date_to else ""),
        ("undated", request.undated if request.undated != usual else ""),
        ("copies", request.copies if request.copies != _DEFAULT.copies else ""),
        ("sort", request.sort if request.sort != _DEFAULT.sort else ""),
        ("page", str(request.page) if request.page != _DEFAULT.page else ""),
        ("limit", str(request.limit) if request.limit != _DEFAULT.limit else ""),
        ("cursor", request.cursor or ""),
        ("facets", "" if request.facets == DEFAULT_FACETS else ",".join(request.facets) or NO_FACETS),
        ("facet_size", str(request.facet_size) if request.facet_size != _DEFAULT.facet_size else ""),
        *((name, value) for name, values in request.included for value in values),
        *((NOT + name, value) for name, values in request.excluded for value in values),
    ]
    written = sorted((pair for pair in pairs if pair[1]), key=lambda pair: pair[0])  # stable: values keep their order
    return urlencode(written, quote_via=quote, safe=",:")


def closest(word: str, choices: Sequence[str]) -> str | None:
    """The one of ``choices`` that ``word`` is most likely a misspelling of; None when none is near."""
    # A third of the letters wrong is still a slip; beyond that a guess would mislead.
    near = process.extractOne(word[:64].lower(), choices, scorer=OSA.normalized_similarity, score_cutoff=0.6)
    return str(near[0]) if near else None


def _usual_undated(date_from: DateSpan | None, date_to: DateSpan | None) -> Undated:
    return "exclude" if date_from or date_to else "include"


@dataclass(slots=True)
class _Given:
    """Values by parameter, as they arrive."""

    strict: bool
    values: dict[str, list[str]] = field(default_factory=dict)
    errors: list[RequestError] = field(default_factory=list)

    def take(self, name: str, value: str) -> None:
        if name not in PARAMETERS:
            if self.strict and name not in (error.parameter for error in self.errors):
                shown = compact(cleaned(name).text)[:MAX_VALUE_LENGTH]
                near = closest(name, PARAMETERS)
                hint = f"Did you mean {near}?" if near else "See the list of parameters in the API's description."
                self.errors.append(RequestError(shown, f"There is no parameter {shown!r}.", suggestion=near, hint=hint))
            return
        # The parser tells about invisible characters in a query; surrogates cannot even be sent back.
        text = _SURROGATES.sub("", value) if name == "q" else compact(cleaned(value).text)
        if not text:
            return
        if self.strict and name in SINGLE and name in self.values:
            self.errors.append(RequestError(name, f"{name} is given more than once.", hint="Give it once."))
        self.values.setdefault(name, []).append(text)


@dataclass(slots=True)
class _Reader:
    """Reads every parameter even when an earlier one was wrong, so that all errors are told at once."""

    values: dict[str, list[str]]
    strict: bool
    limits: Limits
    errors: list[RequestError]

    def request(self) -> SearchRequest:
        date_from, date_to = self._date("date_from"), self._date("date_to")
        if date_from and date_to and date_from.earliest > date_to.latest:
            self._wrong(
                "date_from", f"date_from ({date_from.iso}) is after date_to ({date_to.iso}).", hint="Swap them."
            )
        undated = self._choice("undated", get_args(Undated), _usual_undated(date_from, date_to))
        if undated == "only" and (date_from or date_to):
            self._wrong(
                "undated", "Undated documents cannot lie in a range of dates.", hint="Leave out date_from and date_to."
            )
        included, excluded = self._values(INCLUSIONS), self._values(EXCLUSIONS)
        self._check_values(included, excluded)
        cursor = self._last("cursor")
        page = self._number("page", _DEFAULT.page, 1, None)
        limit = self._number("limit", _DEFAULT.limit, 0, MAX_LIMIT)
        if cursor is None and (page - 1) * limit > MAX_OFFSET:
            self._wrong(
                "page",
                f"Pages reach the first {MAX_OFFSET:,} hits; page {page} lies beyond them.",
                suggestion=str(MAX_OFFSET // limit + 1),
                hint="Follow the cursor in `next` from page to page instead.",
            )
        return SearchRequest(
            text=self._text(),
            match=self._choice("match", get_args(Match), _DEFAULT.match),
            aliases=self._choice("aliases", (ON, OFF), ON) == ON,
            included=included,
            excluded=excluded,
            date_from=date_from,
            date_to=date_to,
            undated=undated,
            copies=self._choice("copies", get_args(CopiesShown), _DEFAULT.copies),
            sort=self._choice("sort", get_args(Sort), _DEFAULT.sort),
            page=page,
            limit=limit,
            cursor=cursor,
            facets=self._facets(),
            facet_size=self._number("facet_size", _DEFAULT.facet_size, 1, MAX_FACET_SIZE),
        )

    def _wrong(self, parameter: str, message: str, *, suggestion: str | None = None, hint: str = "") -> None:
        self.errors.append(RequestError(parameter, message, suggestion=suggestion, hint=hint))

    def _last(self, name: str) -> str | None:
        return self.values[name][-1] if name in self.values else None

    def _text(self) -> str:
        text = self._last("q") or ""
        if len(text) > self.limits.characters:
            self.errors.append(
                QueryError(
                    f"The query has {len(text):,} characters; {self.limits.characters:,} are allowed.",
                    start=self.limits.characters,
                    end=len(text),
                    hint="Search for a few words or one sentence of the text.",
                )
            )
        return text

    def _date(self, name: str) -> DateSpan | None:
        typed = self._last(name)
        if typed is None:
            return None
        try:
            return parse_partial_date(typed if self.strict else partial_date(typed) or typed, name)
        except RequestError as error:
            self.errors.append(error)
            return None

    def _choice(self, name: str, choices: tuple[Choice, ...], default: Choice) -> Choice:
        typed = self._last(name)
        if typed is None:
            return default
        for choice in choices:
            if typed == choice:
                return choice
        near = closest(typed, choices)
        self._wrong(name, f"{name} cannot be {typed[:64]!r}.", suggestion=near, hint=f"Choose {_or(choices)}.")
        return default

    def _number(self, name: str, default: int, least: int, most: int | None) -> int:
        typed = self._last(name)
        if typed is None:
            return default
        wanted = f"a whole number from {least}" + (f" to {most}" if most is not None else "")
        if not re.fullmatch("[+-]?[0-9]{1,18}", typed):
            self._wrong(name, f"{name} is {wanted}, not {typed[:64]!r}.", suggestion=str(default))
            return default
        number = int(typed)
        if number < least or (most is not None and number > most):
            nearest = least if number < least else most
            self._wrong(name, f"{name} is {wanted}, not {number}.", suggestion=str(nearest))
            return default
        return number

    def _values(self, parameters: dict[str, str]) -> tuple[tuple[str, tuple[str, ...]], ...]:
        return tuple(
            (facet, tuple(dict.fromkeys(self.values[parameter])))
            for parameter, facet in parameters.items()
            if parameter in self.values
        )

    def _check_values(
        self, included: Sequence[tuple[str, tuple[str, ...]]], excluded: Sequence[tuple[str, tuple[str, ...]]]
    ) -> None:
        groups = [*included, *((NOT + facet, values) for facet, values in excluded)]
        if (number := sum(len(values) for _, values in groups)) > MAX_VALUES:
            self._wrong(groups[-1][0], f"The request has {number} filter values; {MAX_VALUES} are allowed.")
        for parameter, values in groups:
            if any(len(value) > MAX_VALUE_LENGTH for value in values):
                self._wrong(parameter, f"A value of {parameter} is longer than {MAX_VALUE_LENGTH} characters.")
        wanted = dict(included)
        for facet, values in excluded:
            for value in values:
                if value in wanted.get(facet, ()):
                    self._wrong(
                        NOT + facet,
                        f"{value[:64]!r} is asked for by {facet} and excluded by {NOT}{facet}.",
                        hint="Leave out one of the two.",
                    )

    def _facets(self) -> tuple[str, ...]:
        typed = [name.strip() for value in self.values.get("facets", ()) for name in value.split(",")]
        names = [name for name in dict.fromkeys(typed) if name]
        if not names:
            return DEFAULT_FACETS
        if names == [NO_FACETS]:
            return ()
        for name in names:
            if name not in FACET_NAMES:
                self._wrong(
                    "facets",
                    f"There is no facet {name[:64]!r}.",
                    suggestion=closest(name, FACET_NAMES),
                    hint=f"Choose among {', '.join(FACET_NAMES)}, or {NO_FACETS} alone.",
                )
        return tuple(name for name in names if name in FACET_NAMES)


def _or(choices: Sequence[str]) -> str:
    return ", ".join(choices[:-1]) + f" or {choices[-1]}"
