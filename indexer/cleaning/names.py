"""What the class, id and role words of an element say about the text inside it."""

import re
from collections.abc import Mapping

# Kinds of places on a page and what site builders call them: pieces of names (hyphens and underscores left out), and
# words that count only when they stand alone. The kinds are columns of the block model; the lists are what common
# publishing systems and frameworks use.
KINDS: tuple[tuple[str, str, str], ...] = (
    ("navigation", "nav menu breadcrumb crumb toolbar pagination pager", "tab tabs skip"),
    ("foot", "foot copyright legal colophon disclaimer", ""),
    ("comments", "comment disqus respond reply discuss livefyre feedback", ""),
    ("sharing", "share social sharing facebook twitter follow addthis email", "print"),
    (
        "related",
        "relat recommend popular trending readmore readnext readalso similar teaser outbrain taboola suggest latest "
        "promolist carousel card",
        "more next prev also",
    ),
    ("side", "sidebar aside widget column2 columnright secondary", "side rail right"),
    ("advertisement", "advert sponsor promo banner commercial affiliate", "ad ads dfp gpt"),
    ("subscription", "newsletter subscri signup signin login register paywall donat membership calltoaction", "cta"),
    ("author", "author byline profile contributor writer", "bio"),
    ("about", "meta date time publish posted info categor topic label kicker eyebrow reading", "tag tags"),
    ("caption", "caption credit figure gallery photo image media thumb", ""),
    ("notice", "cookie consent gdpr modal popup overlay notice alert toast dialog lightbox", ""),
    ("head", "header masthead branding logo hero title headline topbar", ""),
    ("main", "article content entry main post story body text rich prose copy", ""),
    (
        "body",
        "articlebody postcontent postbody entrycontent storybody storytext storycontent bodytext bodycopy bodycontent "
        "maincontent articlecontent articletext richtext fieldnamebody contentbody",
        "",
    ),
)
_PIECES = tuple((piece, 1 << index) for index, (_, pieces, _) in enumerate(KINDS) for piece in pieces.split())
_ALONE = {word: 1 << index for index, (_, _, words) in enumerate(KINDS) for word in words.split()}
_WORD = re.compile(r"[A-Z]?[a-z]{2,}|[A-Z]{2,}(?![a-z])")
_REMEMBERED = 100_000


def _parts(name: str) -> tuple[str, ...]:
    return (name.lower(), *(part.lower() for part in _WORD.findall(name)))


def tokens_of(tag: str, names: str) -> tuple[str, ...]:
    """The words of an element's names after its tag, whole and in parts: ``<p>``, ``content``, ``post``, ``post-content``."""
    tokens = {f"<{tag}>"}
    for name in names.split()[:12]:
        if len(name) <= 60:
            tokens.update(_parts(name))
    return tuple(sorted(tokens))


class NameReader:
    """What names say, remembered: a page repeats its few hundred names thousands of times.

    ``near`` weighs the names of an element close around a text, ``far`` those further out.
    """

    def __init__(self, near: Mapping[str, float], far: Mapping[str, float]) -> None:
        self.near = near
        self.far = far
        self._seen: dict[tuple[str, str], tuple[int, float, float]] = {}

    def read(self, tag: str, names: str) -> tuple[int, float, float]:
        """The kinds of place as bits, and the near and far weight of an element."""
        key = (tag, names)
        known = self._seen.get(key)
        if known is None:
            if len(self._seen) >= _REMEMBERED:
                self._seen.clear()
            known = self._seen[key] = self._read(tag, names)
        return known

    def _read(self, tag: str, names: str) -> tuple[int, float, float]:
        tokens = tokens_of(tag, names)
        bits = 0
        if names:
            joined = names.lower().replace("-", "").replace("_", "")
            for piece, bit in _PIECES:
                if piece in joined:
                    bits |= bit
            for token in tokens:
                bits |= _ALONE.get(token, 0)
        scale = len(tokens) ** -0.5
        near = sum(self.near.get(token, 0.0) for token in tokens) * scale
        far = sum(self.far.get(token, 0.0) for token in tokens) * scale
        return bits, near, far
