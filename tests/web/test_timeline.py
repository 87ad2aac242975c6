"""Words over time and the years held of each source: the numbers are those of the searches they lead to."""

import csv
import io
from collections.abc import Callable
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from flask.testing import FlaskClient

from search.result import DateFacet, FacetValue
from tests.web.archives import GAZETTE, REVIEW
from tests.web.test_pages import text, total
from web import coverage, create_app
from web.coverage import runs_in_words

Page = Callable[[str], BeautifulSoup]


def rows(page: BeautifulSoup) -> dict[str, list[str]]:
    return {text(row.th): [text(cell) for cell in row.select("td")] for row in page.select("tbody tr")}


def test_two_words_are_drawn_to_one_scale_with_their_numbers(page: Page) -> None:
    got = page("/timeline?q=harbour&q2=moratorium")
    charts = got.select("figure.band svg[preserveAspectRatio]")
    assert len(got.select("figure.band")) == 2
    assert len({chart["viewbox"] for chart in charts if chart["viewbox"] != "0 0 10 100"}) == 1
    assert [text(scale) for scale in got.select(".scale span:first-child")] == ["2", "2"]
    numbers = rows(got)
    assert list(numbers) == [str(year) for year in range(1999, 2013)]
    for year in ("2003", "2005"):
        for column, query in enumerate(("q=harbour&", "q=moratorium&", "q=(harbour)+(moratorium)&", "")):
            found = total(page(f"/search?{query}date_from={year}&date_to={year}"))
            assert numbers[year][column] == str(found)


def test_a_range_keeps_other_years_out(page: Page) -> None:
    assert list(rows(page("/timeline?q=harbour&date_from=2001&date_to=2006"))) == [
        str(year) for year in range(2001, 2007)
    ]


def test_a_short_range_is_drawn_by_month(page: Page) -> None:
    numbers = rows(page("/timeline?q=moratorium&date_from=2003&date_to=2003"))
    assert numbers["May 2003"][0] == "1"
    assert numbers["June 2003"][0] == "1"


def test_words_that_stand_nowhere_are_said_to(page: Page) -> None:
    assert "No dated document has these words" in text(page("/timeline?q=xyzzy").main)


def test_without_words_everything_held_is_drawn(page: Page) -> None:
    assert text(page("/timeline").h1) == "All documents over time"


def test_each_source_tells_the_years_held_of_it(page: Page) -> None:
    got = rows(page("/sources"))
    assert set(got) == {REVIEW, GAZETTE, "State Paper Office", "Stratfor", "Source unknown"}
    assert got["Stratfor"] == ["1", "2012", "", "0"]
    documents, years, _, undated = got[REVIEW]
    assert int(documents) == total(page("/search?source=Northern%20Review"))
    assert years == "1999, 2002 to 2003, 2005, 2008"
    assert undated == "1"


