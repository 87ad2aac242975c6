"""In which language a page speaks: who chooses it, and the words of each, read from ``translations/<language>.po``.

English stands in code and templates themselves. Only pages are translated: what programs read (API, feeds, exports) is
English whatever the reader's language.
"""

import io
from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache, lru_cache
from gettext import GNUTranslations, NullTranslations
from operator import itemgetter
from pathlib import Path
from urllib.parse import quote, urlencode

from babel import Locale
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal, format_percent
from flask import Flask, Response, g, request
from werkzeug.datastructures import LanguageAccept
from werkzeug.http import parse_accept_header

from web.options import WebOptions

TRANSLATIONS = Path(__file__).parent / "translations"
# Every language of the pages, by its tag (BCP 47), under its own name. A new one is a row here and a catalogue.
LANGUAGES = {"en": "English", "de": "Deutsch"}
COOKIE = "lang"
A_YEAR = 365 * 24 * 3600
# Bytes of a query that a link to the same page in another language repeats.
LONGEST_KEPT = 2000
# What programs read is not translated, so it must not depend on who asks.
READ_BY_PROGRAMS = (
    "/api/", "/openapi.json", "/opensearch.xml", "/healthz", "/readyz", "/export/", "/cite/", "/text/", "/feed", "/timeline.csv", "/sitemap",
    "/robots.txt", "/static/", "/favicon.",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Language:
    """``gettext`` and ``ngettext`` give the words as the catalogue has them, placeholders not filled in."""

    tag: str
    name: str
    locale: Locale
    gettext: Callable[[str], str]
    ngettext: Callable[[str, str, int], str]
    pgettext: Callable[[str, str], str]


@cache
def language_of(tag: str) -> Language:
    """The language with this tag, its catalogue read once per process."""
    words = NullTranslations() if tag == "en" else _catalogue(tag)
    return Language(
        tag=tag,
        name=LANGUAGES[tag],
        locale=Locale.parse(tag, sep="-"),
        gettext=words.gettext,
        ngettext=words.ngettext,
        pgettext=words.pgettext,
    )


def _catalogue(tag: str) -> NullTranslations:
    """Made of the text that translators edit: a compiled copy beside it could be out of date, or missing from a checkout."""
    with (TRANSLATIONS / f"{tag}.po").open("rb") as file:
        catalogue = read_po(file, locale=tag.replace("-", "_"))
    compiled = io.BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return GNUTranslations(compiled)


ENGLISH = language_of("en")
_spoken: ContextVar[Language] = ContextVar("language", default=ENGLISH)


def language() -> Language:
    """What the answer to the current request is written in; English outside of one."""
    return _spoken.get()


def speak(chosen: Language) -> None:
    """From here on, in this thread or task."""
    _spoken.set(chosen)


# --- words ------------------------------------------------------------------------------------------------------------


def gettext(message: str, **values: object) -> str:
    """``message`` in the reader's language, ``%(name)s`` filled in (only where there are values, as ``%`` may stand alone)."""
    said = _spoken.get().gettext(message)
    return said % values if values else said


def ngettext(one: str, many: str, number: int, **values: object) -> str:
    """The form that ``number`` asks for; ``%(num)s`` is the number as the language writes it."""
    said = _spoken.get().ngettext(one, many, number)
    return said % {"num": count(number), **values} if "%" in said else said


def pgettext(context: str, message: str, **values: object) -> str:
    """As ``gettext``, where one English word is several elsewhere; ``context`` tells them apart."""
    said = _spoken.get().pgettext(context, message)
    return said % values if values else said


def N_(message: str) -> str:  # noqa: N802  (gettext's own name for it)
    """Marks a text of a table as one to be translated where it is shown."""
    return message


def NN_(one: str, many: str) -> tuple[str, str]:  # noqa: N802
    """Marks the two forms of a counted thing in a table."""
    return one, many


def count(number: int) -> str:
    """``1,204`` as the language groups digits."""
    return str(number) if -1000 < number < 1000 else _grouped(number, _spoken.get().tag)


@lru_cache(maxsize=4096)
def _grouped(number: int, tag: str) -> str:
    return f"{number:,}" if tag == "en" else format_decimal(number, locale=language_of(tag).locale)


def percent(share: float) -> str:
    """``12%``, below a tenth ``1.2%``: a share from 0 to 1 as the language writes it."""
    return _percent(round(share, 2 if share >= 0.1 else 3), _spoken.get().tag)


@lru_cache(maxsize=4096)
def _percent(share: float, tag: str) -> str:
    return format_percent(share, locale=language_of(tag).locale, decimal_quantization=False)


# --- who chooses ------------------------------------------------------------------------------------------------------


def add_language(app: Flask, options: WebOptions) -> None:
    for tag in LANGUAGES:
        language_of(tag)  # before the first request, and before a server forks

    @app.before_request
    def choose() -> Response | None:
        """What the reader chose here, else what the archive is set to, else what the browser asks for."""
        if request.path.startswith(READ_BY_PROGRAMS):
            speak(ENGLISH)
            return None
        wish = request.args.get("lang")
        if wish is not None:
            return _remembered(wish)
        tag = request.cookies.get(COOKIE)
        if tag not in LANGUAGES:
            asked = request.headers.get("Accept-Language", "")
            tag = _wanted(asked[:200]) if options.language == "auto" else options.language
        speak(language_of(tag))
        g.in_language = True
        return None

    @app.after_request
    def tell(response: Response) -> Response:
        if g.get("in_language"):
            response.vary.update(("Accept-Language", "Cookie"))
            if response.mimetype == "text/html":
                response.headers["Content-Language"] = language().tag
        return response


def choices() -> tuple[tuple[str, str, str], ...]:
    """(tag, own name, address that chooses it) of each language, for the foot of a page."""
    query = [pair for pair in request.args.items(multi=True) if pair[0] != "lang"]
    if len(request.query_string) > LONGEST_KEPT:
        query = []  # a page is not made twice as long by the address it has
    path = quote(request.path)
    return tuple((tag, name, f"{path}?{_written([*query, ('lang', tag)])}") for tag, name in LANGUAGES.items())


def _written(pairs: list[tuple[str, str]]) -> str:
    """A query string in the spelling and the order that addresses have here."""
    return urlencode(sorted(pairs, key=itemgetter(0)), quote_via=quote, safe=",:")


def _remembered(wish: str) -> Response:
    """The same page without ``lang``, which a cookie keeps from now on: every page has one address in all languages."""
    kept = [pair for pair in request.args.items(multi=True) if pair[0] != "lang"]
    # Two slashes at the beginning would be another site.
    path = "/" + quote(request.path.lstrip("/"))
    response = Response(status=302)
    response.headers["Location"] = path + ("?" + _written(kept) if kept else "")
    response.headers["Cache-Control"] = "no-store"
    if wish in LANGUAGES:
        response.set_cookie(
            COOKIE, wish, max_age=A_YEAR, path="/", secure=request.is_secure, httponly=True, samesite="Lax"
        )
    return response


@lru_cache(maxsize=512)
def _wanted(header: str) -> str:
    """The language of ours that an Accept-Language header likes best, English where it names none of them."""
    return parse_accept_header(header, LanguageAccept).best_match(LANGUAGES, default="en") or "en"
