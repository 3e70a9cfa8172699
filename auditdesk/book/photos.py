"""Photos that are taken in: read once in small, refused where they are damaged or a trap."""

import logging
import warnings
from pathlib import Path

from auditdesk.errors import Refusal
from auditdesk.files import foreign
from auditdesk.i18n import _

PICTURES = frozenset({".png", ".jpg", ".jpeg", ".webp", ".gif", ".bmp", ".tif", ".tiff", ".ico"})
MOST_PIXELS = 100_000_000
LONGEST = 30_000


def is_picture(name: str) -> bool:
    """Whether the ending promises a picture."""
    return Path(name).suffix.casefold() in PICTURES


def refuse_trap(path: Path) -> None:
    """Refuse what calls itself a picture and is none, is damaged, or would fill the memory.

    The size that its head claims is judged before anything is decoded.
    """
    from PIL import Image, UnidentifiedImageError  # only who adds a photo waits for it

    logging.getLogger("PIL").setLevel(logging.CRITICAL)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(foreign(path)) as picture:
                width, height = picture.size
                if width * height > MOST_PIXELS or max(width, height) > LONGEST:
                    raise Refusal(
                        _("{name} claims {width} × {height} pixels, more than a photo has.").format(
                            name=path.name, width=width, height=height
                        )
                    )
                picture.draft("RGB", (64, 64))
                picture.load()
    except Image.DecompressionBombError as error:
        raise Refusal(
            _("{name} claims more pixels than a photo has.").format(name=path.name)
        ) from error
    except UnidentifiedImageError as error:
        raise Refusal(
            _("{name} is no picture, although it is called one.").format(name=path.name)
        ) from error
    except (OSError, ValueError, SyntaxError, EOFError, TypeError, KeyError, IndexError) as error:
        raise Refusal(
            _("{name} is damaged: {reason}.").format(name=path.name, reason=error)
        ) from error
