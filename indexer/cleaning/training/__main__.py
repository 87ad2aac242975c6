"""``python -m indexer.cleaning.training DATA [blocks] [lines]``: train on a folder of labelled pages, write the models.

``DATA`` is described in ``corpus.py``. The models are arrays (``.npz`` without pickle) and JSON; ``manifest.json`` says
what they were made from. The same data and library versions give the same models.
"""

import argparse
import hashlib
import json
import sys
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np

from indexer.cleaning.models import FOLDER
from indexer.cleaning.training import lines, networks, pages
from indexer.cleaning.training.boosting import as_arrays
from indexer.cleaning.training.corpus import files_read, load_lines, load_pages, load_papers, load_unmarked

BLOCK_TREES = 220


def train_blocks(folder: Path) -> dict[str, int | str]:
    """Write ``blocks.npz`` and ``names.json``."""
    corpus = [page for page in load_pages(folder) if page is not None]
    evidence = pages.evidence_of(corpus)
    readings = pages.fit_readings(corpus, pages.first_rows(corpus, evidence), trees=BLOCK_TREES)
    weights = pages.fit_weights(corpus, evidence, range(len(corpus)))
    stored = {
        name: array
        for number, trees in enumerate(readings.trees)
        for name, array in as_arrays(trees, f"reading{number}").items()
    }
    _write("blocks.npz", words=weights.words.astype(np.float16), **stored)
    names = {"near": weights.near, "far": weights.far}
    (FOLDER / "names.json").write_text(
        json.dumps(names, ensure_ascii=False, sort_keys=True, separators=(",", ":")) + "\n", encoding="utf-8"
    )
    return {"pages": len(corpus), "sites": len({page.site for page in corpus})}


def train_lines(folder: Path) -> dict[str, int | str]:
    """Write ``lines.npz``. The labels of unmarked pages are those of the ``blocks.npz`` that is there: another one makes
    another model."""
    teacher = hashlib.sha256((FOLDER / "blocks.npz").read_bytes()).hexdigest()
    corpus = list(load_lines(folder))
    corpus += [*load_papers(folder, corpus), *load_unmarked(folder)]
    model = lines.fit_line_model(corpus)
    _write(
        "lines.npz",
        words=model.words.astype(np.float16),
        **{f"network.{part}": array for part, array in networks.as_arrays(model.network).items()},
    )
    taught = [document for document in corpus if document.taught]
    return {"documents": len(taught), "sites": len({document.site for document in taught}), "taught_by": teacher}


def _write(name: str, **arrays: Any) -> None:
    np.savez_compressed(FOLDER / name, allow_pickle=False, **arrays)


MODELS = {"blocks": train_blocks, "lines": train_lines}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("models", nargs="*", choices=[*MODELS, []], default=[])
    asked = parser.parse_args()
    FOLDER.mkdir(exist_ok=True)
    manifest_path = FOLDER / "manifest.json"
    manifest = json.loads(manifest_path.read_text(encoding="utf-8")) if manifest_path.exists() else {}
    for name in asked.models or MODELS:
        manifest[name] = {
            **MODELS[name](asked.data),
            "made_with": {
                library: version(library) for library in ("catboost", "scikit-learn", "jax", "numpy", "lxml")
            },
        }
        sys.stderr.write(f"{name} trained: {manifest[name]}\n")
    manifest["files"] = {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(FOLDER.iterdir())
        if path.name != "manifest.json"
    }
    manifest["data"] = {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(files_read(asked.data))
    }
    manifest["sources"] = SOURCES
    manifest_path.write_text(
        json.dumps(manifest, indent=1, ensure_ascii=False, sort_keys=True) + "\n", encoding="utf-8"
    )
    return 0


# Only weights were learned from these collections; no text of theirs is in the models.
SOURCES = [
    {"name": "scrapinghub/article-extraction-benchmark", "licence": "MIT"},
    {"name": "AndyTheFactory/article-extraction-dataset", "licence": "Apache-2.0"},
    {
        "name": "Murrough-Foley/web-content-extraction-benchmark (WCXB v1.0), changed: re-encoded, subset",
        "licence": "CC-BY-4.0",
    },
    {"name": "Foreign Relations of the United States (papers as examples of body)", "licence": "public domain"},
    {"name": "UN General Debate 2022-24 (speeches as examples of body)", "licence": "CC0 as stated"},
    {"name": "adbar/trafilatura tests/evaldata.json", "licence": "Apache-2.0"},
]

if __name__ == "__main__":
    raise SystemExit(main())
