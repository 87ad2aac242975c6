"""How well, and how fast, names are found: `python -m benchmarks.entities [--folds]`, corpora from REGESTA_SHARED.

`document` is F1 over the set of names a document has, which is what a facet shows; `span` is F1 over mentions, exact. A
corpus is measured by a tagger that did not learn from it (`--folds`, some minutes), because the shipped one learned from
all. Speed is words per CPU second beside a pinned loop, so that machines can be compared: report both.
"""

import argparse
import gzip
import json
import os
import random
import re
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

from indexer.entities import Annotation, annotate
from indexer.entities.merge import one_person, person_name
from indexer.entities.pipeline import annotated_by
from indexer.entities.recognisers import Shipped
from indexer.entities.tagger import load_tagger
from indexer.entities.training.annotations import own_annotations
from indexer.entities.training.corpora import LABELLED, PLAIN, LabelledText, labelled, records
from indexer.entities.training.passages import marked_passages, own_passages
from indexer.entities.training.train import train

SHARED = Path(os.environ.get("REGESTA_SHARED", Path(__file__).resolve().parent.parent.parent / "shared"))
FACETS = Path(__file__).resolve().parent / "entity_facets.jsonl"
REPORTS = Path(__file__).resolve().parent / "entity_reports.txt"
TYPES = ("person", "org", "place")
_LEFT = re.compile(r"^(?:the|The|THE|a|an)\s+|^[\W_]+")
_RIGHT = re.compile(r"(?:['’`]s?|[\s,;:\"”)\]\-–—]+)$")

Spans = Iterable[tuple[int, int, str]]


def trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """Without a leading article or a possessive ending: neither is credited nor charged."""
    while end > start:
        left = _LEFT.match(text[start:end])
        if left:
            start += left.end()
            continue
        right = _RIGHT.search(text[start:end])
        if right and right.start() and right.group():
            end = start + right.start()
            continue
        break
    return start, end


def f1(right: int, gold: int, found: int) -> float:
    return round(200 * right / (gold + found), 1) if gold + found else 0.0


def scored(texts: Iterable[tuple[str, Spans]], found: Callable[[str], Spans]) -> dict[str, float]:
    """F1 in percent over documents' name sets and over spans; a prediction exactly on another kind of thing is not charged."""
    counts: Counter[tuple[str, str, str]] = Counter()
    for text, gold in texts:
        marks = [(*trimmed(text, start, end), label) for start, end, label in gold]
        other = {(start, end) for start, end, label in marks if label not in TYPES}
        wanted = {mark for mark in marks if mark[2] in TYPES and mark[1] > mark[0]}
        answers = {(*trimmed(text, start, end), label) for start, end, label in found(text)}
        answers = {a for a in answers if a[2] in TYPES and a[1] > a[0] and (a[0], a[1]) not in other}
        for kind in TYPES:
            for level in ("span", "document"):
                w, a = ({_at(level, text, m) for m in marks if m[2] == kind} for marks in (wanted, answers))
                counts.update(
                    {(level, kind, "right"): len(w & a), (level, kind, "gold"): len(w), (level, kind, "found"): len(a)}
                )
    result = {level: _total(counts, level, TYPES) for level in ("document", "span")}
    return result | {kind: _total(counts, "document", (kind,)) for kind in TYPES}


def _at(level: str, text: str, mark: tuple[int, int, str]) -> object:
    return mark[:2] if level == "span" else re.sub(r"\s+", " ", text[mark[0] : mark[1]]).lower().replace(".", "")


def _total(counts: Mapping[tuple[str, str, str], int], level: str, kinds: Iterable[str]) -> float:
    return f1(*(sum(counts[level, kind, what] for kind in kinds) for what in ("right", "gold", "found")))


def mentions(annotation: Annotation) -> Spans:
    return [(m.start, m.end, m.kind) for m in annotation.mentions]


def folds(data: Path) -> dict[str, dict[str, float]]:
    """Each labelled corpus by a tagger that did not see it; some also with their other part in training."""
    corpora = {corpus.name: labelled(data, corpus) for corpus in LABELLED}
    corpora |= {"own": own_annotations(data), "passages": own_passages()}
    rows: dict[str, dict[str, float]] = {}
    for name, texts in corpora.items():
        if name == "passages":
            continue  # of one hand with the reports
        others = [text for other, them in corpora.items() if other != name for text in them]
        rows[f"{name}, unseen"] = _measured(others, texts)
        if name in ("politics", "re3d", "own"):
            rows[f"{name}, 1/2 seen"] = _measured([*others, *texts[1::2]], texts[::2])
    return rows


