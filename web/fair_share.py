"""No one address takes the server from all others: what each costs is measured, and who has used up a share waits a little.

A crawler that follows every link meets pages nobody has asked for before, so each costs a search. Cost is the processor time
that answers took, not their number: a page that is remembered, an unchanged one (304) or a file costs next to nothing, an
export of ten thousand documents what it is worth. Every worker process keeps accounts of its own.
"""

import math
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from threading import Lock
from urllib.parse import urlsplit

from flask import Flask, Response, current_app, g, request

from search.facets import FACETS
from web.language import gettext as _
from web.options import WebOptions
from web.problems import TOO_MANY_FILTERS, TOO_MANY_REQUESTS, refusal

# Accounts of this many addresses, those seen last, are kept: about 200 bytes each. Who is forgotten begins with a full one.
MOST_ACCOUNTS = 20_000
# Who is refused waits until this part of a minute's share has come together, and not for every page again.
SHARE_TO_GO_ON = 0.1
# Whether the server is well, and what crawlers are told, is answered whoever asks. Files of ours cost nothing.
ALWAYS_ANSWERED = ("/healthz", "/readyz", "/robots.txt", "/static/", "/favicon.")
# Lists that filters can be combined for.
LISTS = ("/search", "/facets/", "/timeline", "/feed", "/export/")
# Each is one filter, however long the range.
_FILTERS = {
    *(facet.name for facet in FACETS),
    *(f"not_{facet.name}" for facet in FACETS),
    "date_from",
    "date_to",
    "undated",
}
# Set by the button on the page that asks whether a reader is there; crawlers follow links, they press no buttons.
ASKED_FOR = "asked_for"


class Shares:
    """Accounts in seconds of processor time, one a client: full at first, filled up steadily, safe for threads.

    ``a_minute``: what an account holds at most, and what comes in within a minute. ``now`` is a clock, ``spent`` the
    processor time of the calling thread, both in seconds.
    """

    def __init__(
        self,
        a_minute: float,
        *,
        now: Callable[[], float] = time.monotonic,
        spent: Callable[[], float] = time.thread_time,
        most: int = MOST_ACCOUNTS,
    ) -> None:
        self.spent = spent
        self._full = a_minute
        self._rate = a_minute / 60
        self._now = now
        self._most = most
        self._accounts: OrderedDict[str, tuple[float, float]] = OrderedDict()  # client: (seconds left, as of when)
        self._lock = Lock()

    def __len__(self) -> int:
        return len(self._accounts)

    def wait(self, client: str) -> float:
        """Seconds until this client is answered again; 0 when it is now."""
        with self._lock:
            left = self._left(client)
        return 0.0 if left > 0 else (SHARE_TO_GO_ON * self._full - left) / self._rate

    def charge(self, client: str, seconds: float) -> None:
        """What an answer took. An account may fall below nothing: what an answer takes is known only afterwards."""
        with self._lock:
            self._accounts[client] = (self._left(client) - seconds, self._now())
            self._accounts.move_to_end(client)
            while len(self._accounts) > self._most:
                self._accounts.popitem(last=False)

    def _left(self, client: str) -> float:
        left, since = self._accounts.get(client, (self._full, 0.0))
        return min(self._full, left + (self._now() - since) * self._rate)


def add_fair_share(app: Flask, options: WebOptions) -> None:
    app.extensions["regesta_shares"] = Shares(options.client_seconds) if options.client_seconds else None

    @app.before_request
    def refuse_who_took_too_much() -> Response | None:
        if request.path.startswith(ALWAYS_ANSWERED):
            return None
        client = client_of(request.environ, options.proxies)
        if client is None:
            return None
        if options.stranger_filters and filters_in_force() > options.stranger_filters and is_stranger():
            return _whether_a_reader_is_there(options.stranger_filters)
        shares = _shares()
        if shares is None:
            return None
        if seconds := shares.wait(client):
            return _wait_a_little(math.ceil(seconds))
        g.pays = (client, shares.spent())
        return None

    @app.after_request
    def charge_when_sent(response: Response) -> Response:
        shares = _shares()
        if shares is not None and (pays := g.get("pays")) is not None:
            client, began = pays
            # An export is made while it is sent, by the same thread.
            response.call_on_close(lambda: shares.charge(client, max(0.0, shares.spent() - began)))
        return response


def _shares() -> Shares | None:
    """Of the application that answers the current request."""
    shares: Shares | None = current_app.extensions["regesta_shares"]
    return shares


# --- who asks ---------------------------------------------------------------------------------------------------------


def client_of(environ: Mapping[str, object], proxies: int) -> str | None:
    """Who is to be charged: an IPv4 address, the /64 of an IPv6 one. None: nobody, the request comes from this machine.

    With ``proxies`` it is the address that the outermost of that many proxies saw, counted from the right end of
    X-Forwarded-For: what stands further left was written by whoever asks. Without, a connection from this machine is a program of
    its owner, or a proxy that nobody declared; to limit that one would limit all readers together.
    """
    seen = str(environ.get("REMOTE_ADDR") or "")
    if proxies:
        forwarded = [part.strip() for part in str(environ.get("HTTP_X_FORWARDED_FOR") or "").split(",")]
        if len(forwarded) >= proxies and forwarded[-proxies]:
            seen = forwarded[-proxies]
    if (address := _address(seen)) is None:
        return seen[:64] or None  # a socket without addresses, or a proxy's own word for somebody
    if address.is_loopback:
        return None
    return str(_network(address))


def _address(text: str) -> IPv4Address | IPv6Address | None:
    """Also as some proxies write it: ``192.0.2.1:4711``, ``[2001:db8::1]:4711``."""
    text = text.partition("]")[0].removeprefix("[") if text.startswith("[") else text
    try:
        address = ip_address(text if text.count(":") != 1 else text.partition(":")[0])
    except ValueError:
        return None
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return mapped or address


def _network(address: IPv4Address | IPv6Address) -> IPv4Address | IPv4Network | IPv6Network:
    # One customer of a provider has a whole /64 to ask from.
    return address if isinstance(address, IPv4Address) else ip_network((address, 64), strict=False)


def filters_in_force() -> int:
    """How many filters the address combines, if it is that of a list."""
    if not request.path.startswith(LISTS):
        return 0
    return sum(name in _FILTERS and bool(value) for name, value in request.args.items(multi=True))


def is_stranger() -> bool:
    """Whether nothing says that a person came here: no browser that opens a page, no page of ours before this one."""
    if request.headers.get("Sec-Fetch-Mode") or request.cookies or ASKED_FOR in request.args:
        return False
    return urlsplit(request.headers.get("Referer", "")).netloc != request.host


# --- refusals ---------------------------------------------------------------------------------------------------------


def _wait_a_little(seconds: int) -> Response:
    response = refusal(
        TOO_MANY_REQUESTS,
        _("Your address has asked for more than its share of this server."),
        _("Try again in a little while. Programs read the API, which says after how many seconds in `Retry-After`."),
    )
    response.headers["Retry-After"] = str(seconds)
    return response


def _whether_a_reader_is_there(most: int) -> Response:
    return refusal(
        TOO_MANY_FILTERS,
        _(
            "Lists with more than %(most)s filters at once are for readers; crawlers lose themselves in them.",
            most=most,
        ),
        _("Programs read the API, where filters can be combined freely."),
        again=(*request.args.items(multi=True), (ASKED_FOR, "yes")),
    )
