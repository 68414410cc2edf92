"""Takes the pictures of the operator's guide anew: `.venv/bin/python docs/screenshots.py`, with Chromium.

The sample months are run on a server of their own, in a folder that goes afterwards: September and October, the
October edition approved and mailed (to a server that keeps nothing), then a corrected file and a second edition.
"""

import base64
import io
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from PIL import Image

DOCS = Path(__file__).resolve().parent
sys.path.insert(0, str(DOCS.parent / "benchmarks"))  # the browser is driven there too

from chromium import Chromium, chromium  # noqa: E402 - see above

SHOWN_FOLDER = Path("/srv/ayumi")
SAMPLES = DOCS.parent / "sources" / "samples" / "inbox"
LONGEST_WAIT_SECONDS = 240
COLOURS = 96
WIDTH = 1080
ENDED = {"COMPLETED", "FAILED", "CRASHED", "CANCELLED"}


class Nowhere:
    """A mail server's manners without its memory."""

    async def handle_DATA(self, *_: object) -> str:  # noqa: N802 - aiosmtpd's name
        return "250 taken"


class Pages:
    """Prefect's API of one house, and its pages in a browser."""

    def __init__(self, port: int, sign_in: str) -> None:
        self.url = f"http://127.0.0.1:{port}"
        self._said = base64.b64encode(sign_in.encode()).decode()

    def ask(self, path: str, question: object = None) -> Any:
        data = None if question is None else json.dumps(question).encode()
        headers = {"content-type": "application/json", "authorization": f"Basic {self._said}"}
        request = urllib.request.Request(f"{self.url}/api{path}", data, headers)  # noqa: S310 - our own server
        for _ in range(20):
            try:
                with urllib.request.urlopen(request) as answer:  # noqa: S310
                    return json.load(answer)
            except urllib.error.HTTPError as error:  # busy: its database is one file
                if error.code != 503:
                    raise
                time.sleep(1)
        raise SystemExit(f"{path}: the server stays busy.")

    def deployments(self) -> dict[str, str]:
        return {one["name"]: one["id"] for one in self.ask("/deployments/filter", {})}

    def run(self, deployment: str, **parameters: object) -> str:
        """Start a run and return its id once it has gone well."""
        asked = {"parameters": parameters}
        run: str = self.ask(f"/deployments/{self.deployments()[deployment]}/create_flow_run", asked)["id"]
        until(lambda: self.ask(f"/flow_runs/{run}")["state"]["type"] in ENDED)
        state = self.ask(f"/flow_runs/{run}")["state"]
        if state["type"] != "COMPLETED":
            raise SystemExit(f"{deployment} {parameters}: {state['type']} {state['message']}")
        return run

    def artifact(self, key: str) -> str:
        """Return the id of the newest artifact of that key."""
        asked = {"artifacts": {"key": {"any_": [key]}}}
        found: str = until(lambda: self.ask("/artifacts/latest/filter", asked))[0]["latest_id"]
        return found

    def sign_in(self, browser: Chromium) -> None:
        """Let the pages find the sign-in where they keep it, in light colours and at the office's time."""
        for name, value in (("prefect-password", self._said), ("color-scheme", '"light"')):
            remember = f"localStorage.setItem('{name}', '{value}')"
            browser.call("Page.addScriptToEvaluateOnNewDocument", source=remember)
        browser.call("Emulation.setTimezoneOverride", timezoneId="Asia/Tokyo")

    def take(
        self,
        browser: Chromium,
        name: str,
        path: str,
        shows: str,
        *,
        width: int = WIDTH,
        height: int = 620,
        press: str = "",
    ) -> None:
        """Save a page's picture once it *shows* some words; *press* is the tab to be opened first."""
        window = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False}
        browser.call("Emulation.setDeviceMetricsOverride", **window)
        browser.call("Page.navigate", url=f"{self.url}{path}")
        if press:
            words = "one => !one.children.length && one.textContent.trim() === " + json.dumps(press)
            tab = f"[...document.querySelectorAll('*')].find({words})"
            until(lambda: browser.evaluate(f"Boolean({tab})"))
            browser.evaluate(f"{tab}.click()")
        until(lambda: shows in browser.evaluate("document.body?.innerText ?? ''"))
        time.sleep(2)  # what moves into its place is there by then
        shot = base64.b64decode(browser.call("Page.captureScreenshot", format="png")["data"])
        picture = Image.open(io.BytesIO(shot)).convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
        picture.save(DOCS / f"page-{name}.png", optimize=True)
        print(f"docs/page-{name}.png {(DOCS / f'page-{name}.png').stat().st_size:,} bytes")