def _measured(learned: list[LabelledText], asked: list[LabelledText]) -> dict[str, float]:
    with tempfile.TemporaryDirectory() as folder:
        model = Path(folder) / "weights.gz"
        train(learned, model)
        load_tagger.cache_clear()
        marker = Shipped(load_tagger(model))
        load_tagger.cache_clear()
        return scored([(text.text, text.spans) for text in asked], lambda text: mentions(annotated_by(marker, text)))


def reports() -> dict[str, float]:
    """The shipped tagger on news reports that we wrote to measure by: in no training text, but of the same hand as some."""
    texts = marked_passages(REPORTS.read_text("utf-8"))
    return scored([(text.text, text.spans) for text in texts], lambda text: mentions(annotate(text)))


def seeds(gold: Path, folder: Path) -> dict[str, float]:
    """The two seeds: F1 over canonical entities, and how many of the required mentions hang on the right one."""
    kinds = {"PERSON": "person", "ORG": "org", "EVENT": "event", "AGREEMENT": "agreement"}
    right = missed = extra = attached = required = 0
    for name, entities in json.loads(gold.read_text("utf-8"))["docs"].items():
        found = annotate((folder / name).read_bytes().decode("utf-8"))
        at = {(m.start, m.end): m for m in found.mentions}
        used: set[str] = set()
        for entity in entities:
            kind = kinds.get(entity["type"], "place")
            hits = Counter(
                at[m["start"], m["end"]].entity
                for m in entity["mentions"]
                if (m["start"], m["end"]) in at and at[m["start"], m["end"]].kind == kind
            )
            best = next((e for e, _ in hits.most_common() if e not in used), None)
            if best is not None:
                used.add(best)
            if not entity.get("optional"):
                required += entity["n_mentions"]
                right += best is not None
                missed += best is None
                attached += hits[best] if best is not None else 0
        extra += sum(1 for e in found.entities if e.id not in used)
    return {"canonical F1": f1(right, right + missed, right + extra), "attached": attached, "of": required}


def facets(data: Path, which: str) -> dict[str, float]:
    """Canonical entities of 43 passages of policy documents that are in no training text, annotated before any tagger had
    read them; of the set "tuned" the mistakes were then looked at, of "blind" never.

    An entity is found when one of its mentions is, exactly, with the right kind; each answers for one entity. Optional ones
    (nationalities, parties' members, glued titles) neither count nor are charged; ``any`` may be a place or an organisation.
    """
    rows = [json.loads(line) for line in FACETS.read_text("utf-8").splitlines()]
    rows = [row for row in rows if row["set"] == which]
    wanted = {(row["corpus"], row["id"]) for row in rows}
    bodies = {
        (corpus.name, record["id"]): str(record["body"])
        for corpus in PLAIN
        for record in records(data, corpus)
        if (corpus.name, record["id"]) in wanted
    }
    counts: Counter[str] = Counter()
    for row in rows:
        passage = bodies[row["corpus"], row["id"]][row["start"] : row["end"]]
        if sha256(passage.encode()).hexdigest()[:16] != row["sha256"]:
            raise ValueError(f"{row['corpus']} {row['id']}: the passage is not the one that was annotated")
        counts += _facet(passage, row["start"], row["entities"])
    right, gold, found = counts["right"], counts["gold"], counts["right"] + counts["extra"]
    return {
        "F1": f1(right, gold, found),
        "precision": round(100 * right / found, 1),
        "recall": round(100 * right / gold, 1),
        **{kind: f1(counts[kind], counts[f"gold {kind}"], counts[kind] + counts[f"extra {kind}"]) for kind in TYPES},
    }


def _facet(passage: str, start: int, gold: list[dict[str, Any]]) -> Counter[str]:
    found = annotate(passage)
    at = {
        (trimmed(passage, m.start, m.end)[0] + start, trimmed(passage, m.start, m.end)[1] + start): m
        for m in found.mentions
    }
    counts: Counter[str] = Counter()
    used: set[str] = set()
    for entity in sorted(gold, key=lambda e: bool(e["optional"])):
        hits = Counter(
            mention.entity
            for span in entity["spans"]
            if (mention := at.get(tuple(span))) and (entity["optional"] or entity["kind"] in ("any", mention.kind))
        )
        if entity["optional"]:
            used |= set(hits)
            continue
        best = next((e for e, _ in hits.most_common() if e not in used), None)
        counts.update({"gold": 1, f"gold {entity['kind']}": 1})
        if best is not None:
            used.add(best)
            counts.update({"right": 1, entity["kind"]: 1})
    extra = [e.kind for e in found.entities if e.id not in used and e.kind in TYPES]
    counts.update({"extra": len(extra)})
    counts.update(f"extra {kind}" for kind in extra)
    return counts


