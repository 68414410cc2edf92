"""Headless Chromium kept open and spoken to over two pipes: no port, no driver, no package beside it."""

import base64
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

HOW_TO_GET_IT = "Chromium is not installed. Install it with: sudo apt-get install chromium"
NAMES = ("chromium", "chromium-browser", "google-chrome")
FLAGS = ("--headless=new", "--remote-debugging-pipe", "--no-first-run", "--disable-gpu", "--disable-dev-shm-usage")
PIECE_BYTES = 1 << 16
# The browser reads what it is asked from file 3 and answers into file 4, whatever numbers the pipes have here.
_START = """
import fcntl, os, sys
ends = [fcntl.fcntl(int(number), fcntl.F_DUPFD, 10) for number in sys.argv[1:3]]
for end, number in zip(ends, (3, 4)):
    os.dup2(end, number)
os.execv(sys.argv[3], sys.argv[3:])
"""


class Chromium:
    """One browser with one page. What the page asks of the network is noted in *requests*."""

    def __init__(self, process: "subprocess.Popen[bytes]", to_browser: int, from_browser: int) -> None:
        self.process = process
        self._out, self._in = to_browser, from_browser
        self._held = b""
        self._number = 0
        self.requests: list[str] = []
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        self._session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Network", "Runtime", "Accessibility"):
            self.call(f"{domain}.enable")

    def call(self, method: str, **parameters: Any) -> dict[str, Any]:
        """Return what the browser answers; raise RuntimeError with its words where it refuses."""
        self._number += 1
        message: dict[str, Any] = {"id": self._number, "method": method, "params": parameters}
        if hasattr(self, "_session"):
            message["sessionId"] = self._session
        os.write(self._out, json.dumps(message).encode() + b"\0")
        while True:
            said = self._next()
            if said.get("id") == self._number:
                if "error" in said:
                    raise RuntimeError(f"{method}: {said['error']}")
                answer: dict[str, Any] = said["result"]
                return answer

    def open(self, path: Path, width: int = 1280, height: int = 900) -> None:
        """Show a file in a window of that many CSS pixels, and wait until it and its fonts are there."""
        self.requests.clear()
        window = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600}
        self.call("Emulation.setDeviceMetricsOverride", **window)
        self.call("Page.navigate", url=path.resolve().as_uri())
        self.evaluate(
            "new Promise(done => { const ready = () => document.fonts.ready.then(() => done(true));"
            " document.readyState === 'complete' ? ready() : addEventListener('load', ready) })"
        )

    def evaluate(self, expression: str) -> Any:
        """Return the value of an expression in the page; a promise is waited for."""
        answer = self.call("Runtime.evaluate", expression=expression, awaitPromise=True, returnByValue=True)
        if "exceptionDetails" in answer:
            raise RuntimeError(answer["exceptionDetails"]["exception"]["description"])
        return answer["result"].get("value")

    def picture(self) -> bytes:
        """Return the whole page as a PNG."""
        shot = self.call("Page.captureScreenshot", format="png", captureBeyondViewport=True)
        return base64.b64decode(shot["data"])

    def pdf(self) -> bytes:
        """Return the page as printed on the paper that its own style names."""
        printed = self.call(
            "Page.printToPDF", preferCSSPageSize=True, printBackground=True, generateTaggedPDF=True
        )
        return base64.b64decode(printed["data"])

    def _next(self) -> dict[str, Any]:
        while b"\0" not in self._held:
            piece = os.read(self._in, PIECE_BYTES)
            if not piece:
                raise RuntimeError("Chromium ended while it was being asked.")
            self._held += piece
        line, _, self._held = self._held.partition(b"\0")
        said: dict[str, Any] = json.loads(line)
        if said.get("method") == "Network.requestWillBeSent":
            self.requests.append(said["params"]["request"]["url"])
        return said


@contextmanager
def chromium() -> Iterator[Chromium]:
    """Yield a browser that ends with the block; raise RuntimeError saying how to get it where there is none."""
    program = next((found for name in NAMES if (found := shutil.which(name))), None)
    if program is None:
        raise RuntimeError(HOW_TO_GET_IT)
    read_by_it, to_browser = os.pipe()
    from_browser, written_by_it = os.pipe()
    flags = [*FLAGS, "--no-sandbox"]  # neither root nor a user within a container can use the browser's sandbox
    # What the browser left running may still be writing into its profile when it is removed.
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        process = subprocess.Popen(
            [sys.executable, "-c", _START, str(read_by_it), str(written_by_it), program, *flags,
             f"--user-data-dir={profile}"],
            pass_fds=(read_by_it, written_by_it),
            stderr=subprocess.DEVNULL,
        )  # fmt: skip
        os.close(read_by_it)
        os.close(written_by_it)
        try:
            yield Chromium(process, to_browser, from_browser)
        finally:
            os.close(to_browser)
            os.close(from_browser)
            process.terminate()
            process.wait()
