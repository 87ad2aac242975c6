"""A crawler that follows every link, kept or forbidden, cannot keep the server from answering others."""

from collections import deque
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.test import TestResponse

from tests.web.archives import GAZETTE, OFFICE, REVIEW
from web import caching, create_app
from web.fair_share import Shares, client_of

CRAWLER, READER = "192.0.2.1", "198.51.100.7"
COST, SHARE = 0.1, 2.0  # seconds of processor time: of a page that is made, of an address within a minute
BROWSER = {"Sec-Fetch-Mode": "navigate"}


class Clock:
    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def clock() -> Clock:
    return Clock()


def asks(client: FlaskClient, address: str, who: str, **headers: str) -> TestResponse:
    return client.get(
        address, environ_base={"REMOTE_ADDR": who}, headers=headers, buffered=True
    )  # buffered: sent whole, as servers do


# --- accounts ---------------------------------------------------------------------------------------------------------


def test_an_address_may_cost_its_share_at_once_and_then_waits(clock: Clock) -> None:
    shares = Shares(6.0, now=clock)
    shares.charge("a", 5.9)
    assert shares.wait("a") == 0
    shares.charge("a", 1.1)  # 1 s below nothing; a tenth of 6 s has to come together again, 0.1 s a second
    assert shares.wait("a") == pytest.approx(16)
    clock.seconds += 9
    assert 0 < shares.wait("a") < 16
    clock.seconds += 7
    assert shares.wait("a") == 0
    assert shares.wait("b") == 0


@given(costs=st.lists(st.tuples(st.floats(0, 5), st.floats(0, 30)), max_size=40))
def test_nobody_is_given_more_than_a_share_and_what_came_in_meanwhile(costs: list[tuple[float, float]]) -> None:
    clock, taken = Clock(), 0.0
    shares = Shares(2.0, now=clock)
    for cost, pause in costs:
        if shares.wait("a") == 0:
            shares.charge("a", cost)
            taken += cost
        clock.seconds += pause
    assert taken <= 2.0 + clock.seconds * 2.0 / 60 + 5  # the last answer may have cost more than was left


def test_accounts_are_kept_for_a_bounded_number_of_addresses(clock: Clock) -> None:
    shares = Shares(1.0, now=clock, most=10)
    for number in range(1_000):
        shares.charge(f"10.0.{number // 256}.{number % 256}", 2.0)
    assert len(shares) == 10
    assert shares.wait("10.0.3.231") > 0


@pytest.mark.parametrize(
    ("seen", "forwarded", "proxies", "client"),
    [
        ("192.0.2.1", "", 0, "192.0.2.1"),
        (
            "192.0.2.1",
            "203.0.113.9",
            0,
            "192.0.2.1",
        ),  # nobody declared a proxy: the header is the asker's own invention
        ("127.0.0.1", "", 0, None),
        ("::1", "", 0, None),
        ("::ffff:127.0.0.1", "", 0, None),
        ("", "", 0, None),  # a local socket
        ("127.0.0.1", "203.0.113.9", 1, "203.0.113.9"),
        ("127.0.0.1", "6.6.6.6, 203.0.113.9", 1, "203.0.113.9"),  # the left part was sent by the asker
        ("127.0.0.1", "6.6.6.6, 203.0.113.9, 10.0.0.2", 2, "203.0.113.9"),
        ("10.0.0.2", "", 1, "10.0.0.2"),
        ("127.0.0.1", "203.0.113.9:4711", 1, "203.0.113.9"),
        ("127.0.0.1", "[2001:db8:1:2:3::4]:4711", 1, "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::9", "", 0, "2001:db8:1:2::/64"),
        ("::ffff:192.0.2.1", "", 0, "192.0.2.1"),
        ("127.0.0.1", "unknown", 1, "unknown"),
    ],
)
def test_who_is_charged(seen: str, forwarded: str, proxies: int, client: str | None) -> None:
    assert client_of({"REMOTE_ADDR": seen, "HTTP_X_FORWARDED_FOR": forwarded}, proxies) == client


# --- over HTTP --------------------------------------------------------------------------------------------------------


