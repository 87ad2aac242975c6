"""How much one file or record may hold before it is refused."""

from dataclasses import dataclass

from indexer.documents import Content

# The longest text we know that is a document and not a data dump (a volume of diplomatic papers as one page) is 11 MB.
MAX_BYTES = 50_000_000
# Time and memory go with the pieces of a document, not with its bytes: 49 MB of prose take 4 CPU seconds, 49 MB of
# paragraphs of a letter each would take minutes and gigabytes. docs/cleaning.md has what the largest allowed documents take.
MAX_TAGS = 2_500_000
MAX_LINES = 300_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """``max_bytes`` bounds one file, or one record of a file of records, after decompression.

    ``max_ratio`` bounds how much a compressed file may grow once it has grown past ``max_bytes``; JSON Lines of prose
    compress to a third or a tenth, a bomb to a thousandth. ``max_tags`` bounds the tags of an HTML page, ``max_lines``
    the lines of a text; both are counted, never timed, so that the same document ends the same way everywhere.
    """

    max_bytes: int = MAX_BYTES
    max_ratio: int = 200
    max_tags: int = MAX_TAGS
    max_lines: int = MAX_LINES

    def why_too_much(self, text: str, content: Content) -> str | None:
        """Why a document has too many pieces to be cleaned, or None when it has not."""
        if content == "html":
            tags = text.count("<")
            return (
                f"holds {tags:,} tags, more than {self.max_tags:,}, the limit for one page"
                if tags > self.max_tags
                else None
            )
        # \r\n counts twice, which only text near the limit would notice; counting is to cost nothing.
        lines = text.count("\n") + text.count("\r")
        return (
            f"holds {lines:,} lines, more than {self.max_lines:,}, the limit for one document"
            if lines > self.max_lines
            else None
        )


DEFAULT_LIMITS = Limits()
