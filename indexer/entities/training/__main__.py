"""Make everything that is shipped beside the code: ``python -m indexer.entities.training DATA [--model-only]``.

The same data and library versions give the same bytes; ``manifest.json`` records both, with sources and licences.
"""

import json
import sys
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path

from indexer.entities.training.annotations import own_annotations
from indexer.entities.training.corpora import LABELLED, PLAIN, labelled
from indexer.entities.training.lexicon import build_lexicon, packed_lines, small_words, towns
from indexer.entities.training.offices import office_names
from indexer.entities.training.passages import own_passages
from indexer.entities.training.territories import names_abroad, territory_names
from indexer.entities.training.train import train

PACKAGE = Path(__file__).resolve().parent.parent
OUTPUTS = (
    "weights.gz",
    "tables/abroad.tsv.gz",
    "tables/lexicon.tsv.gz",
    "tables/offices.txt.gz",
    "tables/small.tsv.gz",
    "tables/territories.tsv.gz",
    "tables/towns.txt.gz",
)
GAZETTEERS = (
    (
        "gazetteer/persons_statedept.jsonl.gz",
        "public-domain",
        "US Department of State, persons named in its publications",
    ),
    ("gazetteer/persons_us_congress_current.jsonl.gz", "CC0-1.0", "members of the US Congress"),
    ("gazetteer/cities15000.jsonl.gz", "CC-BY-4.0", "GeoNames, https://www.geonames.org/"),
)


def main(arguments: list[str]) -> int:
    model_only = "--model-only" in arguments
    paths = [a for a in arguments if not a.startswith("-")]
    if len(paths) != 1 or not Path(paths[0]).is_dir():
        print("usage: python -m indexer.entities.training DATA [--model-only]", file=sys.stderr)
        return 2
    data = Path(paths[0])
    tables = PACKAGE / "tables"
    if not model_only:
        lexicon = build_lexicon(data)
        (tables / "lexicon.tsv.gz").write_bytes(packed_lines(lexicon))
        (tables / "small.tsv.gz").write_bytes(packed_lines(small_words(data, lexicon)))
        (tables / "offices.txt.gz").write_bytes(packed_lines(office_names(data)))
        (tables / "towns.txt.gz").write_bytes(packed_lines(towns(data)))
        (tables / "abroad.tsv.gz").write_bytes(packed_lines("\t".join(row) for row in names_abroad()))
        (tables / "territories.tsv.gz").write_bytes(packed_lines(f"{name}\t{code}" for name, code in territory_names()))
    texts = [text for corpus in LABELLED for text in labelled(data, corpus)]
    texts += own_annotations(data) + own_passages()
    train(texts, PACKAGE / "weights.gz")
    (PACKAGE / "manifest.json").write_text(json.dumps(manifest(data), indent=1, ensure_ascii=False) + "\n", "utf-8")
    return 0


def manifest(data: Path) -> dict[str, object]:
    """Sources with licence, use and hash; what was made of them with size and hash; the versions that made it."""
    sources = [
        *({"file": c.file, "licence": c.licence, "source": c.source, "use": "labelled text"} for c in LABELLED),
        *(
            {"file": c.file, "licence": c.licence, "source": c.source, "use": "word classes, annotated passages"}
            for c in PLAIN
        ),
        *(
            {"file": file, "licence": licence, "source": source, "use": "lists of names"}
            for file, licence, source in GAZETTEERS
        ),
    ]
    for source in sources:
        source["sha256"] = sha256((data / source["file"]).read_bytes()).hexdigest()
    sources += [
        {
            "file": f"indexer/entities/training/{name}",
            "licence": "Apache-2.0",
            "source": source,
            "use": "labelled text",
            "sha256": sha256((PACKAGE / "training" / name).read_bytes()).hexdigest(),
        }
        for name, source in (("annotations.jsonl", "our own annotations"), ("passages.txt", "our own passages"))
    ]
    sources.append(
        {
            "file": "",
            "licence": "Unicode-3.0",
            "source": "Unicode CLDR, by way of Babel",
            "use": "names of states",
            "sha256": "",
        }
    )
    made = {
        name: {"bytes": (PACKAGE / name).stat().st_size, "sha256": sha256((PACKAGE / name).read_bytes()).hexdigest()}
        for name in OUTPUTS
    }
    return {
        "sources": sources,
        "made": made,
        "with": {name: version(name) for name in ("babel", "numpy", "python-crfsuite")},
    }


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
