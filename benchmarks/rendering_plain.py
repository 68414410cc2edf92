"""A contestant of `benchmarks.rendering`: WeasyPrint as its manual shows it, page after page.

Run: python -m benchmarks.rendering_plain FOLDER, where FOLDER holds pages/*.html, fonts.css and data.xlsx.
"""

import sys
from pathlib import Path

from weasyprint import CSS, HTML, Attachment
from weasyprint.text.fonts import FontConfiguration


def main() -> None:
    folder = Path(sys.argv[1])
    data = (folder / "data.xlsx").read_bytes()
    for page in sorted((folder / "pages").iterdir()):
        fonts = FontConfiguration()
        HTML(string=page.read_text(encoding="utf-8")).write_pdf(
            folder / f"{page.stem}.pdf",
            stylesheets=[CSS(filename=folder / "fonts.css", font_config=fonts)],
            font_config=fonts,
            pdf_variant="pdf/a-3a",
            attachments=[Attachment(string=data, name="data.xlsx", relationship="Data")],
        )


if __name__ == "__main__":
    main()
