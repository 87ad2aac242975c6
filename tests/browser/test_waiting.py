"""Who is asked to wait meets a page like the others."""

from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from tests.browser.archives import archive_app
from tests.browser.chromium import wcag_violations
from web.fair_share import Shares

__all__ = ["archive_app"]

ADDRESS = "192.0.2.1"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_reader_whose_address_took_too_much_is_told_to_wait_and_can_read_it(
    serve: Callable[[Flask], str], archive_app: Flask, open_page: Callable[..., Page], scheme: str
) -> None:
    site = serve(archive_app)
    shares: Shares = archive_app.extensions["regesta_shares"]
    shares.charge(ADDRESS, 1_000)
    outer = archive_app.wsgi_app

    def from_elsewhere(environ: dict[str, object], start: Callable[..., object]) -> object:
        return outer({**environ, "REMOTE_ADDR": ADDRESS}, start)

    archive_app.wsgi_app = from_elsewhere  # type: ignore[method-assign,assignment]
    try:
        page = open_page(color_scheme=scheme, viewport={"width": 390, "height": 844})
        answer = page.goto(site + "/search?q=harbour")
        assert answer is not None
        assert answer.status == 429
        assert int(answer.headers["retry-after"]) > 0
        expect(page.locator("h1")).to_have_text("Too many requests")
        assert page.input_value("#q") == "harbour"
        assert wcag_violations(page) == []
    finally:
        archive_app.wsgi_app = outer  # type: ignore[method-assign]
