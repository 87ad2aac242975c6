"""Telling which documents were cleaned again because of what is now known of their source, or of changed rules."""

from typing import TYPE_CHECKING

from web.commands.terminal import Terminal

if TYPE_CHECKING:
    from indexer.learning.settling import Recleaned

_SHOWN = 20


def recleaned_json(count: int, named: "tuple[Recleaned, ...]") -> dict[str, object]:
    """How many documents were cleaned again and came out otherwise, and the first thousand of them with their lines."""
    return {
        "recleaned": count,
        "recleaned_documents": [
            {
                "id": each.id,
                "lines": [{"line": line, "before": before, "after": after} for line, before, after in each.changes],
            }
            for each in named
        ],
    }


def print_recleaned(count: int, named: "tuple[Recleaned, ...]", terminal: Terminal) -> None:
    for each in named[:_SHOWN]:
        changes = ", ".join(f"line {line} {before} -> {after}" for line, before, after in each.changes[:5])
        more = f" and {len(each.changes) - 5} more" if len(each.changes) > 5 else ""
        terminal.say(f"cleaned again: {each.id}{': ' if changes else ''}{changes}{more}")
    if count > _SHOWN:
        terminal.say(f"cleaned again: {count - min(count, _SHOWN)} more documents")


def print_outdated(count: int, terminal: Terminal) -> None:
    """Say that what repeats and changed rules did not reach these documents."""
    if count:
        was, stay = ("document was", "stays as it is") if count == 1 else ("documents were", "stay as they are")
        terminal.say(f"{count} {was} made by another version of this program and {stay}: run `regesta reindex`.")
