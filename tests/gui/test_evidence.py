"""Photos and files: added, refused, turned, ordered, captioned, shown."""

import struct
import zlib
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QMimeData, QPoint, QSize, Qt, QUrl
from PySide6.QtGui import QColor, QGuiApplication, QImage

from auditdesk.book.photos import refuse_trap
from auditdesk.book.tables import Content, Markup
from auditdesk.errors import Refusal
from auditdesk.gui.desk.desk import Desk
from auditdesk.gui.forms.evidence import EvidenceStrip, Viewer
from auditdesk.gui.forms.evidence_markup import MarkedPicture
from auditdesk.gui.parts.dialogs import Ask
from auditdesk.gui.parts.pictures import picture_of
from auditdesk.work import history
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


def test_what_cannot_be_taken_is_named_and_the_rest_goes_in(
    strip: EvidenceStrip, at_desk: Desk, tmp_path: Path
) -> None:
    (tmp_path / "empty.jpg").write_bytes(b"")
    (tmp_path / "wrong.jpg").write_text("no picture at all")
    with (tmp_path / "huge.jpg").open("wb") as file:
        file.truncate(200 * 1024**2)
    before = at_desk.book.head.seq
    with pytest.raises(Refusal) as refused:
        strip.add(
            [
                photo(tmp_path / "good.jpg"),
                bomb(tmp_path / "bomb.png"),
                *(tmp_path / f"{name}.jpg" for name in ("empty", "wrong", "huge")),
                photo(tmp_path / "too.png"),
            ]
        )
    for told in (
        "bomb.png claims more pixels than a photo has",
        "empty.jpg is empty (0 bytes)",
        "wrong.jpg is no picture",
        "huge.jpg has 200 MB; the book takes files up to 50 MB",
        "2 files were added.",
    ):
        assert told in str(refused.value)
    assert names(strip) == ["good.jpg", "too.png"]
    assert at_desk.book.head.seq == before + 1


def test_where_nothing_can_be_taken_there_is_no_step(
    strip: EvidenceStrip, at_desk: Desk, tmp_path: Path
) -> None:
    before = at_desk.book.head
    with pytest.raises(Refusal, match="0 files were added"):
        strip.add([bomb(tmp_path / "bomb.png")])
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


def test_an_interview_note_is_evidence_like_any_other(
    strip: EvidenceStrip, at_desk: Desk, qtbot: Any
) -> None:
    strip.note_button.click()
    dialog = next(one for one in strip.window().findChildren(Ask) if one.isVisible())
    dialog.go.click()
    assert "Write down" in dialog.problem.text()
    dialog.editors["who"].show_value("B. Lopes")
    dialog.editors["said"].show_value("Ratings are done in January – all of them.")
    dialog.editors["confidential"].show_value(True)
    dialog.go.click()
    (file,) = strip.files
    assert (file.name, file.confidential) == ("Interview B. Lopes.txt", True)
    content = at_desk.read.get(Content, str(file.content))
    assert bytes(content.data).decode() == "Ratings are done in January – all of them."


# --- mark-up ---------------------------------------------------------------------------------------


@pytest.fixture
def viewer(strip: EvidenceStrip, at_desk: Desk, tmp_path: Path, qtbot: Any) -> Viewer:
    strip.add([photo(tmp_path / "a.png", 600, 400)])
    made = Viewer(strip, at_desk, strip.files, 0)
    qtbot.addWidget(made)
    made.show()
    made.toggle()
    return made


def drag(qtbot: Any, picture: MarkedPicture, start: QPoint, end: QPoint) -> None:
    qtbot.mousePress(picture, Qt.MouseButton.LeftButton, pos=start)
    qtbot.mouseMove(picture, end)
    qtbot.mouseRelease(picture, Qt.MouseButton.LeftButton, pos=end)


