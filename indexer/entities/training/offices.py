"""Names of offices, committees and agencies, from the United States government's own lists of abbreviations and agencies."""

import gzip
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from indexer.entities.words import ORG_WORDS

_JOINING = frozenset("of for and the in on to de la del y du des against with at".split())
_BRACKETS = re.compile(r"\s*\([^)]*\)")
# "Office of Science; or Outer Space Treaty": several meanings of one abbreviation in one cell.
_MEANINGS = re.compile(r"; (?:or|also|and)? ?|, also | or (?=[A-Z])")


def office_names(data: Path) -> list[str]:
    """Expansions of abbreviations that are capitalised throughout and have a word for a body in them, and agencies."""
    names = {_BRACKETS.sub("", row["name"]).strip() for row in _rows(data / "gazetteer" / "orgs_us_agencies.jsonl.gz")}
    for row in _rows(data / "gazetteer" / "abbreviations_frus.jsonl.gz"):
        for expansion in row["expansions"]:
            for meaning in _MEANINGS.split(expansion["text"]):
                name = _BRACKETS.sub("", meaning).split(",")[0].strip(" .;")
                if _is_name_of_a_body(name):
                    names.add(name)
    return sorted(names)


def _is_name_of_a_body(name: str) -> bool:
    words = name.split()
    return (
        2 <= len(words) <= 9
        and words[0][0].isupper()
        and "/" not in name
        and all(word[0].isupper() or word in _JOINING for word in words)
        and any(word.lower() in ORG_WORDS for word in words)
    )


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)
