"""``regesta report``."""

from tests.cli.conftest import Regesta


def test_the_overview_counts_and_names_some_documents(archive: Regesta) -> None:
    answer = archive("report")
    assert answer.code == 0
    assert answer.out.startswith("3 documents\n")
    assert "  undated                    2  -dash.txt, harbour/ports of call.txt\n" in answer.out
    assert "(no date was found; `regesta edit ID --date D` states one)" in answer.out


def test_a_row_lists_all_its_documents(archive: Regesta) -> None:
    assert (
        archive("report", "unknown", "source").out.splitlines() == archive("report", "unknown-source").out.splitlines()
    )
    assert archive("report", "too-short").out == "-dash.txt\nharbour/ports of call.txt\n"
    assert archive("report", "undated", "--limit", "1").out == "-dash.txt\n"


def test_json_has_every_count_with_its_documents(archive: Regesta) -> None:
    value = archive("report", "--json").json
    assert value["documents"] == 3
    assert all(row["documents"] == len(row["ids"]) and row["about"] for row in value["doubts"])
    assert value["repeated_lines"] == []
    [row] = archive("report", "much-removed", "--removed", "1", "--json").json["doubts"]
    assert "talks.txt" in row["ids"]


def test_a_row_that_is_none_is_wrong_usage(archive: Regesta) -> None:
    answer = archive("report", "undatable")
    assert answer.code == 2
    assert "It has undated, ambiguous date" in answer.err
    assert archive("report", "--removed", "200").code == 2
