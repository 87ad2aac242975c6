"""What whoever keeps the archive says about it."""

from pathlib import Path

from bs4 import BeautifulSoup

from web import create_app

ABOUT = (
    "Papers of a harbour (1961), scanned at https://harbour.example/a?b=1&c=2.\n\nSecond <b>paragraph</b>,\nsame one."
)


def test_the_first_page_shows_the_first_paragraph_and_the_help_page_all(archive: Path) -> None:
    client = create_app(archive=archive, about=ABOUT).test_client()
    home = BeautifulSoup(client.get("/").data, "lxml")
    help_page = BeautifulSoup(client.get("/help").data, "lxml")
    assert "scanned at" in home.get_text()
    assert "Second" not in home.get_text()
    link = home.select_one("main a[href^='https://']")
    assert link is not None
    assert (link["href"], link.get_text()) == ("https://harbour.example/a?b=1&c=2",) * 2
    assert [p.get_text() for p in help_page.select("#about p")] == ABOUT.split("\n\n")
    assert help_page.select("#about b") == []
    assert help_page.select_one("footer a[href='/help#about']") is not None


def test_an_archive_of_which_nothing_is_said_has_no_empty_section(archive: Path) -> None:
    client = create_app(archive=archive).test_client()
    for address in ("/", "/help"):
        assert "#about" not in client.get(address).get_data(as_text=True)
        assert 'id="about"' not in client.get(address).get_data(as_text=True)
