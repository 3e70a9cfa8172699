"""A copy without names: every form of every hidden name, in all that a copy consists of."""

import io
import json
import re
import zipfile
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from auditdesk.book.people import person_columns
from auditdesk.book.reading import Reading
from auditdesk.book.report_reader import report_values
from auditdesk.book.tables import Disclosure, Session
from auditdesk.domain.fold import fold, umlauts_dropped
from auditdesk.domain.people import PeopleFinder, Somebody
from auditdesk.domain.redaction import redact
from auditdesk.work import lookup
from auditdesk.work.people import hiding, lexicon
from tests.conftest import Desk, nonconformity, run_cli

NUMBER = "IA-2026-001"
NAMES = {
    "Otto Owner": "otto.owner@meridian.example",
    "Jürgen Müßig": "j.muessig@meridian.example",
    "Zdenka Kraľovičová": "zkralo@meridian.example",
    "Marie-Luise von Ahrens": "",
    "José Ortega y Gasset": "jortega@meridian.example",
    "王小明": "",
}


def forms(name: str) -> Iterator[str]:
    """The ways in which people write a name."""
    yield name
    yield name.upper()
    yield name.replace(" ", "\u00a0")
    yield name.replace(" ", "\n")
    yield name.replace(" ", " \r\n  ")
    yield name.replace(" ", "\u202f")
    if name.isascii() or len(name) > 4:
        first, *_middle, last = name.split()
        yield last
        yield last.upper()
        yield first
        yield f"{last}, {first}"
        yield f"{first[0]}. {last}"
        yield f"{first[0]}.{last}"
        yield f"{last} {first[0]}."
        yield f"{last}s"
        yield f"{last}’s"
        yield f"{first}.{last}@elsewhere.example".lower()
        yield f"{first[0]}{last}".lower()
        yield f"{first}_{last}".lower()
        yield f"{last[:4]}\u00ad{last[4:]}"
        yield f"{last[:4]}-\n{last[4:]}"
        yield last.replace("ü", "u\u0308")
        if last != "Owner":
            yield fold(last)
        yield last.replace("ü", "ue").replace("ß", "ss")
        yield f"photo_{first}_{last}_2026.jpg"


ALL = [(name, form) for name in NAMES for form in forms(name)]


def finder() -> PeopleFinder:
    return PeopleFinder(
        [Somebody(name, addresses=(at,) if at else ()) for name, at in NAMES.items()], lexicon()
    )


@pytest.mark.parametrize(("name", "form"), ALL, ids=[repr(form) for _name, form in ALL])
@pytest.mark.parametrize("frame", ["{}", "seen with {}, in the store", "{}: asked", "(by {})"])
def test_every_form_of_a_name_is_found(name: str, form: str, frame: str) -> None:
    text = frame.format(form)
    after = finder().replaced(text, lambda who: "#" * len(who))
    assert "#" in after
    assert not leaks(after, name), after


def leaks(text: str, name: str) -> list[str]:
    """The parts of a name that a text still holds, in any spelling."""
    plain = umlauts_dropped("".join(fold(text).replace("-", " ").split()))
    if len(name) < 4:
        return [name] if name in "".join(text.split()) else []
    parts = [umlauts_dropped(fold(part)) for part in re.split(r"[\s-]", name)]
    return [part for part in parts if len(part) > 4 and part in plain and part != "owner"] + (
        ["Owner"] if "Owner" in text and name == "Otto Owner" else []
    )


@pytest.mark.parametrize(
    "text",
    [
        "the owner of the process",
        "Der Bereich Halle 2",
        "Process owner",
        "root cause",
        "z. B. in line 3",
        "Josefine was not asked",
        "an ottoman",
    ],
)
def test_what_is_nobody_stays(text: str) -> None:
    people = [*map(Somebody, NAMES), Somebody("Karl Halle"), Somebody("Z. Bach")]
    assert PeopleFinder(people, lexicon()).replaced(text, lambda _who: "#") == text


@given(st.text(max_size=60), st.sampled_from(ALL), st.text(max_size=60))
def test_any_text_around_a_name_is_left_as_it_is(
    before: str, named: tuple[str, str], after: str
) -> None:
    text = f"{before} {named[1]} {after}"
    hits = finder().hits(text)
    assert all(0 <= hit.start < hit.end <= len(text) for hit in hits)
    assert all(one.end <= two.start for one, two in pairwise(hits))


def test_every_column_of_typed_names_is_looked_at() -> None:
    columns = {f"{table.sql_name}.{name}" for table, name in person_columns()}
    assert {
        "attendance.name", "signoff.name", "step.who", "report.issued_by", "finding.closed_by",
        "finding.acknowledged_by", "action.accepted_by", "audit_member.approved_by",
        "move.made_by", "extension.approved_by", "checklist_line.answered_by",
    } <= columns  # fmt: skip


