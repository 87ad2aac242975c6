"""``regesta clean``: what cleaning makes of one page, or of a stream of them. Nothing is stored."""

import logging
import re
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, TYPE_CHECKING

from search.errors import RegestaError
from web.commands.archives import existing_archive
from web.commands.command import DONE, Command, CommandParser, Run, UsageError
from web.commands.jsonl import STANDARD_INPUT, NotRead, bytes_of, json_object
from web.commands.terminal import json_text

if TYPE_CHECKING:
    from indexer.cleaning import RuleBook, SourceProfile
    from indexer.documents import RawDocument
    from indexer.steps import Steps
    from search.text_wire import Json

log = logging.getLogger(__name__)

STDIN_ID = "stdin"
# Standard input has no ending that would say what it is. A page begins with a tag, or holds <html> near its beginning.
_PAGE = re.compile(rb"\A(?:\xef\xbb\xbf)?\s*<[!?a-z]|\A.{0,1024}<html[\s>]", re.IGNORECASE | re.DOTALL)


def _declare(parser: CommandParser) -> None:
    parser.words("path", metavar="PATH|-", nargs="?", help="a file of text or HTML; - is standard input")
    parser.json_option("print metadata, body and every line with its verdict, instead of the body")
    parser.option("--source", metavar="NAME", help="the source, where the document does not say it")
    parser.option(
        "--jsonl",
        action="store_true",
        group="many",
        help='standard input holds {"id","html" or "text","url"?,"source"?} lines',
    )
    parser.option(
        "--learn",
        action="store_true",
        group="many",
        help="first read all of it and learn what repeats within each source",
    )


def _run(run: Run) -> int:
    options = run.options
    if run.archive_named:
        existing_archive(run)
    if options.jsonl:
        if options.path not in (None, STANDARD_INPUT):
            raise UsageError("--jsonl reads standard input.", hint=f"Write < {options.path}", command="clean")
        return _clean_lines(run)
    if options.learn:
        raise UsageError("--learn goes with --jsonl.", command="clean")
    if options.path is None:
        raise UsageError("What is to be cleaned?", hint="Name a file, or - for standard input.", command="clean")
    return _clean_one(run)


def _rules(run: Run) -> "RuleBook":
    """The rules of the archive that was named; none where none was."""
    from indexer.cleaning import NO_RULES, read_rule_book

    return read_rule_book(run.archive) if run.archive_named else NO_RULES


def _clean_one(run: Run) -> int:
    from indexer.cleaning import clean

    options = run.options
    raw = _from_standard_input(run) if options.path == STANDARD_INPUT else _from_file(run)
    cleaned = clean(raw, rules=_rules(run))
    for note in cleaned.notes:
        run.terminal.say(f"{raw.id}: {note}")
    if options.json:
        from search.text_wire import clean_json

        run.terminal.json(clean_json(cleaned))
    elif cleaned.body:
        run.terminal.print(cleaned.body)
    return DONE


def _from_file(run: Run) -> "RawDocument":
    from indexer.errors import ReadFailure
    from indexer.readers import FoundFile, list_files, read_file

    path = run.options.path
    if Path(path).is_dir():
        raise UsageError(f"{path} is a folder.", hint="Name one file; `regesta index` reads folders.", command="clean")
    for found in list_files([path]):
        if isinstance(found, ReadFailure):
            raise found
        assert isinstance(found, FoundFile)
        if found.holds_records:
            raise UsageError(
                f"{path} holds records, not one document.", hint=f"Clean them with --jsonl < {path}", command="clean"
            )
        for read in read_file(found, source=run.options.source):
            if isinstance(read, ReadFailure):
                raise read
            return read
    raise ReadFailure(path, "holds no document")