def test_sources_beyond_the_first_page_are_covered_too(archive: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(coverage, "ON_A_PAGE", 2)
    client = create_app(archive=archive).test_client()

    def page(address: str) -> BeautifulSoup:
        return BeautifulSoup(client.get(address).data, "lxml")

    seen: list[str] = []
    got = page("/sources")
    for number in (1, 2, 3):
        assert text(got.h1) == "4 sources"
        assert text(got.select_one(".pages [aria-current=page]")) == str(number)
        seen += rows(got)
        following = got.select_one(".pages a[rel=next]")
        got = page(following["href"]) if following else got
    assert len(seen) == len(set(seen)) == 5
    assert "All of these" in text(page("/sources?view=table&page=2").select_one("tfoot"))
    assert "view=table" in page("/sources?view=table").select_one(".pages a[rel=next]")["href"]


def test_years_are_told_in_runs_and_many_gaps_are_summed_up() -> None:
    def held(*years: int) -> DateFacet:
        values = tuple(FacetValue(value=str(year), label=str(year), count=1) for year in years)
        return DateFacet(unit="year", values=values, undated=0, overlapping=True)

    assert runs_in_words(held(1961, 1962, 1963, 1969)) == "1961 to 1963, 1969"
    assert runs_in_words(held(1961)) == "1961"
    assert runs_in_words(held()) == ""
    assert runs_in_words(held(*range(1900, 1920, 2))) == "1900 to 1918, with gaps"


def test_hostile_words_stay_words(client: FlaskClient) -> None:
    html = client.get("/timeline?q=%3Cscript%3Ealert(1)%3C/script%3E&q2=%22%3E%3Cimg%20src=x%3E").get_data(as_text=True)
    assert "<script>" not in html
    assert "<img" not in html


def test_up_to_four_queries_share_one_scale_and_one_table(page: Page) -> None:
    got = page("/timeline?q=harbour&q2=moratorium&q3=ferries&q4=dredging")
    assert len(got.select("figure.band")) == 4
    heads = [text(head) for head in got.select("thead th")]
    assert heads == ["Year", "harbour", "moratorium", "ferries", "dredging", "All held"]
    assert len({text(scale) for scale in got.select(".scale span:first-child")}) == 1


def test_the_same_words_twice_are_one_query(page: Page) -> None:
    assert len(page("/timeline?q=harbour&q2=+harbour+").select("figure.band")) == 1


def test_the_numbers_can_be_taken_as_csv(page: Page, client: FlaskClient) -> None:
    got = page("/timeline?q=harbour&q2=%3Dmoratorium&source=Northern%20Review")
    link = got.select_one("a[href^='/timeline.csv']")["href"]
    response = client.get(link)
    assert response.content_type == "text/csv; charset=utf-8"
    head, *lines = list(csv.reader(io.StringIO(response.get_data(as_text=True))))
    shares = ["harbour, share of all held", "'=moratorium, share of all held"]
    assert head == ["year", "harbour", "'=moratorium", "both", "all held", *shares]
    assert [line[:5] for line in lines] == [[year, *cells] for year, cells in rows(got).items()]
    for _, harbour, _, _, held, share, _ in lines:
        assert share == (f"{int(harbour) / int(held):.4f}" if int(held) else "")


def test_the_timeline_keeps_the_filters_it_was_called_with(page: Page) -> None:
    got = page("/timeline?q=harbour&source=Northern%20Review")
    assert [text(chip.bdi) for chip in got.select(".chips .chip")] == [REVIEW]
    assert got.select_one("input[type=hidden][name=source]")["value"] == REVIEW
    for link in got.select(".side a[href^='/search']"):
        assert "source=Northern%20Review" in link["href"]


def test_a_form_sent_half_empty_leads_to_the_plain_address(client: FlaskClient) -> None:
    landed = client.get("/timeline?q=harbour&q2=&q3=&q4=&date_from=1+Mar+2003&date_to=")
    assert (landed.status_code, landed.location) == (302, "/timeline?date_from=2003-03-01&q=harbour")
    assert client.get(landed.location).status_code == 200


def test_every_number_of_every_source_stands_in_a_table(page: Page) -> None:
    got = page("/sources?view=table")
    heads = [text(head) for head in got.select("thead th")]
    assert heads == ["Source", "All", "Undated", *(str(year) for year in range(2012, 1998, -1))]
    numbers = rows(got)
    review = dict(zip(heads[1:], numbers[REVIEW], strict=True))
    assert (review["1999"], review["2000"]) == ("1", "")
    for row in got.select("tbody tr"):
        for cell in row.select("td a"):
            assert total(page(cell["href"])) == int(text(cell)), cell
    foot = [text(cell) for cell in got.select("tfoot td")]
    assert foot[0] == str(total(page("/search")))


def test_charts_by_share_tell_what_part_of_everything_held_each_count_is(page: Page) -> None:
    counts = rows(page("/timeline?q=harbour&q2=moratorium"))
    got = page("/timeline?q=harbour&q2=moratorium&show=share")
    assert all(text(scale).endswith("%") for scale in got.select(".scale span"))
    assert text(got.select_one(".tabs [aria-current=page]")) == "Shares of all held"
    for year, (harbour, *_, held) in counts.items():
        share = rows(got)[year][0]
        assert share == (f"{100 * int(harbour) / int(held):.0f}%" if int(held) else "")
    hidden = got.select_one("form[action='/timeline'] input[type=hidden][name=show]")
    assert hidden["value"] == "share"


def test_the_api_tells_the_numbers_of_the_page(page: Page, client: FlaskClient) -> None:
    got = client.get("/api/v1/timeline?q=harbour&q2=moratorium&source=Northern%20Review").get_json()
    shown = rows(page("/timeline?q=harbour&q2=moratorium&source=Northern%20Review"))
    assert got["unit"] == "year"
    told = {each["value"]: [str(n) for n in (*each["counts"], each["both"], each["held"])] for each in got["buckets"]}
    assert told == shown
    for query in got["queries"]:
        found = client.get(f"/api/v1/search?q={query['text']}&source=Northern%20Review&undated=only").get_json()
        assert query["undated"] == found["total"]
        assert query["undated_share"] == round(query["undated"] / query["total"], 4)
        assert query["total"] == total(page(query["page"]))


def test_nothing_found_is_told_in_the_api_too(client: FlaskClient) -> None:
    got = client.get("/api/v1/timeline?q=xyzzy").get_json()
    assert [(query["total"], query["undated_share"]) for query in got["queries"]] == [(0, 0.0)]
    assert got["buckets"] == []


def test_buckets_are_as_wide_as_asked_for(client: FlaskClient) -> None:
    assert len(client.get("/api/v1/timeline?q=harbour&unit=decade").get_json()["buckets"]) == 3
    months = client.get("/api/v1/timeline?unit=month").get_json()["buckets"]
    assert months[0]["value"].count("-") == 1
    refused = client.get("/api/v1/timeline?unit=week")
    assert (refused.status_code, refused.get_json()["errors"][0]["parameter"]) == (400, "unit")
    assert client.get("/api/v1/timeline?sort=newest").status_code == 400
    assert client.get("/timeline?unit=week").status_code == 400


def test_documents_of_no_known_source_make_no_source_on_either_list(page: Page) -> None:
    listed = page("/facets/source")
    assert "Source unknown" in text(listed)
    assert text(listed.h1) == text(page("/sources").h1) == "4 sources"
