"""The lexicon: for each frequent word, which name lists hold it and in what company it stands.

Words that stand between the same neighbours get the same class number, at two grains; that tells "Rawalpindi" from
"Ramanujan" although neither was ever annotated. Neighbours are counted over public-domain and CC0 text only.
"""

import gzip
import json
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np

from indexer.entities.training.corpora import PLAIN, records
from search.analysis import stem

_WORD = re.compile(r"(?:[A-Z]\.){2,}|[^\W\d_]+(?:['’-][^\W\d_]+)*|\d+|[^\w\s]|\n+")
_LETTERS = re.compile(r"[^\W\d_]+")
LEAST_COUNT = 15  # words rarer than this say too little about their company
CONTEXTS = 1500
DIMENSIONS = 60
GRAINS = (64, 400)


def build_lexicon(data: Path) -> list[str]:
    """Lines of word, list letters, coarse class, fine class; class -1 when too rare to have one."""
    lists = name_lists(data)
    classes, common = word_classes(data)
    lines: list[str] = []
    for word in sorted(set(lists) | set(classes) | common):
        coarse, fine = classes.get(word, (-1, -1))
        letters = lists.get(word, "") + ("c" if word in common else "")
        lines.append(f"{word}\t{letters}\t{coarse}\t{fine}")
    return lines


def packed_lines(lines: Iterable[str]) -> bytes:
    """Lines as a gzip file that is the same whenever it is made."""
    return gzip.compress("\n".join(lines).encode("utf-8"), compresslevel=9, mtime=0)


TOWN_POPULATION = 120_000
_STATES = """
Alabama;Alaska;Arizona;Arkansas;California;Colorado;Connecticut;Delaware;Florida;Hawaii;Idaho;Illinois;Indiana;Iowa;Kansas
Kentucky;Louisiana;Maine;Maryland;Massachusetts;Michigan;Minnesota;Mississippi;Missouri;Montana;Nebraska;Nevada;New Hampshire
New Jersey;New Mexico;New York;North Carolina;North Dakota;Ohio;Oklahoma;Oregon;Pennsylvania;Rhode Island;South Carolina
South Dakota;Tennessee;Texas;Utah;Vermont;Virginia;West Virginia;Wisconsin;Wyoming;District of Columbia;Ontario;Quebec
British Columbia;Alberta;Manitoba;Saskatchewan;Nova Scotia;New Brunswick;Newfoundland;Prince Edward Island;Yukon
New South Wales;Queensland;Tasmania;Western Australia;South Australia;Northern Territory;Cornwall;Yorkshire;Kent;Sicily
Sardinia;Tuscany;Lombardy;Normandy;Brittany;Alsace;Lorraine;Saxony;Hesse;Galicia;Andalusia;Anbar;Kandahar;Herat;Balochistan
Sindh;Gujarat;Kerala;Maharashtra;Tamil Nadu;Assam;Guangdong;Sichuan;Yunnan;Hunan;Hebei;Fujian;Java;Sumatra;Borneo;Aceh
Mindanao;Luzon;Hokkaido;Kyushu;Chiapas;Oaxaca;Jalisco;Patagonia;Dagestan;Ingushetia;Tatarstan;Abkhazia;South Ossetia
Nagorno-Karabakh;Transnistria;Vojvodina;Republika Srpska;Zanzibar;KwaZulu-Natal;Tigray;Amhara;Oromia;Puntland;Somaliland
Long Island;Manhattan;Brooklyn;Hollywood;Guantanamo Bay;Pearl Harbor;Camp David;Silicon Valley;Hiroshima;Nagasaki;Chernobyl
"""


# As English has them, where the list has another form.
_SHORT_TOWNS = "Frankfurt;Duesseldorf;Bangalore;Gothenburg;Saint Petersburg;Seville;Basle;Berne;Bruges;Antwerp"


def unaccented(name: str) -> str:
    """A name as agencies print it: "Bogota" for "Bogotá"."""
    return "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c))


def towns(data: Path) -> list[str]:
    """Names of towns of some size (GeoNames, CC BY 4.0), with and without accents, and of states and provinces (our own list)."""
    found = {
        row["name"]
        for row in _rows(data / "gazetteer" / "cities15000.jsonl.gz")
        if row["population"] >= TOWN_POPULATION
    }
    found |= {unaccented(name) for name in found} | set(_SHORT_TOWNS.split(";"))
    return sorted(
        name
        for name in found | set(_STATES.strip().replace("\n", ";").split(";"))
        if name[0].isupper() and len(name) > 2
    )


