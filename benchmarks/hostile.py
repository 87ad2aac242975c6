"""Requests that nobody's reader makes, with what the API promises to answer: refused with a hint, or answered as documented.

The load test mixes them with normal traffic; the tests of the web check each answer.
"""

from dataclasses import dataclass
from urllib.parse import urlencode


@dataclass(frozen=True, slots=True, kw_only=True)
class Hostile:
    """``parameters`` of a search. ``status`` and a part of what is ``told``: the problem's detail, or a warning. On a large archive
    it may be refused instead as ``or_refused`` says (the words it stands for are too many there)."""

    name: str
    parameters: tuple[tuple[str, str], ...]
    status: int = 200
    told: str = ""
    or_refused: str = ""

    @property
    def query_string(self) -> str:
        return urlencode(self.parameters)


def _query(name: str, text: str, status: int = 200, told: str = "", or_refused: str = "") -> Hostile:
    return Hostile(name=name, parameters=(("q", text),), status=status, told=told, or_refused=or_refused)


_TOO_MANY_WORDS = "Write more of its letters."
HOSTILE: tuple[Hostile, ...] = (
    _query("everything", "*"),
    _query("a letter and a star", "a*", or_refused=_TOO_MANY_WORDS),
    _query("question marks and a star", "?????*", told="it finds everything"),
    _query("a leading star", "*ation", 400, "Put at least one letter before"),
    _query("many stars", "a*b*c*d*e*f", 400, "more than 3 asterisks"),
    _query("a letter and a tilde", "a~", or_refused=_TOO_MANY_WORDS),
    _query("a far misspelling", "aaaaaaa~9", told="was read as ~2"),
    _query("500 alternatives", " OR ".join(f"w{number}" for number in range(500)), 400, "Take some parts away"),
    _query(
        "200 short alternatives", " OR ".join("abcdefghij"[number % 10] for number in range(200)), 400, "are allowed"
    ),
    _query("200 parentheses", "(" * 200 + "talks" + ")" * 200, 400, "Parentheses stand more than 20 deep"),
    _query("200 open parentheses", "(" * 200 + "talks", 400, "Parentheses stand more than 20 deep"),
    _query("a wide phrase", '"a b c d e f g h"~100', 400, "Use fewer words or a smaller distance"),
    _query("500 quotation marks", '"' * 500, told="nothing between the quotation marks"),
    _query("a hundred negations", "NOT " * 100 + "talks", told="cancel each other out"),
    _query("only a negation", "-talks"),
    _query("30,000 letters", "x" * 30_000, 400, "Search for a few words"),
    _query("control characters", "ta\0lks\u202e", told="Invisible characters were ignored"),
    _query("a range the wrong way round in the query", "date:2012..2009", told="its ends were swapped"),
    _query("no such day in the query", "date:2012-13-45", 400, "Write 2012, 2012-03 or 2012-03-01"),
    Hostile(
        name="a range the wrong way round",
        parameters=(("date_from", "2012"), ("date_to", "2009")),
        status=400,
        told="Swap them",
    ),
    Hostile(
        name="no such day",
        parameters=(("date_from", "2012-13-45"),),
        status=400,
        told="Write 2012, 2012-03 or 2012-03-01",
    ),
    Hostile(
        name="undated in a range",
        parameters=(("undated", "only"), ("date_to", "2000")),
        status=400,
        told="Leave out date_from",
    ),
    Hostile(name="a page past the end", parameters=(("q", "talks"), ("page", "1000"))),
    Hostile(name="a deep page", parameters=(("page", "900"), ("limit", "10"))),
    Hostile(name="a page beyond pages", parameters=(("page", "5000"),), status=400, told="Follow the cursor"),
    Hostile(name="page 10^12", parameters=(("page", "1000000000000"),), status=400, told="Follow the cursor"),
    Hostile(name="limit 0", parameters=(("limit", "0"),)),
    Hostile(name="limit 10^9", parameters=(("limit", "1000000000"),), status=400, told="from 0 to 100"),
    Hostile(name="a negative limit", parameters=(("limit", "-1"),), status=400, told="from 0 to 100"),
    Hostile(name="a facet of 10^6 values", parameters=(("facet_size", "1000000"),), status=400, told="from 1 to 100"),
    Hostile(
        name="a cursor nobody gave",
        parameters=(("cursor", "AAAA"),),
        status=410,
        told="Start again from the first page",
    ),
    Hostile(
        name="200 filters",
        parameters=tuple(("source", f"paper {number}") for number in range(200)),
        status=400,
        told="100 are allowed",
    ),
    Hostile(name="a long filter", parameters=(("source", "x" * 600),), status=400, told="longer than 512"),
    Hostile(name="an unknown parameter", parameters=(("soruce", "x"),), status=400, told="Did you mean source?"),
)