def alias_pairs(data: Path, count: int = 3_000) -> dict[str, float]:
    """Two forms of one person against two people of one family name, from the State Department's list; seeded."""
    with gzip.open(data / "gazetteer" / "persons_statedept.jsonl.gz", "rt", encoding="utf-8") as lines:
        people = [json.loads(line) for line in lines]
    choose = random.Random(1)
    same: list[tuple[str, str]] = []
    families: dict[str, list[list[str]]] = defaultdict(list)
    for person in people:
        names = list(dict.fromkeys([person["name"], *person["aliases"]]))
        families[person["sort_name"].split(",")[0].lower()].append(names)
        if len(names) > 1:
            first, second = choose.sample(names, 2)
            same.append((first, second))
    choose.shuffle(same)
    shared = [group for group in families.values() if len(group) > 1]
    different = [tuple(choose.choice(names) for names in choose.sample(choose.choice(shared), 2)) for _ in range(count)]
    right = sum(_one(a, b) for a, b in same[:count])
    wrong = sum(_one(a, b) for a, b in different)
    return {
        "precision": round(right / (right + wrong), 3),
        "recall": round(right / count, 3),
        "F1": round(2 * right / (count + right + wrong), 3),
    }


def _one(a: str, b: str) -> bool:
    one, other = person_name(a), person_name(b)
    return one is not None and other is not None and one_person(one, other)


def reference_loop() -> float:
    """CPU seconds of a pinned loop over strings and a dictionary: what the machine is worth at this kind of work."""
    began = time.process_time()
    counts: dict[str, int] = {}
    for number in range(300_000):
        word = f"w{number % 5_000}"
        counts[word] = counts.get(word, 0) + len(word)
    return time.process_time() - began


def speed(data: Path, passes: int = 3) -> dict[str, float]:
    """Words per CPU second with all stages, the best of some passes, over 240 documents of four kinds."""
    began = time.process_time()
    annotate("Kim Jong Il")
    load = time.process_time() - began
    texts: list[str] = []
    for corpus, share in zip(PLAIN, (60, 30, 30, 120), strict=True):
        bodies = [str(row["body"]) for row in records(data, corpus)]
        texts += bodies[:: max(1, len(bodies) // share)][:share]
    words = sum(len(text.split()) for text in texts)
    best, loop = float("inf"), float("inf")
    for _ in range(passes):
        loop = min(loop, reference_loop())
        began = time.process_time()
        for text in texts:
            annotate(text)
        best = min(best, time.process_time() - began)
    return {
        "words per CPU second": round(words / best),
        "load, CPU s": round(load, 2),
        "reference loop, CPU s": round(loop, 3),
        "words per reference loop": round(words / best * loop),
    }


def measure(data: Path, *, with_folds: bool) -> dict[str, Any]:
    answer: dict[str, Any] = {
        "speed": speed(data),
        "alias pairs": alias_pairs(data),
        "facets, blind": facets(data, "blind"),
        "facets, tuned": facets(data, "tuned"),
        "reports": reports(),
    }
    gold = data.parent / "eval" / "entities" / "seeds_gold.json"
    if gold.exists():
        answer["seeds"] = seeds(gold, Path(__file__).resolve().parent.parent / "seeds")
    if with_folds:
        answer["folds"] = folds(data)
    return answer


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.entities", description=__doc__)
    parser.add_argument("--folds", action="store_true", help="also train and measure a tagger per corpus")
    options = parser.parse_args()
    data = SHARED / "data"
    if not (data / "ner").is_dir():
        raise SystemExit(f"No corpora in {data}. Set REGESTA_SHARED to the folder that holds data/.")
    answer = measure(data, with_folds=options.folds)
    for name, row in answer.pop("folds", {}).items():
        print(f"{name:22}" + "".join(f"  {key} {value:5.1f}" for key, value in row.items()))
    for name, row in answer.items():
        print(f"{name:22}  " + ", ".join(f"{key} {value}" for key, value in row.items()))


if __name__ == "__main__":
    main()
