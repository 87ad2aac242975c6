"""A document as JSON-LD in the words of schema.org: only what is known, as exactly as it is known.

The block is data: browsers run nothing of a type that is no script's, whatever the content policy says.
"""

import json

from markupsafe import Markup

from search.dates import DateSpan
from search.documents import Kind
from search.views import DocumentView
from web.citing import Reference
from web.highlight import shortened, web_address

LONGEST_NAME = 300
MOST_AUTHORS = 20
MOST_MENTIONS = 20
_TYPES: dict[Kind, str] = {
    "person": "Person",
    "place": "Place",
    "org": "Organization",
    "event": "Event",
    "agreement": "CreativeWork",
}
# In a script block nothing is unescaped, so nothing may look like markup; JSON says these characters by number. The last two
# end a line in old JavaScript.
_BY_NUMBER = {ord(character): f"\\u{ord(character):04x}" for character in "<>&\u2028\u2029"}


def json_ld(view: DocumentView, reference: Reference) -> Markup:
    """The content of a ``<script type="application/ld+json">``, safe there whatever the document says."""
    known = {
        "@context": "https://schema.org",
        "@type": ["CreativeWork", "ArchiveComponent"],
        "@id": reference.address,
        "url": reference.address,
        "identifier": reference.id,
        "version": reference.version,
        "name": shortened(reference.title, LONGEST_NAME),
        "author": [shortened(name, LONGEST_NAME) for name in reference.authors[:MOST_AUTHORS]],
        "publisher": _organization(reference.source),
        "datePublished": _exact(reference.date),
        "dateModified": _exact(view.stored.updated),
        "inLanguage": reference.language,
        "isBasedOn": web_address(reference.url),
        "holdingArchive": {"@type": "ArchiveOrganization", "name": reference.archive},
        "mentions": [
            {"@type": _TYPES[entity.kind], "name": shortened(entity.name, LONGEST_NAME)}
            for entity in view.entities[:MOST_MENTIONS]
        ],
    }
    text = json.dumps({name: value for name, value in known.items() if value}, ensure_ascii=False)
    return Markup(text.translate(_BY_NUMBER))  # noqa: S704  (nothing is left that HTML could read)


def _organization(name: str | None) -> dict[str, str] | None:
    return {"@type": "Organization", "name": shortened(name, LONGEST_NAME)} if name else None


def _exact(date: DateSpan | None) -> str | None:
    """ISO 8601 to the known precision; schema.org has no form for "about" and no decades."""
    if date is None or date.edtf.endswith("~") or date.precision not in ("day", "month", "year"):
        return None
    return date.iso
