"""Lists and documents in the formats other programs read. A new format is a function and a row.

Each writer gets the references one after the other and gives text in pieces, so that a long list is never held whole.
"""

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import quote_plus, urlencode

import orjson

from search.dates import DateSpan
from web.citing import Reference

Writer = Callable[[Iterable[Reference]], Iterator[str]]

_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]+")
# A cell that begins so is run as a formula by spreadsheets (OWASP, "CSV injection"); an apostrophe makes it text.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\0", "＝", "＋", "－", "＠")
CSV_COLUMNS = (
    "id",
    "title",
    "date",
    "date_precision",
    "date_edtf",
    "source",
    "authors",
    "language",
    "url",
    "page",
    "version",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Export:
    """``name`` stands in the address, ``extension`` in the file's name."""

    name: str
    label: str
    media: str
    extension: str
    write: Writer


def one_line(text: str) -> str:
    """Without line breaks and control characters: in most of these formats a new line begins a new field."""
    return _CONTROLS.sub(" ", text).strip()


# --- spreadsheets and programs ----------------------------------------------------------------------------------------


def write_csv(references: Iterable[Reference]) -> Iterator[str]:
    yield csv_row(CSV_COLUMNS)
    for ref in references:
        yield csv_row(
            (
                ref.id,
                ref.title,
                ref.date.iso if ref.date else "",
                ref.date.precision if ref.date else "",
                ref.date.edtf if ref.date else "",
                ref.source or "",
                "; ".join(ref.authors),
                ref.language or "",
                ref.url or "",
                ref.address,
                str(ref.version),
            )
        )


def csv_row(cells: Iterable[str]) -> str:
    """One line of CSV; what a spreadsheet would run as a formula is marked as text."""
    buffer = io.StringIO()
    csv.writer(buffer).writerow([f"'{cell}" if cell.startswith(_FORMULA) else cell for cell in map(one_line, cells)])
    return buffer.getvalue()


def write_json_lines(references: Iterable[Reference]) -> Iterator[str]:
    for ref in references:
        fields = {
            "id": ref.id,
            "title": ref.title,
            "date": ref.date.iso if ref.date else None,
            "date_precision": ref.date.precision if ref.date else None,
            "date_edtf": ref.date.edtf if ref.date else None,
            "source": ref.source,
            "authors": list(ref.authors),
            "language": ref.language,
            "url": ref.url,
            "page": ref.address,
            "version": ref.version,
        }
        yield orjson.dumps(fields).decode() + "\n"


# --- reference managers -----------------------------------------------------------------------------------------------


def write_ris(references: Iterable[Reference]) -> Iterator[str]:
    for ref in references:
        fields: list[tuple[str, str]] = [("TY", "GEN"), ("ID", ref.id), ("TI", ref.title)]
        fields += [("AU", author) for author in ref.authors]
        if ref.source:
            fields.append(("PB", ref.source))
        if ref.date:
            fields.append(("PY", str(ref.date.earliest.year)))
            fields.append(("DA", _ris_date(ref.date)))
        if ref.language:
            fields.append(("LA", ref.language))
        fields += [("DB", ref.archive), ("ET", f"version {ref.version}"), ("UR", ref.address)]
        if ref.url:
            fields.append(("L2", ref.url))
        fields.append(("Y2", ref.accessed.strftime("%Y/%m/%d")))
        yield "".join(f"{tag}  - {one_line(value)}\r\n" for tag, value in fields) + "ER  - \r\n\r\n"


def _ris_date(date: DateSpan) -> str:
    """YYYY/MM/DD/ with empty parts where nothing is known."""
    first = date.earliest
    match date.precision:
        case "day":
            return first.strftime("%Y/%m/%d/")
        case "month":
            return first.strftime("%Y/%m//")
        case "year":
            return f"{first.year}///"
        case _:
            return f"{first.year}///{date.edtf}"


_BIBTEX = {
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "&": r"\&", "%": r"\%", "$": r"\$", "#": r"\#", "_": r"\_",
    "~": r"\textasciitilde{}", "^": r"\textasciicircum{}",
}  # fmt: skip
_BIBTEX_SPECIAL = re.compile(r"[\\{}&%$#_~^]")


def write_bibtex(references: Iterable[Reference]) -> Iterator[str]:
    for ref in references:
        fields = {"title": "{" + _bibtex(ref.title) + "}"}
        if ref.authors:
            fields["author"] = " and ".join(_bibtex_name(author) for author in ref.authors)
        if ref.source:
            fields["howpublished"] = _bibtex(ref.source)
        if ref.date:
            fields["year"] = str(ref.date.earliest.year)
            if ref.date.precision in ("day", "month"):
                fields["month"] = str(ref.date.earliest.month)
            fields["date"] = _bibtex(ref.date.edtf)
        if ref.language:
            fields["langid"] = _bibtex(ref.language)
        fields["note"] = _bibtex(f"{ref.archive}, {ref.id}, version {ref.version}")
        fields["url"] = _bibtex_url(ref.address)
        fields["urldate"] = ref.accessed.isoformat()
        inner = ",\n".join(f"  {name} = {{{value}}}" for name, value in fields.items())
        yield f"@misc{{{_bibtex_key(ref.id)},\n{inner}\n}}\n\n"


def _bibtex(text: str) -> str:
    return _BIBTEX_SPECIAL.sub(lambda found: _BIBTEX[found[0]], one_line(text))


def _bibtex_name(name: str) -> str:
    """In braces of its own where BibTeX would take it apart wrongly."""
    whole = " and " in f" {name.lower()} " or name.count(",") > 1
    return "{" + _bibtex(name) + "}" if whole else _bibtex(name)


def _bibtex_url(address: str) -> str:
    """Our own addresses are percent-encoded; only a brace or backslash could end the field, and those never stand there."""
    return re.sub(r"[{}\\\s]", "", address)


def _bibtex_key(name: str) -> str:
    return re.sub(r"[^A-Za-z0-9.:+/-]+", "-", name).strip("-") or "document"


def write_csl(references: Iterable[Reference]) -> Iterator[str]:
    yield "["
    joint = ""
    for ref in references:
        item: dict[str, object] = {
            "id": ref.id,
            "type": "document",
            "title": one_line(ref.title),
            "archive": ref.archive,
            "version": str(ref.version),
            "URL": ref.address,
            "accessed": {"date-parts": [[ref.accessed.year, ref.accessed.month, ref.accessed.day]]},
        }
        if ref.authors:
            item["author"] = [{"literal": one_line(author)} for author in ref.authors]
        if ref.source:
            item["publisher"] = one_line(ref.source)
        if ref.date:
            item["issued"] = _csl_date(ref.date)
        if ref.language:
            item["language"] = ref.language
        yield joint + orjson.dumps(item).decode()
        joint = ",\n"
    yield "]\n"


def _csl_date(date: DateSpan) -> dict[str, object]:
    first, last = date.earliest, date.latest
    match date.precision:
        case "day":
            parts = [[first.year, first.month, first.day]]
        case "month":
            parts = [[first.year, first.month]]
        case "year":
            parts = [[first.year]]
        case _:
            parts = [[first.year], [last.year]]
    return {"date-parts": parts, **({"circa": True} if date.edtf.endswith("~") else {})}


# --- for the page itself ----------------------------------------------------------------------------------------------


def coins(ref: Reference) -> str:
    """The reference as a ContextObject in Span (Z39.88), which Zotero reads off a list of results."""
    title, source = one_line(ref.title)[:300], one_line(ref.source or "")[:200]
    pairs = (
        ("title", quote_plus(title)),
        *(("creator", _quoted(one_line(author)[:200])) for author in ref.authors[:20]),
        ("publisher", _quoted(source)),
        ("date", ref.date.iso if ref.date else ""),
        ("language", _quoted(ref.language or "")),
        ("identifier", quote_plus(ref.address)),
    )
    return _COINS + "".join(f"&rft.{name}={value}" for name, value in pairs if value)


_COINS = urlencode((("ctx_ver", "Z39.88-2004"), ("rft_val_fmt", "info:ofi/fmt:kev:mtx:dc"), ("rft.type", "document")))
_quoted = lru_cache(maxsize=4096)(quote_plus)  # sources, authors and languages come again and again


EXPORTS: tuple[Export, ...] = (
    Export(name="csv", label="CSV", media="text/csv", extension="csv", write=write_csv),
    Export(name="jsonl", label="JSON Lines", media="application/jsonl", extension="jsonl", write=write_json_lines),
    Export(name="ris", label="RIS", media="application/x-research-info-systems", extension="ris", write=write_ris),
    Export(name="bibtex", label="BibTeX", media="application/x-bibtex", extension="bib", write=write_bibtex),
    Export(
        name="csl", label="CSL-JSON", media="application/vnd.citationstyles.csl+json", extension="json", write=write_csl
    ),
)
EXPORT = {export.name: export for export in EXPORTS}
# What one document is offered as; the others make sense for lists.
FOR_ONE = ("ris", "bibtex", "csl")
