"""Pictures of the pages for README and docs: ``python -m tests.browser.screenshots docs/images`` (from the two seeds).

With an archive as second argument, pictures of that one. The same browser, sizes and fonts each time; no animation.
"""

import sys
import tempfile
import threading
from pathlib import Path

from werkzeug.serving import make_server

from indexer.generations import create_archive
from indexer.pipeline import index_paths
from tests.browser.chromium import installed_chromium, started
from web import create_app

SEEDS = Path(__file__).resolve().parents[2] / "seeds"
SEED = "/documents/003_bb01f1feaf2e59d7.txt"
# (file, address, width, height, colour scheme)
PICTURES = (
    ("home", "/", 1280, 900, "light"),
    ("results", "/search?q=%22six-party%20talks%22", 1280, 1000, "light"),
    ("results-dark", "/search?q=%22six-party%20talks%22", 1280, 1000, "dark"),
    ("results-phone", "/search?q=%22six-party%20talks%22", 390, 844, "light"),
    ("document", SEED + "?q=%22food%20aid%22&at=1", 1280, 1000, "light"),
    ("as-scraped", SEED + "?view=scraped", 1280, 1000, "light"),
    ("entity", "/entities/place:KP", 1280, 900, "light"),
    ("nothing-found", "/search?q=Yongbyun%20moratorium%20IAEA&source=Stratfor", 1280, 900, "light"),
    ("timeline", "/timeline?q=talks&q2=agreement", 1280, 900, "light"),
)


def main(folder: Path, archive: Path | None) -> None:
    executable = installed_chromium()
    if executable is None:
        sys.exit("No Chromium or Chrome found; install one or name it in REGESTA_CHROMIUM.")
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as temporary:
        if archive is None:
            made = create_archive(Path(temporary) / "archive")
            index_paths(made, [SEEDS])
            archive = made.path
        app = create_app(archive=archive, base_url="https://archive.example")
        server = make_server("127.0.0.1", 0, app, threaded=True)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        with started(executable) as browser:
            for name, address, width, height, scheme in PICTURES:
                page = browser.new_page(
                    viewport={"width": width, "height": height}, color_scheme=scheme, reduced_motion="reduce"
                )
                page.goto(f"http://127.0.0.1:{server.server_port}{address}")
                page.screenshot(path=folder / f"{name}.png", animations="disabled")
                page.close()
        server.shutdown()


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]) if len(sys.argv) > 2 else None)
