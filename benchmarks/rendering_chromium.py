"""A contestant of `benchmarks.rendering`: one headless Chromium kept open, printing page after page.

Run: python -m benchmarks.rendering_chromium FOLDER, where FOLDER holds pages/*.html and fonts.css.
"""

import sys
from pathlib import Path

from benchmarks.chromium import chromium


def main() -> None:
    folder = Path(sys.argv[1])
    fonts = (folder / "fonts.css").read_text(encoding="utf-8")
    with chromium() as browser:
        for page in sorted((folder / "pages").iterdir()):
            html = page.read_text(encoding="utf-8").replace("<style>", f"<style>{fonts}", 1)
            shown = folder / "page.html"
            shown.write_text(html, encoding="utf-8")
            browser.open(shown, width=794, height=1123)
            (folder / f"{page.stem}.pdf").write_bytes(browser.pdf())


if __name__ == "__main__":
    main()
