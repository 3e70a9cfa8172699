"""Photos and files: added, refused, turned, ordered, captioned, shown."""

import struct
import zlib
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QMimeData, QSize, QUrl
from PySide6.QtGui import QColor, QGuiApplication, QImage

from auditdesk.errors import Refusal
from auditdesk.gui.desk import Desk
from auditdesk.gui.evidence import EvidenceStrip, Viewer
from auditdesk.gui.pictures import picture_of, refuse_trap
from auditdesk.work.lookup import finding


def photo(path: Path, width: int = 60, height: int = 40) -> Path:
    """A picture, red on top and blue below."""
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(QColor("blue"))
    for x in range(width):
        for y in range(height // 2):
            image.setPixelColor(x, y, QColor("red"))
    assert image.save(str(path), quality=95)
    return path


def turned(path: Path, orientation: int) -> Path:
    """A JPEG whose camera was held otherwise: an EXIF block behind its first marker."""
    data = photo(path).read_bytes()
    entry = struct.pack(">HHIHH", 0x0112, 3, 1, orientation, 0)
    tiff = b"MM\x00\x2a" + struct.pack(">IH", 8, 1) + entry + b"\0\0\0\0"
    exif = b"Exif\0\0" + tiff
    path.write_bytes(data[:2] + b"\xff\xe1" + struct.pack(">H", len(exif) + 2) + exif + data[2:])
    return path


def bomb(path: Path) -> Path:
    """A PNG of a few bytes that claims 60,000 × 60,000 pixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        body = kind + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    head = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    path.write_bytes(
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(b"\0" * 1000))
        + chunk(b"IEND", b"")
    )
    return path


@pytest.fixture
def strip(at_desk: Desk, qtbot: Any) -> EvidenceStrip:
    strip = EvidenceStrip(at_desk)
    qtbot.addWidget(strip)
    strip.resize(420, 300)
    strip.show()
    strip.show_thing("finding", str(finding(at_desk.read, "NC-2026-001").id))
    return strip


def names(strip: EvidenceStrip) -> list[str]:
    return [str(one.name) for one in strip.files]


def test_dropped_files_are_added_in_one_step(
    strip: EvidenceStrip, at_desk: Desk, tmp_path: Path
) -> None:
    paths = [photo(tmp_path / "a.jpg"), photo(tmp_path / "b.png")]
    (tmp_path / "note.txt").write_text("seen")
    before = at_desk.book.head.seq
    strip.add([*paths, tmp_path / "note.txt"])
    assert names(strip) == ["a.jpg", "b.png", "note.txt"]
    assert at_desk.book.head.seq == before + 1


def test_a_picture_is_pasted_from_the_clipboard(strip: EvidenceStrip, tmp_path: Path) -> None:
    QGuiApplication.clipboard().setImage(QImage(str(photo(tmp_path / "a.png"))))
    assert strip.paste()
    assert names(strip) == ["Pasted picture.png"]


def test_files_are_pasted_from_the_clipboard(strip: EvidenceStrip, tmp_path: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(photo(tmp_path / "a.jpg")))])
    QGuiApplication.clipboard().setMimeData(data)
    assert strip.paste()
    assert names(strip) == ["a.jpg"]


def test_an_image_bomb_is_refused_and_nothing_is_added(
    strip: EvidenceStrip, at_desk: Desk, tmp_path: Path
) -> None:
    before = at_desk.book.head
    with pytest.raises(Refusal, match=r"claims 60.?000 × 60.?000 pixels"):
        strip.add([photo(tmp_path / "good.jpg"), bomb(tmp_path / "bomb.png")])
    assert at_desk.book.head == before and names(strip) == []


@pytest.mark.parametrize("keep", [0, 4, 30, 60])
def test_a_broken_picture_is_refused_in_plain_words(tmp_path: Path, keep: int) -> None:
    path = photo(tmp_path / "broken.png", 400, 400)
    path.write_bytes(path.read_bytes()[:keep])
    with pytest.raises(Refusal, match=r"broken\.png"):
        refuse_trap(path)


@pytest.mark.parametrize(
    ("orientation", "corner"), [(1, "red"), (3, "blue"), (6, "blue"), (8, "red")]
)
def test_a_photo_stands_upright_as_the_camera_says(
    tmp_path: Path, orientation: int, corner: str
) -> None:
    data = turned(tmp_path / "t.jpg", orientation).read_bytes()
    picture = picture_of(data, QSize(500, 500))
    assert (picture.width() > picture.height()) == (orientation in (1, 3))
    colour = picture.pixelColor(2, 2)
    assert (colour.red() > colour.blue()) == (corner == "red")


def test_a_thumbnail_is_read_no_larger_than_shown(tmp_path: Path) -> None:
    data = photo(tmp_path / "big.jpg", 3000, 2000).read_bytes()
    assert picture_of(data, QSize(120, 90)).width() == 120


def test_order_caption_and_removal_are_steps_that_undo_takes_back(
    strip: EvidenceStrip, at_desk: Desk, tmp_path: Path
) -> None:
    strip.add([photo(tmp_path / f"{name}.png") for name in "abc"])
    strip.shift(strip.files[2], -2)
    assert names(strip) == ["c.png", "a.png", "b.png"]
    strip.change(strip.files[0], {"caption": "Gauge <DN50>", "confidential": True})
    assert strip.files[0].caption == "Gauge <DN50>"
    strip.remove(strip.files[1])
    assert names(strip) == ["c.png", "b.png"]
    at_desk.undo()
    assert names(strip) == ["c.png", "a.png", "b.png"]


def test_the_viewer_goes_through_the_pictures(
    strip: EvidenceStrip, at_desk: Desk, tmp_path: Path, qtbot: Any
) -> None:
    strip.add([photo(tmp_path / f"{name}.png") for name in "ab"])
    viewer = Viewer(strip, at_desk, strip.files, 0)
    qtbot.addWidget(viewer)
    viewer.show()
    assert viewer.windowTitle() == "a.png"
    viewer.go(1)
    assert viewer.windowTitle() == "b.png"
    viewer.toggle()


def test_a_closed_finding_takes_no_evidence(strip: EvidenceStrip, tmp_path: Path) -> None:
    strip.show_thing("finding", strip._id, locked=True)
    QGuiApplication.clipboard().setImage(QImage(str(photo(tmp_path / "a.png"))))
    assert not strip.paste()
    assert names(strip) == []