def _from_standard_input(run: Run) -> "RawDocument":
    import hashlib

    from indexer.documents import RawDocument
    from indexer.errors import ReadFailure
    from indexer.readers import DEFAULT_LIMITS
    from indexer.readers.charset import decode, why_not_text

    most = DEFAULT_LIMITS.max_bytes
    with bytes_of(STANDARD_INPUT) as stdin:
        original = stdin.read(most + 1)
    refused = f"holds more than {most / 1_000_000:g} MB" if len(original) > most else why_not_text(original)
    if refused:
        raise ReadFailure("standard input", refused)
    is_page = _PAGE.search(original) is not None
    text, notes = decode(original, is_html=is_page)
    too_much = DEFAULT_LIMITS.why_too_much(text, "html" if is_page else "text")
    if too_much:
        raise ReadFailure("standard input", too_much)
    return RawDocument(
        id=STDIN_ID,
        origin=STANDARD_INPUT,
        content="html" if is_page else "text",
        text=text,
        original=original,
        sha256=hashlib.sha256(original).hexdigest(),
        given_source=run.options.source,
        notes=notes,
    )


# --- many -------------------------------------------------------------------------------------------------------------


def _clean_lines(run: Run) -> int:
    from indexer.cleaning import source_key

    with bytes_of(STANDARD_INPUT) as stdin:
        if not run.options.learn:
            return _write_cleaned(run, stdin, lambda raw: None)
        with tempfile.TemporaryFile(prefix="regesta-") as spool:
            profiles = _learned(run, stdin, spool)
            spool.seek(0)
            return _write_cleaned(run, spool, lambda raw: profiles.get(source_key(raw)))


def _write_cleaned(run: Run, lines: IO[bytes], profile: "Callable[[RawDocument], SourceProfile | None]") -> int:
    from indexer.cleaning import clean_in_steps
    from search.text_wire import clean_json
    from web.commands.filtering import filtered

    rules = _rules(run)

    def cleaned(number: int, value: dict[str, object] | NotRead) -> "Steps[Json]":
        raw = _record(run, number, value)
        yield len(raw.original)
        return clean_json((yield from clean_in_steps(raw, profile(raw), rules)))

    return filtered(run, lines, cleaned, done="cleaned")


def _record(run: Run, number: int, value: dict[str, object] | NotRead) -> "RawDocument":
    from indexer.errors import ReadFailure
    from indexer.readers import DEFAULT_LIMITS, record

    where = f"standard input:{number}"
    if isinstance(value, NotRead):
        raise ReadFailure(where, str(value))
    original = json_text(value).encode("utf-8", "surrogatepass")
    if len(original) > DEFAULT_LIMITS.max_bytes:
        raise ReadFailure(where, f"holds more than {DEFAULT_LIMITS.max_bytes / 1_000_000:g} MB")
    return record(value, original, where=where, origin=STANDARD_INPUT, source=run.options.source)


def _learned(run: Run, lines: IO[bytes], spool: IO[bytes]) -> "dict[str, SourceProfile]":
    """The profile of each source, from all documents of the input, which is copied to ``spool`` meanwhile.

    Documents are read back from there source by source, so that memory holds the text of one and not of all.
    """
    from indexer.cleaning import lines_of, profile_of, source_key

    places: dict[str, list[tuple[int, int]]] = {}
    at = 0
    for number, line in enumerate(lines, 1):
        spool.write(line)
        try:
            source = source_key(_record(run, number, json_object(line))) if line.strip() else None
        except RegestaError:
            source = None  # told when it is its turn to be written
        if source is not None:
            places.setdefault(source, []).append((at, number))
        at += len(line)

    def documents(source: str) -> Iterator[tuple[str, ...]]:
        for place, number in places[source]:
            spool.seek(place)
            try:
                yield lines_of(_record(run, number, json_object(spool.readline())))
            except Exception as error:  # told when it is its turn to be written
                log.debug("Learning failed", exc_info=error)

    return {source: profile_of(source, documents(source)) for source in places}


CLEAN = Command(
    about="Clean a page or a text and print its body. Nothing is stored. With --archive the rules that archivists wrote for that\n"
    "archive hold.",
    declare=_declare,
    run=_run,
    examples="""\
  regesta clean page.html
  curl -s https://archive.example/page | regesta clean - --json
  regesta clean --jsonl --learn < scraped.jsonl > cleaned.jsonl
""",
)