def until(found: Any) -> Any:
    """Return the first true answer; end where none comes."""
    give_up = time.monotonic() + LONGEST_WAIT_SECONDS
    while not (answer := found()):
        if time.monotonic() > give_up:
            raise SystemExit("It did not come; the log of the server is beside its files.")
        time.sleep(0.5)
    return answer


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def house(folder: Path) -> Iterator[Pages]:
    """Serve the sample inbox in *folder*, and yield its pages."""
    port, smtp_port = free_port(), free_port()
    mail = Controller(Nowhere(), hostname="127.0.0.1", port=smtp_port)
    mail.start()
    settings = {
        "AYUMI_INBOX": str(folder / "inbox"),
        "AYUMI_OUTPUT": str(folder / "output"),
        "AYUMI_SENDER": "東北経済連合会 事務局 <office@example.jp>",
        "AYUMI_SMTP_HOST": "127.0.0.1",
        "AYUMI_SMTP_PORT": str(smtp_port),
        "AYUMI_SMTP_SECURITY": "none",
        "AYUMI_LOG": "json",
    }
    plain = {name: value for name, value in os.environ.items() if not name.startswith(("AYUMI_", "PREFECT_"))}
    served = subprocess.Popen(  # noqa: S603 - our own command
        [Path(sys.executable).with_name("ayumi"), "serve", "--port", str(port)], env=plain | settings
    )
    try:
        sign_in = folder / "output" / ".ayumi" / "prefect" / "sign-in"
        until(sign_in.exists)
        pages = Pages(port, sign_in.read_text(encoding="ascii").strip())
        until(lambda: _all_offered(pages))
        yield pages
    finally:
        served.send_signal(signal.SIGINT)
        served.wait(60)
        mail.stop()


def _all_offered(pages: Pages) -> bool:
    try:
        return {"monthly", "deliver"} <= pages.deployments().keys()
    except OSError:
        return False


def correct_a_file(inbox: Path) -> None:
    """Let a body send October's file again with two members more."""
    name = "2021-10/phosic_2021-10_修正版.tsv"
    written = (inbox / "2021-10" / "phosic_2021-10.tsv").read_text(encoding="utf-8")
    (inbox / name).write_text(written.replace("５４", "５６"), encoding="utf-8")
    with (inbox / "manifest.csv").open("a", encoding="utf-8") as manifest:
        manifest.write(f"{name},phosic,2021-11-12\n")


@contextmanager
def a_house_like_the_guides() -> Iterator[Path]:
    """Yield the folder that operations.md names, since the pages show where files lie; it goes afterwards."""
    if SHOWN_FOLDER.exists():
        sys.exit(f"{SHOWN_FOLDER} exists: take the pictures on a machine where nobody works with Ayumi.")
    SHOWN_FOLDER.mkdir(parents=True)
    try:
        yield SHOWN_FOLDER
    finally:
        shutil.rmtree(SHOWN_FOLDER, ignore_errors=True)


def main() -> None:
    with a_house_like_the_guides() as folder:
        shutil.copytree(SAMPLES, folder / "inbox")
        with house(folder) as pages, chromium() as browser:
            pages.run("monthly", month="2021-09", mail="none")
            pages.run("monthly", month="2021-10", mail="queue")
            account = json.loads((folder / "output" / "2021-10" / "edition.json").read_text(encoding="utf-8"))
            pages.run("deliver", month="2021-10", digest=account["digest"], approved_by="事務局長")
            correct_a_file(folder / "inbox")
            run = pages.run("monthly", month="2021-10", mail="queue")
            pages.sign_in(browser)
            form = f"/deployments/deployment/{pages.deployments()['monthly']}/run"
            pages.take(browser, "deployments", "/deployments", "monthly")
            pages.take(browser, "form", form, "2021-10 の形で", height=1000)
            pages.take(browser, "run", f"/runs/flow-run/{run}", "提出物の読み取り", height=1150)
            pages.take(
                browser, "artifacts", f"/runs/flow-run/{run}", "fy2021-2021-10", height=900, press="Artifacts"
            )
            for name, shows, width, height in (
                ("submissions", "提出機関", 1240, 760),
                ("findings", "所見", 1800, 760),
                ("edition", "照合値", WIDTH, 900),
                ("outbox", "宛先", WIDTH, 620),
            ):
                artifact = f"/artifacts/artifact/{pages.artifact(f'fy2021-2021-10-{name}')}"
                pages.take(browser, name, artifact, shows, width=width, height=height)


if __name__ == "__main__":
    main()