@pytest.fixture
def named(issued: Desk, tmp_path: Path) -> Desk:
    """A report with every form of every name in its texts, photos, captions and fields."""
    for name, address in NAMES.items():
        issued.add("person", name=name, email=address)
    everybody = " // ".join(form for _name, form in ALL)
    issued.set("audit", NUMBER, scope=everybody, distribution=everybody, not_covered=everybody)
    issued.set("audit", NUMBER, title="Purchasing, asked by Otto Owner")
    issued.add(
        "session", audit=NUMBER, kind="audit", day="2026-11-09", starts="09:00", ends="10:30",
        what="With Kraľovičová", unit="Purchasing · Graz", auditors=["Ines Okafor"],
        auditees=["B. Lopes", "Otto Owner"],
    )  # fmt: skip
    (of,) = [str(one.id) for one in Reading().rows(Session)]
    issued.add("attendance", session=of, name="Wanda Fremdling", function="Process owner")
    issued.add("signoff", audit=NUMBER, meaning="approved", name="Zacharias Unterschrift")
    photo = tmp_path / "IMG_Otto_Owner.jpg"
    exif = Image.Exif()
    exif[0x013B] = "Otto Owner"
    Image.new("RGB", (300, 200), (30, 120, 200)).save(photo, exif=exif, comment=b"Otto Owner")
    issued.add("evidence", file=str(photo), finding="NC-2026-001", caption="Müßig at his desk")
    issued.add(
        "report", audit=NUMBER, summary=everybody,
        opinions="Fremdling and UNTERSCHRIFT disagree.", fulfilment="So J. Müßig",
    )  # fmt: skip
    issued.set("organisation", ".", logo=str(photo))
    issued.book.who = "oowner2"
    issued.set("audit", NUMBER, move="finish", on="2026-11-10", conclusion="Otto's is fine")
    issued.set("audit", NUMBER, move="report", on="2026-11-12")
    return issued


HIDDEN = [*NAMES, "Wanda Fremdling", "Zacharias Unterschrift", "oowner2", "Ines Okafor", "B. Lopes"]


def texts_of(path: Path) -> Iterator[tuple[str, str]]:
    """All that a paper holds: pages, metadata, alternative texts, every part of a Word file."""
    if path.suffix == ".docx":
        with zipfile.ZipFile(path) as parts:
            for name in parts.namelist():
                data = parts.read(name)
                text = data.decode("utf-8", "replace")
                yield name, re.sub(r"<[^>]+>", " ", text) if name.endswith(".xml") else text
                yield f"{name} as it is", text
        return
    with pypdfium2.PdfDocument(path) as document:
        for n, page in enumerate(document):
            yield f"page {n + 1}", page.get_textpage().get_text_range()
        yield "metadata", json.dumps(document.get_metadata_dict(), ensure_ascii=False)
    with pikepdf.open(path) as pdf:
        yield "attachments", " ".join(pdf.attachments)
        yield "outline", " ".join(str(one.title) for one in pdf.open_outline().root)
        for one in pdf.objects:
            if isinstance(one, pikepdf.Stream):
                yield "stream", bytes(one.read_raw_bytes()).decode("latin-1")
                if one.get("/Type") == pikepdf.Name("/Metadata"):
                    yield "XMP", bytes(one.read_bytes()).decode("utf-8")
            elif isinstance(one, pikepdf.Dictionary):
                for key in ("/Alt", "/Title", "/Author", "/ActualText", "/Contents"):
                    if isinstance(one.get(key), pikepdf.String):
                        yield key, str(one[key])


@pytest.mark.parametrize("suffix", [".pdf", ".docx"])
def test_no_form_of_a_hidden_name_is_in_a_copy(
    named: Desk, tmp_path: Path, capsys: pytest.CaptureFixture[str], suffix: str
) -> None:
    path, book = tmp_path / f"copy{suffix}", named.book.path
    named.book.close()
    code, out, err = run_cli(
        capsys, "report", book, NUMBER, "--to", path, "--for", "Customer", "--hide-names", "--yes"
    )
    assert code == 0, err
    found = [
        (place, name, leaks(text, name))
        for place, text in texts_of(path)
        for name in HIDDEN
        if leaks(text, name)
    ]
    assert found == []
    assert "1 photo is in the copy" in out
    with named.book.open(book):
        (kept,) = Reading().rows(Disclosure)
        assert {one["what"] for one in kept.hidden} >= set(NAMES)


def test_a_photo_says_nothing_of_itself(named: Desk, tmp_path: Path) -> None:
    from auditdesk.output.photos import shrunk

    picture = shrunk((tmp_path / "IMG_Otto_Owner.jpg").read_bytes())
    with Image.open(io.BytesIO(picture)) as opened:
        assert not opened.getexif() and "comment" not in opened.info
    assert b"Owner" not in picture


def test_what_may_still_tell_somebody_is_listed_before_anything_is_written(
    issued: Desk, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    issued.add(
        "report", audit=NUMBER,
        summary="Told by Karel Dvořák (karel@firm.example, tel. 0316 123456, Pers.-Nr. 4711).",
    )  # fmt: skip
    path, book = tmp_path / "copy.pdf", issued.book.path
    issued.book.close()
    arguments = ("report", book, NUMBER, "--to", path, "--for", "Customer", "--hide-names")
    code, _out, err = run_cli(capsys, *arguments)
    assert code == 1 and not path.exists()
    for what in (
        "“Karel Dvořák” looks like a name: Summary",
        "“karel@firm.example” is an e-mail address: Summary",
        "“0316 123456” looks like a phone number: Summary",
        "looks like a personnel number: Summary",
        "add --yes",
    ):
        assert what in err
    code, _out, err = run_cli(capsys, *arguments, "--yes")
    assert code == 0 and path.exists() and "Karel Dvořák" in err


def test_the_name_of_the_company_stays_and_is_told(issued: Desk) -> None:
    issued.set("organisation", ".", name="Owner Pumps")
    issued.add("person", name="Otto Owner")
    issued.add("finding", **nonconformity(statement="Owner says that nothing is recalled"))
    audit = str(lookup.audit(Reading(), NUMBER).id)
    found = redact(report_values(issued.book, audit), hiding(Reading()))
    assert found.values["client"].startswith("Owner Pumps")
    assert any(one.what == "Owner" and one.place == ("client",) for one in found.remaining)
