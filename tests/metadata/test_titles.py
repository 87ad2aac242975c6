"""What a text without markup is called."""

import pytest

from indexer.metadata.scraped import Scraped
from indexer.metadata.titles import title_of

PROSE = (
    "The ministers of the two countries agreed in the spring that the talks should go on, and that nobody would leave the table "
    "before the end of the year, whatever happened at the border."
)


def title(*lines: str) -> str | None:
    found = title_of(Scraped(lines=lines, tags=("",) * len(lines)))
    return found.value if found else None


def test_a_heading_with_a_line_drawn_under_it_is_the_title_whatever_menu_stands_above() -> None:
    menu = ("1. Home", "2. Ministries", "3. Ministry of Trade", "* Ministries and what they do", "+ Facts and figures")
    assert title(*menu, "Auctions of boats", "=================", PROSE) == "Auctions of boats"


def test_a_heading_of_two_lines_is_as_long_as_the_line_under_it() -> None:
    assert title("Menu of the site", "Board of Trade", "(BT)", "=" * 19, PROSE) == "Board of Trade (BT)"


def test_a_line_of_equals_signs_that_fits_no_heading_tells_nothing() -> None:
    assert title("Talks begin in the spring", "=" * 60, PROSE) == "Talks begin in the spring"


def test_the_subject_of_a_memorandum_stands_below_its_label() -> None:
    head = ("Washington, June 27, 1975", "PARTICIPANTS", "The Secretary", "Mr. Doe", "SUBJECT", "Trade with the North")
    assert title(*head, PROSE) == "Trade with the North"


def test_a_telegram_names_its_subject_as_it_runs_on() -> None:
    assert title("172996. Subject: Aid Package. References: (A) Kinshasa 6755. " + PROSE) == "Aid Package"


def test_who_issued_a_text_and_where_stands_between_headline_and_text() -> None:
    head = (
        "May 3, 2012",
        "Remarks by the Minister on Trade",
        "Office of the Minister",
        "South Lawn",
        "Springfield",
        "3:39 P.M. EDT",
    )
    assert title(*head, "Copyright the Ministry", PROSE) == "Remarks by the Minister on Trade"


@pytest.mark.parametrize("line", ["10:33 A.M. EST", "THE PRESIDENT: Thank you all!"])
def test_the_hour_and_who_speaks_are_no_headline(line: str) -> None:
    assert title(line, PROSE) is None


@pytest.mark.parametrize(
    ("line", "headline"),
    [
        (
            "THE MINISTRY ____ For Immediate Release July 9, 2009 REMARKS BY THE MINISTER ON TRADE",
            "REMARKS BY THE MINISTER ON TRADE",
        ),
        (
            "THE MINISTRY For Immediate Release May 6, 2009 REMARKS BY THE MINISTER ON TRADE Cabinet Room",
            "REMARKS BY THE MINISTER ON TRADE",
        ),
        ("For immediate release 9 July 2009 Minister speaks about trade", "Minister speaks about trade"),
    ],
)
def test_a_press_release_may_have_its_whole_head_on_one_line(line: str, headline: str) -> None:
    assert title(line, PROSE) == headline


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (
            (
                "Memorandum of Conversation",
                "Nicosia, February 24, 1977",
                "PARTICIPANTS",
                "Cyprus",
                "President Makarios",
            ),
            "Memorandum of Conversation",
        ),
        (
            (
                "Memorandum of a Conference With the President, White House, July 16, 1958, 11 a.m.",
                "OTHERS PRESENT",
                PROSE,
            ),
            "Memorandum of a Conference With the President, White House, July 16, 1958, 11 a.m.",
        ),
        (
            (
                "November 1, 2012",
                "Remarks by the President at a Campaign Event, Boulder, CO",
                "7:42 P.M. MDT",
                "AUDIENCE: Yes!",
            ),
            "Remarks by the President at a Campaign Event, Boulder, CO",
        ),
        (
            (
                "Remarks by President Obama at G20 Press Conference | November 16, 2014",
                "Brisbane Convention Center",
                PROSE,
            ),
            "Remarks by President Obama at G20 Press Conference",
        ),
        (("WEEKLY ADDRESS: Congress Must Act", "The White House", PROSE), "WEEKLY ADDRESS: Congress Must Act"),
        (("Report of this was sent to the minister.", PROSE), None),
        (("PARTICIPANTS", "A list of them", PROSE), "A list of them"),
    ],
)
def test_a_line_that_says_what_kind_of_paper_it_is_heads_it(lines: tuple[str, ...], expected: str | None) -> None:
    assert title(*lines) == expected