@pytest.fixture
def costly(archive: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> FlaskClient:
    """An application of which every page that is made costs a tenth of a second of processor time, and a kept one nothing."""
    spent = Clock()
    app = create_app(archive=archive, stranger_filters=3)
    app.extensions["regesta_shares"] = Shares(SHARE, now=clock, spent=spent)
    made = caching.RecentPages.put

    def counted(kept: caching.RecentPages, tag: str, page: bytes) -> None:
        spent.seconds += COST
        made(kept, tag, page)

    monkeypatch.setattr(caching.RecentPages, "put", counted)
    return app.test_client()


def test_who_used_up_a_share_is_told_when_to_come_back_and_others_are_answered(
    costly: FlaskClient, clock: Clock
) -> None:
    answers = [asks(costly, f"/search?q=harbour+{number}", CRAWLER) for number in range(40)]
    refused = [answer for answer in answers if answer.status_code == 429]
    assert 0 < len(refused) < 40
    wait = int(refused[-1].headers["Retry-After"])
    assert 0 < wait <= 60
    assert "Retry-After" in refused[-1].get_data(as_text=True)
    assert refused[-1].headers["Cache-Control"] == "no-store"

    problem = asks(costly, "/api/v1/search?q=harbour", CRAWLER)
    assert (problem.status_code, problem.mimetype) == (429, "application/problem+json")
    assert problem.get_json()["code"] == "too-many-requests"
    assert problem.headers["Retry-After"] == str(wait)

    assert asks(costly, "/search?q=harbour", READER).status_code == 200
    for address in ("/healthz", "/readyz", "/robots.txt", "/static/regesta.css"):
        assert asks(costly, address, CRAWLER).status_code == 200
    clock.seconds += wait
    assert asks(costly, "/search?q=harbour+again", CRAWLER).status_code == 200


def test_pages_that_were_made_before_cost_nothing(costly: FlaskClient) -> None:
    first = asks(costly, "/search?q=harbour", CRAWLER)
    answers = [asks(costly, "/search?q=harbour", CRAWLER) for _ in range(100)]
    assert {answer.status_code for answer in answers} == {200}
    assert {answer.data for answer in answers} == {first.data}


def test_this_machine_itself_is_never_refused(costly: FlaskClient) -> None:
    answers = {asks(costly, f"/search?q=ferry+{number}", "127.0.0.1").status_code for number in range(60)}
    assert answers == {200}


def test_a_crawler_that_follows_every_link_and_ticks_every_value_takes_its_share_and_no_more(
    costly: FlaskClient, clock: Clock
) -> None:
    """It ignores robots.txt and nofollow, invents the addresses that forms would send, and asks twenty times a second."""
    waiting, seen, refused = deque(["/search"]), set(), 0
    for _ in range(400):
        address = waiting.popleft()
        answer = asks(costly, address, CRAWLER)
        clock.seconds += 0.05
        if answer.status_code == 429:
            refused += 1
            if refused % 25 == 0:  # once in some seconds
                assert asks(costly, f"/search?q=harbour&page={refused}", READER, **BROWSER).status_code == 200
            waiting.append(address)
        if answer.mimetype != "text/html":
            continue
        page = BeautifulSoup(answer.data, "lxml")
        found = [link["href"].partition("#")[0] for link in page.select("a[href^='/']")]
        if address.startswith("/search"):
            joint = "&" if "?" in address else "?"
            found += [
                f"{address}{joint}{each['name']}={each['value']}" for each in page.select("#filters [name][value]")
            ]
        waiting.extend(link for link in found if link not in seen)
        seen.update(found)
    pages = round(costly.application.extensions["regesta_shares"].spent() / COST) - refused // 25
    assert refused > 100
    assert 20 <= pages <= (SHARE + clock.seconds * SHARE / 60) / COST + 1
    assert len(waiting) > 500  # there is always more to follow


# --- combined filters ---------------------------------------------------------------------------------------------------

MANY = f"/search?q=harbour&source={REVIEW}&source={OFFICE}&not_place=place:NO&date_from=1999&not_source={GAZETTE}"


def test_a_stranger_has_to_press_a_button_for_many_filters_at_once(costly: FlaskClient) -> None:
    assert asks(costly, f"/search?source={REVIEW}&source={OFFICE}&date_from=1999", CRAWLER).status_code == 200
    refused = asks(costly, MANY, CRAWLER)
    assert refused.status_code == 403
    page = BeautifulSoup(refused.data, "lxml")
    assert "more than 3 filters" in page.get_text()
    assert page.select_one("meta[name=robots]")["content"] == "noindex, nofollow"
    fields = {(field["name"], field["value"]) for field in page.select("main form input")}
    assert ("not_place", "place:NO") in fields
    pressed = costly.get("/search", query_string=list(fields), environ_base={"REMOTE_ADDR": CRAWLER})
    assert pressed.status_code == 200


@pytest.mark.parametrize("headers", [BROWSER, {"Referer": "http://localhost/search?q=harbour"}], ids=str)
def test_a_person_may_combine_as_many_as_they_like(costly: FlaskClient, headers: dict[str, str]) -> None:
    assert asks(costly, MANY, READER, **headers).status_code == 200


def test_who_chose_a_language_is_a_person(costly: FlaskClient) -> None:
    costly.set_cookie("lang", "en")
    assert asks(costly, MANY, READER).status_code == 200


def test_programs_may_combine_as_many_as_they_like_in_the_api(costly: FlaskClient) -> None:
    assert asks(costly, "/api/v1" + MANY, CRAWLER).status_code == 200
    assert asks(costly, "/feed" + MANY.removeprefix("/search"), CRAWLER).status_code == 403
    assert asks(costly, MANY, "127.0.0.1").status_code == 200


def test_no_limit_means_no_limit(archive: Path) -> None:
    client = create_app(archive=archive, client_seconds=0, stranger_filters=0).test_client()
    assert {asks(client, MANY, CRAWLER).status_code for _ in range(30)} == {200}
