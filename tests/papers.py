"""What papers say, as tests read them."""

from pathlib import Path

import pypdfium2


def text_of(pdf: Path) -> str:
    """All that is written on the pages, in one line."""
    with pypdfium2.PdfDocument(pdf) as document:
        return " ".join(" ".join(page.get_textpage().get_text_range().split()) for page in document)
