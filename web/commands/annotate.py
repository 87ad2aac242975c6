"""``regesta annotate``: the names in a stream of texts. Nothing is stored."""

from collections import Counter
from typing import TYPE_CHECKING

from search.text_wire import Json, mention_json
from web.commands.command import Command, CommandParser, Run, UsageError
from web.commands.jsonl import STANDARD_INPUT, NotRead, bytes_of

if TYPE_CHECKING:
    from indexer.entities import Annotation
    from indexer.steps import Steps


def _declare(parser: CommandParser) -> None:
    parser.option("--jsonl", action="store_true", help='standard input holds {"id","text"} lines')


def _run(run: Run) -> int:
    from indexer.entities import annotated_in_steps
    from web.commands.filtering import filtered

    if not run.options.jsonl:
        raise UsageError("Texts come as JSON Lines on standard input.", hint="Say so: --jsonl", command="annotate")

    def annotated(number: int, value: dict[str, object] | NotRead) -> "Steps[Json]":
        text = _text(value)
        yield len(text)
        name = value.get("id") if isinstance(value, dict) else None
        return {"id": name, **annotation_json((yield from annotated_in_steps(text)))}

    with bytes_of(STANDARD_INPUT) as stdin:
        return filtered(run, stdin, annotated, done="annotated")


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