def name_lists(data: Path) -> dict[str, str]:
    """Word to letters: F first name, L last name (State Department and Congress persons), T word of a town's name."""
    firsts: Counter[str] = Counter()
    lasts: Counter[str] = Counter()
    towns: set[str] = set()
    folder = data / "gazetteer"
    for file in ("persons_statedept.jsonl.gz", "persons_us_congress_current.jsonl.gz"):
        for row in _rows(folder / file):
            words = [
                w
                for w in row["name"].replace(",", " ").split()
                if w[0].isupper() and not w.endswith(".") and w.isalpha()
            ]
            if len(words) >= 2:
                firsts[words[0]] += 1
                lasts[words[-1]] += 1
    for row in _rows(folder / "cities15000.jsonl.gz"):
        if row["population"] >= 100_000 and " " not in row["name"]:
            towns.add(row["name"])
    letters: dict[str, str] = {}
    for word in set(firsts) | set(lasts) | towns:
        mark = ("F" if firsts[word] >= 2 else "") + ("L" if lasts[word] else "") + ("T" if word in towns else "")
        if mark:
            letters[word] = mark
    return letters


def _rows(path: Path) -> list[dict[str, Any]]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def word_classes(data: Path) -> tuple[dict[str, tuple[int, int]], frozenset[str]]:
    """The classes of frequent words, and the lower-case words that are seldom capitalised: no names by themselves."""
    sentences = [_WORD.findall(str(row["body"])) for corpus in PLAIN for row in records(data, corpus)]
    counts = Counter(word for words in sentences for word in words)
    vocabulary = sorted(w for w, n in counts.items() if n >= LEAST_COUNT and w[0].isalpha())
    context = [w for w, _ in sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:CONTEXTS]]
    row_of = {w: i for i, w in enumerate(vocabulary)}
    column_of = {w: i for i, w in enumerate(context)}
    matrix = np.zeros((len(vocabulary), 2 * CONTEXTS), dtype=np.float32)
    for words in sentences:
        rows = [row_of.get(w, -1) for w in words]
        columns = [column_of.get(w, -1) for w in words]
        for i, row in enumerate(rows):
            if row < 0:
                continue
            if i and columns[i - 1] >= 0:
                matrix[row, columns[i - 1]] += 1
            if i + 1 < len(words) and columns[i + 1] >= 0:
                matrix[row, CONTEXTS + columns[i + 1]] += 1
    vectors = _vectors(matrix)
    weights = np.array([counts[w] for w in vocabulary], dtype=np.float64) ** 0.5
    grains = [_cluster(vectors, weights, grain) for grain in GRAINS]
    common = frozenset(w for w in vocabulary if w.islower() and counts[w] > 2 * counts[w.capitalize()])
    return {w: (int(grains[0][i]), int(grains[1][i])) for i, w in enumerate(vocabulary)}, common


def small_words(data: Path, lexicon: Iterable[str]) -> list[str]:
    """Words that plain texts write small, what capitals hide in a telegram or a heading; behind each its stem, where that is
    another. Those of the ``lexicon``, by its lines, and rarer ones.

    Of rarer ones two times are enough, for nobody writes a name small twice.
    """
    common = {line.split("\t")[0] for line in lexicon if "c" in line.split("\t")[1]}
    counts = Counter(
        word for corpus in PLAIN for row in records(data, corpus) for word in _LETTERS.findall(str(row["body"]))
    )
    rare = {
        word
        for word, count in counts.items()
        if word.islower()
        and len(word) > 2
        and count >= 2
        and count > 2 * (counts[word.capitalize()] + counts[word.upper()])
    }
    return sorted(word if stem(word) == word else f"{word}\t{stem(word)}" for word in common | rare)


def _vectors(matrix: "np.ndarray[Any, np.dtype[np.float32]]") -> "np.ndarray[Any, np.dtype[np.float64]]":
    """Positive pointwise mutual information, reduced to its strongest directions, each word of length 1."""
    total = matrix.sum(dtype=np.float64)
    by_row = matrix.sum(axis=1, keepdims=True) + 1e-9
    by_column = matrix.sum(axis=0, keepdims=True) + 1e-9
    with np.errstate(divide="ignore"):
        matrix = np.maximum(np.log(matrix * (total / by_row) / by_column), 0)
    values, directions = np.linalg.eigh((matrix.T @ matrix).astype(np.float64))
    best = directions[:, -DIMENSIONS:]
    vectors = matrix @ best / np.sqrt(np.sqrt(np.maximum(values[-DIMENSIONS:], 1e-9)))
    vectors = vectors / (np.linalg.norm(vectors, axis=1, keepdims=True) + 1e-9)
    rounded: np.ndarray[Any, np.dtype[np.float64]] = np.round(vectors, 6).astype(np.float64)
    return rounded


def _cluster(vectors: Any, weights: Any, count: int) -> Any:
    """Spherical k-means, begun from the most frequent words, 25 rounds."""
    order = np.argsort(-weights, kind="stable")
    centres = vectors[order[: count * 3 : 3]].copy()
    nearest = np.zeros(len(vectors), dtype=np.int64)
    for _ in range(25):
        nearest = np.argmax(vectors @ centres.T, axis=1)
        for k in range(count):
            members = nearest == k
            if members.any():
                centre = (vectors[members] * weights[members, None]).sum(axis=0)
                centres[k] = centre / (np.linalg.norm(centre) + 1e-9)
    return nearest