@pytest.mark.parametrize("kind", history.SHAPES)
def test_a_mark_is_kept_beside_the_photo_which_stays_as_it_was(
    viewer: Viewer, strip: EvidenceStrip, at_desk: Desk, qtbot: Any, kind: str
) -> None:
    (file,) = strip.files
    before = str(file.content)
    area = viewer.picture._area()
    viewer.picture.begin(kind)
    drag(qtbot, viewer.picture, area.topLeft() + QPoint(60, 40), area.topLeft() + QPoint(300, 200))
    (mark,) = history.marks_of(at_desk.read, str(file.id))
    assert (mark["kind"], mark["x1"], mark["y1"]) == (kind, 1000, 1000)
    assert (mark["x2"], mark["y2"]) == (5000, 5000)
    (file,) = strip.files
    assert str(file.content) == before
    at_desk.undo()
    assert history.marks_of(at_desk.read, str(file.id)) == []


def test_a_blurred_part_cannot_be_read_and_the_original_can_be_shown(
    viewer: Viewer, qtbot: Any
) -> None:
    picture, area = viewer.picture, viewer.picture._area()
    middle = area.center()
    plain = picture.grab().toImage()
    picture.add("blur", area.topLeft(), area.bottomRight() - QPoint(0, 31))
    blurred = picture.grab().toImage()
    ratio = picture.devicePixelRatio()
    edge = QPoint(int(middle.x() * ratio), int((middle.y() + 4) * ratio))
    assert plain.pixelColor(edge) != blurred.pixelColor(edge)
    viewer.original.click()
    assert picture.grab().toImage().pixelColor(edge) == plain.pixelColor(edge)


def test_the_last_mark_comes_off_again(viewer: Viewer, at_desk: Desk, strip: EvidenceStrip) -> None:
    area = viewer.picture._area()
    viewer.picture.add("box", area.topLeft(), area.center())
    viewer.picture.add("arrow", area.topLeft(), area.center())
    viewer.back.click()
    kinds = [one["kind"] for one in history.marks_of(at_desk.read, str(strip.files[0].id))]
    assert kinds == ["box"]


def test_marks_go_with_the_photo_and_a_closed_thing_takes_none(
    viewer: Viewer, at_desk: Desk, strip: EvidenceStrip, qtbot: Any
) -> None:
    area = viewer.picture._area()
    viewer.picture.add("box", area.topLeft(), area.center())
    locked = Viewer(strip, at_desk, strip.files, 0, locked=True)
    qtbot.addWidget(locked)
    assert not hasattr(locked, "back")
    strip.remove(strip.files[0])
    assert not list(at_desk.read.rows(Markup))
    at_desk.undo()
    assert len(list(at_desk.read.rows(Markup))) == 1


def test_a_mark_outside_the_picture_is_refused(
    viewer: Viewer, at_desk: Desk, strip: EvidenceStrip
) -> None:
    id = str(strip.files[0].id)
    for bad in ({"kind": "box", "x2": 10_001}, {"kind": "star"}):
        shape = {"kind": "box", "x1": 0, "y1": 0, "x2": 1, "y2": 1, **bad}
        with pytest.raises(Refusal, match="arrow, a box or a blur"):
            at_desk.do("Mark", lambda step, shape=shape: history.mark_up(step, id, [shape]))


def test_a_closed_finding_takes_no_evidence(strip: EvidenceStrip, tmp_path: Path) -> None:
    strip.show_thing("finding", strip._id, locked=True)
    QGuiApplication.clipboard().setImage(QImage(str(photo(tmp_path / "a.png"))))
    assert not strip.paste()
    assert names(strip) == []


@pytest.mark.parametrize("kind", ["TIFF", "PNG", "GIF", "BMP", "WEBP", "PPM"])
def test_a_picture_is_read_by_what_it_is_whatever_its_name_says(
    at_desk: Desk, qtbot: Any, tmp_path: Path, kind: str
) -> None:
    from PIL import Image

    path = tmp_path / f"{kind}.jpg"
    Image.new("RGB", (60, 40), "red").save(path, kind)
    for _again in range(40):
        picture = picture_of(path.read_bytes(), QSize(500, 500))
        assert picture.size() == QSize(60, 40)
    strip = EvidenceStrip(at_desk)
    qtbot.addWidget(strip)
    strip.show()
    strip.show_thing("finding", finding(at_desk.read, "NC-2026-001").id)
    strip.add([path])
