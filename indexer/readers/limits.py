"""How much one file or record may hold before it is refused."""

from dataclasses import dataclass

# The longest text we know that is a document and not a data dump (a volume of diplomatic papers as one page) is 11 MB.
MAX_BYTES = 50_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """``max_bytes`` bounds one file, or one record of a file of records, after decompression.

    ``max_ratio`` bounds how much a compressed file may grow once it has grown past ``max_bytes``; JSON Lines of prose
    compress to a third or a tenth, a bomb to a thousandth.
    """

    max_bytes: int = MAX_BYTES
    max_ratio: int = 200
