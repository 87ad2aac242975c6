"""A page too deeply nested for a tree, made flat: its lines of text as paragraphs."""

from html import escape
from html.parser import HTMLParser


def flattened(text: str, *, breaking: frozenset[str], unseen: frozenset[str]) -> str:
    """A page with the same visible text in the same lines and no nesting. Links and names of elements are lost."""
    reader = _Flattener(breaking, unseen)
    reader.feed(text)
    reader.close()
    return "".join(f"<p>{escape(line)}</p>" for line in "".join(reader.pieces).split("\n") if line.strip())


class _Flattener(HTMLParser):
    def __init__(self, breaking: frozenset[str], unseen: frozenset[str]) -> None:
        super().__init__(convert_charrefs=True)
        self.breaking = breaking
        self.unseen = unseen
        self.pieces: list[str] = []
        self.skipping = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in self.unseen:
            self.skipping += 1
        elif tag in self.breaking:
            self.pieces.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in self.unseen:
            self.skipping = max(0, self.skipping - 1)
        elif tag in self.breaking:
            self.pieces.append("\n")

    def handle_data(self, data: str) -> None:
        if not self.skipping:
            self.pieces.append(" ".join(data.split("\n")))
