"""Questions to a real Prefect server, as its own pages ask them."""

import base64
import json
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from typing import Any, TypeVar

T = TypeVar("T")
BUSY = 503


def ask(api_url: str, path: str, question: object, sign_in: str) -> Any:
    """Return the server's answer; while its database is busy it wants to be asked again (503)."""
    said = base64.b64encode(sign_in.encode()).decode()
    headers = {"content-type": "application/json", "authorization": f"Basic {said}"}
    request = urllib.request.Request(f"{api_url}{path}", json.dumps(question).encode(), headers)
    for _ in range(30):
        try:
            with urllib.request.urlopen(request) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as refusal:
            if refusal.code != BUSY:
                raise
            time.sleep(1)
    raise AssertionError(f"the server stays busy: {path}")


def until(found: Callable[[], T], seconds: float = 60) -> T:
    """Return the first true answer of *found*; Prefect records what happened some seconds later."""
    give_up = time.monotonic() + seconds
    while not (answer := found()) and time.monotonic() < give_up:
        time.sleep(0.2)
    return answer
