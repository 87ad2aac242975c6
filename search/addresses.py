"""Where things are on the web: the addresses of pages and of the API, relative to the server's root."""

from urllib.parse import quote

API = "/api/v1"
# RFC 3986: what a path may hold unescaped, beside letters and digits. A colon is left out of `page` addresses of
# documents (an id `a:b` must not look like a scheme when a client makes the address relative).
_PATH_SAFE = "/-._~!$&'()*+,=@"


def document_page(document_id: str) -> str:
    """Our page of a document: ``/documents/<percent-encoded id>``, slashes kept."""
    return "/documents/" + quote(document_id, safe=_PATH_SAFE)


def entity_page(entity_id: str) -> str:
    return "/entities/" + quote(entity_id, safe=_PATH_SAFE + ":")


def api_address(kind: str, name: str) -> str:
    """``/api/v1/documents/<id>`` and its like; ``kind`` is the part between."""
    return f"{API}/{kind}/" + quote(name, safe=_PATH_SAFE + ":")
