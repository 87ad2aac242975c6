"""Pages: templates filled in, and the few things that every page needs."""

from hashlib import sha256
from pathlib import Path
from typing import Any

from flask import Flask, Response, current_app, g, request

from search.errors import RegestaError
from search.views import Statistics
from web import repeated
from web.archive import service
from web.highlight import bdi_list, coded, page_bytes, plain_prose, shortened
from web.language import N_, choices, count, percent
from web.options import WebOptions
from web.sentences import translated
from web.wording import KIND_NAMES, counted, facet_words, moment, upper_first, written_date

STATIC = Path(__file__).parent / "static"
# Ways to write a query, shown on the first page and in the help; each is a link that can be tried.
SYNTAX = (
    ("food aid", N_("Documents with both words, anywhere")),
    ('"food aid"', N_("The words side by side")),
    ('"food aid"~5', N_("With up to five words between them")),
    ("sanctions OR embargo", N_("Either word")),
    ("sanctions -Iran", N_("The first without the second")),
    ("nucl*", N_("Any word that begins so")),
    ("Yongbyun~", N_("Words spelled nearly so")),
    ("title:talks", N_("A word of the title")),
    ('person:"Kim Jong Il"', N_("Documents that name someone, however the name is written")),
    ("date:2009..2012", N_("A range of years, months or days")),
    ("in:raw copyright", N_("Also in lines that cleaning took out")),
)
# A query longer than this is put into the box in part: what is there must stay usable.
LONGEST_IN_BOX = 20_000


def add_rendering(app: Flask, options: WebOptions) -> None:
    environment = app.jinja_env
    environment.trim_blocks = True
    environment.lstrip_blocks = True
    environment.filters |= {
        "coded": coded,
        "count": count,
        "percent": percent,
        "counted": counted,
        "moment": moment,
        "shortened": shortened,
        "upper_first": upper_first,
    }
    environment.globals |= {
        "site": options.name,
        "about": plain_prose(options.about),
        "asset": _asset_addresses(),
        "kind_names": KIND_NAMES,
        "facet_words": facet_words,
        "written_date": written_date,
        "translated": translated,
        "bdi_list": bdi_list,
        "repeated": repeated,
        "syntax": SYNTAX,
    }


def page(template: str, *, status: int = 200, **context: Any) -> Response:
    """A page of ours. What HTML cannot hold is replaced here, wherever in the page it came from.

    Who gives ``holdings`` saves looking at the archive.
    """
    context.setdefault("query_text", request.args.get("q", "")[:LONGEST_IN_BOX])
    context.setdefault("kept", ())
    if "holdings" not in context:
        context["holdings"] = holdings()
    context["languages"] = choices()
    context["request_id"] = g.get("request_id", "")
    html = current_app.jinja_env.get_template(template).render(context)
    return Response(page_bytes(html), status=status, mimetype="text/html")


def holdings() -> Statistics | None:
    """The archive's figures for the foot of the page; None while it does not answer."""
    if "holdings" not in g:
        try:
            g.holdings = service().statistics()
        except RegestaError:
            g.holdings = None
    found: Statistics | None = g.holdings
    return found


def base_url() -> str:
    """Where this archive is, without a slash at the end."""
    options: WebOptions = current_app.extensions["regesta_options"]
    return options.base_url or request.host_url.rstrip("/")


def _asset_addresses() -> dict[str, str]:
    """Each file of ours under an address that changes with its content, so that browsers may keep it for good."""
    return {
        file.name: f"/static/{file.name}?v={sha256(file.read_bytes()).hexdigest()[:12]}"
        for file in STATIC.iterdir()
        if file.is_file()
    }
