"""Pictures of the pages for README and docs: ``python -m tests.browser.screenshots docs/images [ARCHIVE]``.

Of the demonstration archive (``make demo``) when ARCHIVE is one, else of an archive made of the two seeds. The same
browser, sizes and fonts each time; no animation.
"""

import struct
import sys
import tempfile
import threading
import zlib
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from werkzeug.serving import make_server

from indexer.generations import create_archive
from indexer.pipeline import index_paths
from tests.browser.chromium import installed_chromium, started
from web import create_app

SEEDS = Path(__file__).resolve().parents[2] / "seeds"
SEED = "/documents/003_bb01f1feaf2e59d7.txt"
# (file, address, width, height, colour scheme)
OF_DEMONSTRATION = (
    ("home", "/", 1280, 900, "light"),
    ("results", "/search?q=fisheries%20treaty", 1280, 900, "light"),
    ("results-dark", "/search?q=fisheries%20treaty&place=place:GB", 1280, 900, "dark"),
    ("results-phone", "/search?q=fisheries%20treaty", 390, 844, "light"),
    ("document", "/documents/1823-Monroe-1?q=%22European%20powers%22&at=1#hit-1", 1280, 900, "light"),
    ("as-scraped", SEED + "?view=scraped", 1280, 900, "light"),
    ("entity", "/entities/place:CU", 1280, 900, "light"),
    (
        "nothing-found",
        "/search?q=Yongbyun%20moratorium%20IAEA&source=American%20Presidency%20Project",
        1280,
        900,
        "light",
    ),
    ("timeline", "/timeline?q=railroad&q2=nuclear", 1280, 900, "light"),
)
OF_SEEDS = (
    ("home", "/", 1280, 900, "light"),
    ("results", "/search?q=%22six-party%20talks%22", 1280, 900, "light"),
    ("results-dark", "/search?q=%22six-party%20talks%22", 1280, 900, "dark"),
    ("results-phone", "/search?q=%22six-party%20talks%22", 390, 844, "light"),
    ("document", SEED + "?q=%22food%20aid%22&at=1#hit-1", 1280, 900, "light"),
    ("as-scraped", SEED + "?view=scraped", 1280, 900, "light"),
    ("entity", "/entities/place:KP", 1280, 900, "light"),
    ("nothing-found", "/search?q=Yongbyun%20moratorium%20IAEA&source=Stratfor", 1280, 900, "light"),
    ("timeline", "/timeline?q=talks&q2=agreement", 1280, 900, "light"),
)
COLOURS = 64


def main(folder: Path, archive: Path | None) -> None:
    executable = installed_chromium()
    if executable is None:
        sys.exit("No Chromium or Chrome found; install one or name it in REGESTA_CHROMIUM.")
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as temporary:
        pictures = OF_DEMONSTRATION
        if archive is None:
            made = create_archive(Path(temporary) / "archive")
            index_paths(made, [SEEDS])
            archive, pictures = made.path, OF_SEEDS
        app = create_app(archive=archive, base_url="https://archive.example")
        server = make_server("127.0.0.1", 0, app, threaded=True)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        with started(executable) as browser:
            for name, address, width, height, scheme in pictures:
                page = browser.new_page(
                    viewport={"width": width, "height": height}, color_scheme=scheme, reduced_motion="reduce"
                )
                page.goto(f"http://127.0.0.1:{server.server_port}{address}")
                picture = page.screenshot(animations="disabled")
                (folder / f"{name}.png").write_bytes(with_palette(picture))
                page.close()
        server.shutdown()


# --- small files ------------------------------------------------------------------------------------------------------


def with_palette(png: bytes) -> bytes:
    """The picture in 64 of its colours, each pixel in the nearest of them: a third of the size, and nobody sees it.

    Each colour is chosen where most would else be lost: the number of its pixels times its distance from those chosen before.

    Pages are paper, ink and a few accents; what else there is are the edges of letters.
    """
    pixels = _pixels(png)
    height, width, _ = pixels.shape
    packed = (pixels.astype(np.uint32) << np.array([16, 8, 0], dtype=np.uint32)).sum(axis=2)
    colours, places, counts = np.unique(packed, return_inverse=True, return_counts=True)
    channels = np.stack([colours >> 16, (colours >> 8) & 255, colours & 255], axis=1).astype(np.int64)
    palette: list[NDArray[np.int64]] = []
    nearest = np.zeros(len(colours), dtype=np.uint8)
    away = np.full(len(colours), 3 * 256**2)
    for number in range(min(COLOURS, len(colours))):
        palette.append(channels[int((counts * away).argmax())])
        distance = ((channels - palette[-1]) ** 2).sum(axis=1)
        nearest[distance < away] = number
        away = np.minimum(away, distance)
    indices = nearest[places.reshape(height, width)]
    rows = np.concatenate([np.zeros((height, 1), dtype=np.uint8), indices], axis=1)
    header = struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)
    chunks = (
        (b"IHDR", header),
        (b"PLTE", np.array(palette, dtype=np.uint8).tobytes()),
        (b"IDAT", zlib.compress(rows.tobytes(), 9)),
        (b"IEND", b""),
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body)) for kind, body in chunks
    )


def _pixels(png: bytes) -> NDArray[np.uint8]:
    """Height by width by red, green, blue, of the 8-bit pictures that browsers take (PNG, clause 9: filters)."""
    width = height = depth = 0
    packed = b""
    for kind, body in _chunks(png):
        if kind == b"IHDR":
            width, height, bits, colour = struct.unpack(">IIBB", body[:10])
            assert bits == 8
            depth = {2: 3, 6: 4}[colour]
        elif kind == b"IDAT":
            packed += body
    lines = np.frombuffer(zlib.decompress(packed), dtype=np.uint8).reshape(height, 1 + width * depth)
    above = np.zeros(width * depth, dtype=np.uint8)
    found = np.empty((height, width * depth), dtype=np.uint8)
    for number, line in enumerate(lines):
        above = found[number] = _unfiltered(int(line[0]), line[1:], above, depth)
    return found.reshape(height, width, depth)[:, :, :3]


def _unfiltered(kind: int, line: NDArray[np.uint8], above: NDArray[np.uint8], depth: int) -> NDArray[np.uint8]:
    if kind == 0:
        return line
    if kind == 1:
        return np.cumsum(line.reshape(-1, depth), axis=0, dtype=np.uint8).reshape(-1)
    if kind == 2:
        return line + above
    done = [0] * depth
    upper = [0] * depth + above.tolist()
    for at, value in enumerate(line.tolist()):
        left, up, corner = done[at], upper[at + depth], upper[at]
        guess = (left + up) // 2 if kind == 3 else _paeth(left, up, corner)
        done.append((value + guess) & 255)
    return np.array(done[depth:], dtype=np.uint8)


def _paeth(left: int, up: int, corner: int) -> int:
    guess = left + up - corner
    near = (abs(guess - left), abs(guess - up), abs(guess - corner))
    return (left, up, corner)[near.index(min(near))]


def _chunks(png: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = 8
    while at < len(png):
        (length,) = struct.unpack(">I", png[at : at + 4])
        yield png[at + 4 : at + 8], png[at + 8 : at + 8 + length]
        at += 12 + length


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]) if len(sys.argv) > 2 else None)
