"""Driving the Firefox that is installed, by WebDriver BiDi, the protocol it speaks by itself.

Playwright drives Firefoxes of its own making, which it downloads; a driver program beside the browser is not packaged
everywhere. What tests need of the protocol (https://w3c.github.io/webdriver-bidi/) is small: a WebSocket, a handful of commands.
"""

import base64
import json
import os
import re
import secrets
import shutil
import socket
import struct
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

FIREFOXES = ("firefox-esr", "firefox")
# Nothing is asked of the browser's maker: on a machine without internet that delays every start.
PREFERENCES = {
    "app.normandy.enabled": False,
    "app.update.disabledForTesting": True,
    "browser.newtabpage.enabled": False,
    "browser.safebrowsing.downloads.enabled": False,
    "browser.safebrowsing.malware.enabled": False,
    "browser.safebrowsing.phishing.enabled": False,
    "browser.shell.checkDefaultBrowser": False,
    "browser.startup.page": 0,
    "datareporting.policy.dataSubmissionEnabled": False,
    "extensions.update.enabled": False,
    "intl.accept_languages": "en",
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "services.settings.server": "data:,",
    "toolkit.telemetry.enabled": False,
    # A page that is still gliding to its place is clicked beside the mark.
    "ui.prefersReducedMotion": 1,
}
LONGEST_WAIT = 60.0  # seconds; a machine may be busy with much else
# What the protocol calls keys that are no characters (https://w3c.github.io/webdriver/#keyboard-actions).
KEYS = {"Tab": "\ue004", "Enter": "\ue007", "Escape": "\ue00c", "Space": " "}
# Collects what the content security policy refuses, from before the page's first byte.
_LISTEN = "() => { window.refused = []; addEventListener('securitypolicyviolation', e => refused.push(e.violatedDirective)); }"


def installed_firefox() -> str | None:
    """The path of the browser to drive, or None: $REGESTA_FIREFOX, else the first found."""
    return os.environ.get("REGESTA_FIREFOX") or next(filter(None, map(shutil.which, FIREFOXES)), None)


class WebSocket:
    """The client's half of RFC 6455, as far as text goes."""

    def __init__(self, address: str) -> None:
        parts = urlsplit(address)
        assert parts.hostname is not None
        self._socket = socket.create_connection((parts.hostname, parts.port or 80), timeout=LONGEST_WAIT)
        key = base64.b64encode(secrets.token_bytes(16)).decode()
        self._socket.sendall(
            f"GET {parts.path} HTTP/1.1\r\nHost: {parts.netloc}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            f"Sec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n\r\n".encode()
        )
        self._file = self._socket.makefile("rb")
        status = self._file.readline()
        assert b" 101 " in status, status
        while self._file.readline().strip():
            pass

    def send(self, text: str) -> None:
        self._frame(1, text.encode())

    def receive(self) -> str:
        parts: list[bytes] = []
        while True:
            first, second = self._file.read(2)
            length = second & 0x7F
            if length == 126:
                (length,) = struct.unpack(">H", self._file.read(2))
            elif length == 127:
                (length,) = struct.unpack(">Q", self._file.read(8))
            content = self._file.read(length)
            match first & 0x0F:
                case 0 | 1:
                    parts.append(content)
                    if first & 0x80:
                        return b"".join(parts).decode()
                case 9:
                    self._frame(10, content)
                case 8:
                    raise ConnectionError("Firefox closed the connection")

    def close(self) -> None:
        self._file.close()
        self._socket.close()

    def _frame(self, kind: int, content: bytes) -> None:
        length = len(content)
        head = (
            struct.pack(">BB", 0x80 | kind, 0x80 | length)
            if length < 126
            else struct.pack(">BBH", 0x80 | kind, 254, length)
        )
        if length > 0xFFFF:
            head = struct.pack(">BBQ", 0x80 | kind, 255, length)
        mask = secrets.token_bytes(4)
        self._socket.sendall(head + mask + bytes(byte ^ mask[at % 4] for at, byte in enumerate(content)))


class Firefox:
    """One running browser. ``complaints`` fills with what its pages do wrong: script errors, other machines asked."""

    def __init__(self, socket: WebSocket) -> None:
        self.complaints: list[str] = []
        self._socket = socket
        self._numbers = iter(range(1, 1_000_000))
        self.ask("session.new", capabilities={})
        self.ask("session.subscribe", events=["log.entryAdded", "network.beforeRequestSent"])
        self.ask("script.addPreloadScript", functionDeclaration=_LISTEN)

    def ask(self, method: str, **parameters: Any) -> dict[str, Any]:
        """What the browser answers to one command. Raise RuntimeError with its words when it refuses."""
        number = next(self._numbers)
        self._socket.send(json.dumps({"id": number, "method": method, "params": parameters}))
        while True:
            said = json.loads(self._socket.receive())
            if said.get("type") == "event":
                self._hear(said["method"], said["params"])
            elif said.get("id") == number:
                if said["type"] == "error":
                    raise RuntimeError(f"{method}: {said['error']}: {said['message']}")
                answer: dict[str, Any] = said["result"]
                return answer

    def open(self, *, width: int = 1280, height: int = 900) -> "FirefoxPage":
        context = self.ask("browsingContext.create", type="tab")["context"]
        page = FirefoxPage(self, context)
        page.resize(width, height)
        return page

    def _hear(self, event: str, what: dict[str, Any]) -> None:
        if event == "log.entryAdded" and what["level"] == "error":
            self.complaints.append(f"{what['type']} error: {what['text']}")
        elif event == "network.beforeRequestSent":
            address = urlsplit(what["request"]["url"])
            if address.scheme in ("http", "https") and address.hostname != "127.0.0.1":
                self.complaints.append(f"asked another machine for {what['request']['url']}")


