"""``regesta annotate``: the names in a stream of texts. Nothing is stored."""

import logging
from collections import Counter
from typing import TYPE_CHECKING

from search.document_wire import mention_json
from search.wire import Json
from web.commands.command import DONE, SOME_FAILED, Command, CommandParser, Run, UsageError
from web.commands.jsonl import STANDARD_INPUT, NotRead, json_lines
from web.commands.terminal import Progress

if TYPE_CHECKING:
    from indexer.entities import Annotation

log = logging.getLogger(__name__)


def _declare(parser: CommandParser) -> None:
    parser.option("--jsonl", action="store_true", help='standard input holds {"id","text"} lines')


def _run(run: Run) -> int:
    from indexer.entities import annotate

    if not run.options.jsonl:
        raise UsageError("Texts come as JSON Lines on standard input.", hint="Say so: --jsonl", command="annotate")
    failed = 0
    progress = Progress(run.terminal, "annotated")
    for count, (number, value) in enumerate(json_lines(STANDARD_INPUT), 1):
        name = value.get("id") if isinstance(value, dict) else None
        try:
            run.terminal.json({"id": name, **annotation_json(annotate(_text(value)))}, at_once=True)
        except Exception as error:  # whatever one text does to us, the next one is read
            failed += 1
            reason = f"standard input:{number}: {error if isinstance(error, NotRead) else repr(error)}"
            log.debug("Annotating failed", exc_info=error)
            run.terminal.json({"id": name, "error": reason}, at_once=True)
            run.terminal.say(reason)
        progress.at(count)
    progress.done()
    return SOME_FAILED if failed else DONE


def _text(value: dict[str, object] | NotRead) -> str:
    if isinstance(value, NotRead):
        raise value
    text = value.get("text")
    if not isinstance(text, str):
        raise NotRead("has no text")
    # Half of a surrogate pair is no character; it is replaced by one that is, so that offsets stay.
    return text if text.isascii() else text.encode("utf-8", "replace").decode("utf-8")


def annotation_json(annotation: "Annotation") -> Json:
    """``count`` is how often the text names the entity."""
    counts = Counter(mention.entity for mention in annotation.mentions)
    return {
        "mentions": [mention_json(mention) for mention in annotation.mentions],
        "entities": [
            {
                "id": entity.id,
                "kind": entity.kind,
                "name": entity.name,
                "aliases": list(entity.aliases),
                "count": counts[entity.id],
            }
            for entity in annotation.entities
        ],
    }


ANNOTATE = Command(
    about="Name the people, places, organisations, events and agreements in texts. Nothing is stored.\n\n"
    'In: {"id","text"}. Out, a line for each: {"id","mentions","entities"}; offsets count Unicode code points.',
    declare=_declare,
    run=_run,
    examples="""\
  echo '{"id": "a", "text": "Kim Jong Il met Bill Clinton in Pyongyang."}' | regesta annotate --jsonl
""",
)
