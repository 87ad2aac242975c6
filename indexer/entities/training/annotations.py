"""Our own annotations of policy documents: document ids and offsets here, the texts stay where they are.

Each row covers one passage of a document. Persons are marked without titles; places are states, towns, regions and
buildings that a document treats as locations; organisations have names of their own ("the Department" alone has not);
nationalities, treaties, events, ships and works are ``misc``. Labelled by table and tagger, then read and corrected by hand.
"""

import json
from hashlib import sha256
from importlib.resources import files
from pathlib import Path

from indexer.entities.training.corpora import PLAIN, LabelledText, records, without_overlaps


def own_annotations(data: Path) -> list[LabelledText]:
    """The annotated passages; a passage whose text is no longer what was annotated is an error."""
    rows = [json.loads(line) for line in (files(__package__) / "annotations.jsonl").read_text("utf-8").splitlines()]
    wanted = {(row["corpus"], row["id"]) for row in rows}
    bodies = {
        (corpus.name, str(record["id"])): str(record["body"])
        for corpus in PLAIN
        for record in records(data, corpus)
        if (corpus.name, record["id"]) in wanted
    }
    texts: list[LabelledText] = []
    for row in rows:
        passage = bodies[row["corpus"], row["id"]][row["start"] : row["end"]]
        if sha256(passage.encode()).hexdigest()[:16] != row["sha256"]:
            raise ValueError(f"{row['corpus']} {row['id']}: the passage is not the one that was annotated")
        spans = [(start - row["start"], end - row["start"], label) for start, end, label in row["spans"]]
        texts.append(LabelledText(id=row["id"], corpus="own", text=passage, spans=without_overlaps(spans)))
    return texts