class FirefoxPage:
    def __init__(self, firefox: Firefox, context: str) -> None:
        self._firefox = firefox
        self._context = context

    def resize(self, width: int, height: int) -> None:
        viewport = {"width": width, "height": height}
        self._firefox.ask("browsingContext.setViewport", context=self._context, viewport=viewport)

    def goto(self, url: str) -> None:
        self._firefox.ask("browsingContext.navigate", context=self._context, url=url, wait="complete")

    def evaluate(self, expression: str) -> Any:
        """The value of an expression that JSON can hold."""
        answer = self._firefox.ask(
            "script.evaluate",
            expression=f"JSON.stringify({expression}) ?? 'null'",
            target={"context": self._context},
            awaitPromise=True,
        )
        if answer["type"] == "exception":
            raise RuntimeError(f"{expression}: {answer['exceptionDetails']['text']}")
        return json.loads(answer["result"]["value"])

    def wait_for(self, expression: str) -> None:
        """Until the expression is true; a page that is being left has none for a moment."""
        until = time.monotonic() + LONGEST_WAIT
        while time.monotonic() < until:
            try:
                if self.evaluate(f"Boolean({expression})"):
                    return
            except RuntimeError:
                pass
            time.sleep(0.05)
        raise AssertionError(f"never became true: {expression}")

    def text(self, selector: str) -> str:
        return str(self.evaluate(f"document.querySelector({json.dumps(selector)}).innerText"))

    def press(self, *keys: str) -> None:
        """Keys by name, or texts to type."""
        actions = [
            {"type": kind, "value": character}
            for key in keys
            for character in ([KEYS[key]] if key in KEYS else key)
            for kind in ("keyDown", "keyUp")
        ]
        self._act({"type": "key", "id": "keyboard", "actions": actions})

    def click(self, selector: str) -> None:
        """With the pointer, in the middle of the element, wherever it stands."""
        place = self.evaluate(
            f"(e => {{ e.scrollIntoView({{block: 'center', behavior: 'instant'}}); const box = e.getBoundingClientRect();"
            " return [box.x + box.width / 2, box.y + box.height / 2]; })"
            f"(document.querySelector({json.dumps(selector)}))"
        )
        x, y = map(round, place)
        self._act(
            {
                "type": "pointer",
                "id": "mouse",
                "actions": [
                    {"type": "pointerMove", "x": x, "y": y},
                    {"type": "pointerDown", "button": 0},
                    {"type": "pointerUp", "button": 0},
                ],
            }
        )

    def screenshot(self) -> bytes:
        """PNG, of what is in view."""
        answer = self._firefox.ask("browsingContext.captureScreenshot", context=self._context)
        return base64.b64decode(answer["data"])

    def refused(self) -> list[str]:
        """Directives of the content security policy that something on this page ran into."""
        return list(self.evaluate("window.refused"))

    def close(self) -> None:
        self._firefox.ask("browsingContext.close", context=self._context)

    def _act(self, *sources: dict[str, Any]) -> None:
        self._firefox.ask("input.performActions", context=self._context, actions=list(sources))


@contextmanager
def started_firefox(executable: str, **preferences: bool | int | str) -> Iterator[Firefox]:
    """A headless Firefox with a new profile, and nothing left of it afterwards."""
    with tempfile.TemporaryDirectory(prefix="regesta-firefox-", ignore_cleanup_errors=True) as profile:
        lines = (
            f"user_pref({json.dumps(name)}, {json.dumps(value)});\n"
            for name, value in (PREFERENCES | preferences).items()
        )
        Path(profile, "user.js").write_text("".join(lines), encoding="utf-8")
        command = [executable, "--headless", "--no-remote", "--remote-debugging-port=0", "--profile", profile]
        environment = {**os.environ, "HOME": profile, "MOZ_CRASHREPORTER_DISABLE": "1"}
        process = subprocess.Popen(
            command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, env=environment, errors="replace"
        )
        try:
            connection = WebSocket(_address(process) + "/session")
            try:
                yield Firefox(connection)
            finally:
                connection.close()
        finally:
            process.terminate()
            try:
                process.wait(LONGEST_WAIT)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
            if process.stderr is not None:
                process.stderr.close()


def _address(process: "subprocess.Popen[str]") -> str:
    """Where it listens, which it says when it does."""
    said = []
    assert process.stderr is not None
    for line in process.stderr:
        if found := re.search(r"WebDriver BiDi listening on (ws://\S+)", line):
            return found[1]
        said.append(line)
    raise RuntimeError("Firefox did not start: " + "".join(said[-10:]))
