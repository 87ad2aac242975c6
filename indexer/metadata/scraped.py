"""What metadata clues look at: the lines of a document before anything is stripped, and the markup around them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Markup:
    """What an HTML page says about itself outside its visible text.

    ``meta`` maps the lower-case name, property, itemprop or http-equiv of each ``<meta>`` to its contents in order;
    ``linked_data`` holds the objects of its JSON-LD, graphs flattened; ``times`` are triples of datetime attribute, text
    and where, of its ``<time>`` and date-like elements in order, where being the class and itemprop words of the element, ``<``, and
    those around it; ``bylines`` the texts of elements that markup calls authors, ``links`` maps rel to href.
    """

    title: str = ""
    language: str | None = None
    meta: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    linked_data: tuple[Mapping[str, object], ...] = ()
    times: tuple[tuple[str, str, str], ...] = ()
    bylines: tuple[tuple[str, str], ...] = ()
    links: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scraped:
    """A document as scraped. ``lines`` have their white space collapsed; ``tags`` name the HTML element of each line
    and are empty strings in flattened text. ``language`` is what the record or the page states; ``day_first`` which way the
    other dates of its source write 03/04/2012, None where that is not known."""

    lines: tuple[str, ...]
    tags: tuple[str, ...]
    markup: Markup | None = None
    url: str | None = None
    folder: str | None = None
    language: str | None = None
    day_first: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding(Generic[T]):
    """A value, the text it was read in, and how: the fields mean what they mean in ``search.documents.Evidence``.

    ``whole_line`` says that the line holds nothing else, so that it may leave the body.
    """

    value: T
    method: str
    quote: str
    confidence: float
    line: int | None = None
    whole_line: bool = False
