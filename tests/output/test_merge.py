"""One PDF made of several keeps what each of them says to eyes, screen readers and archives."""

import io
import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import pikepdf
import pypdfium2
import pytest
import typst
from pikepdf import Dictionary, NameTree, NumberTree, OutlineItem

from auditdesk.output.merge import merge
from auditdesk.paths import resource

PAGE = """
#set document(title: "The whole", author: "House")
#set text(lang: "de", font: "Noto Sans")
#image(bytes((99,) * 12), format: (encoding: "rgb8", width: 2, height: 2), alt: "logo")
= Sheet {number}
#link("https://example.org/{number}")[a link]
#table(columns: 2, table.header([head {number}], [second]), [cell], [other])
#pagebreak()
= Second page of {number}
#table(columns: 2, table.header([other head {number}], [second]), [cell], [other])
"""
BARE = '#set document(title: "The whole")\n#set text(lang: "de")\nOnly a paragraph.'


@lru_cache
def compiled(source: str) -> bytes:
    """The tagged, archival PDF of a source."""
    pdf = typst.Compiler(font_paths=[resource("fonts")]).compile(
        source.encode(), format="pdf", pdf_standards=["a-2a", "ua-1"], timestamp=1
    )
    assert isinstance(pdf, bytes)
    return pdf


@lru_cache
def parts() -> tuple[bytes, ...]:
    """Three PDFs alike."""
    return tuple(compiled(PAGE.replace("{number}", str(n))) for n in (1, 2, 3))


@pytest.fixture
def whole() -> Iterator[pikepdf.Pdf]:
    """The three as one."""
    with pikepdf.open(io.BytesIO(merge(parts()))) as pdf:
        yield pdf


def texts(pdf: bytes) -> list[str]:
    """The text of every page."""
    with pypdfium2.PdfDocument(pdf) as document:
        return [page.get_textpage().get_text_range() for page in document]


def elements(parent: Any) -> Iterator[tuple[Any, Any]]:
    """Every element below this one, with the element above it."""
    for one in parent.get("/K", ()):
        if isinstance(one, Dictionary) and "/S" in one:
            yield one, parent
            yield from elements(one)


def bookmarks(items: list[OutlineItem]) -> list[Any]:
    """Titles, and the page each leads to, as a tree."""
    return [(one.title, one.destination[0].objgen, bookmarks(list(one.children))) for one in items]


def test_the_whole_is_sound_and_shows_all_pages_in_order(whole: pikepdf.Pdf) -> None:
    assert whole.check_pdf_syntax() == []
    assert texts(merge(parts())) == [text for part in parts() for text in texts(part)]


def test_one_part_stays_as_it_is_and_equal_parts_give_equal_bytes() -> None:
    assert merge(parts()[:1]) == parts()[0]
    assert merge(parts()) == merge(parts())


def test_every_mark_on_a_page_leads_to_an_element_of_that_page(whole: pikepdf.Pdf) -> None:
    numbers = NumberTree(whole.Root.StructTreeRoot.ParentTree)
    seen = set()
    for page in whole.pages:
        marks = page.Contents.read_bytes().count(b"/MCID")
        listed = numbers[int(page.StructParents)]
        assert len(listed) == marks > 0
        for mark, element in enumerate(listed):
            assert element.Pg.objgen == page.objgen
            assert mark in [one for one in element.K if isinstance(one, int)]
        seen.add(int(page.StructParents))
        for note in page.get("/Annots", ()):
            element = numbers[int(note.StructParent)]
            inside = [one for one in element.K if isinstance(one, Dictionary)]
            assert note.objgen in [one.Obj.objgen for one in inside if "/Obj" in one]
            seen.add(int(note.StructParent))
    assert (
        seen == set(numbers.keys()) == set(range(int(whole.Root.StructTreeRoot.ParentTreeNextKey)))
    )


def test_all_elements_hang_under_one_document(whole: pikepdf.Pdf) -> None:
    root = whole.Root.StructTreeRoot
    found = list(elements(root))
    assert all(one.P.objgen == parent.objgen for one, parent in found)
    assert [str(one.S) for one in root.K] == ["/Document"]
    kinds = [str(one.S) for one, _parent in found]
    for part in parts():
        with pikepdf.open(io.BytesIO(part)) as one:
            for element, _parent in elements(one.Root.StructTreeRoot):
                if str(element.S) != "/Document":
                    kinds.remove(str(element.S))
    assert kinds == ["/Document"]


def test_cells_are_headed_by_cells_of_their_own_table(whole: pikepdf.Pdf) -> None:
    names = NameTree(whole.Root.StructTreeRoot.IDTree)
    tables = [one for one, _up in elements(whole.Root.StructTreeRoot) if one.S == "/Table"]
    assert len(tables) == 6
    named = []
    for table in tables:
        inside = [one for one, _up in elements(table)]
        heads = {str(one.ID): one for one in inside if "/ID" in one}
        named += list(heads)
        assert all(names[name].objgen == head.objgen for name, head in heads.items())
        asked = [
            str(name)
            for one in inside
            if one.S == "/TD"
            for about in one.A
            for name in about.get("/Headers", ())
        ]
        assert asked
        assert set(asked) <= set(heads)
    assert sorted(named) == sorted(names) == sorted(set(named))


def test_bookmarks_follow_each_other_and_lead_to_their_page(whole: pikepdf.Pdf) -> None:
    pages = [page.objgen for page in whole.pages]
    with whole.open_outline() as outline:
        found = bookmarks(list(outline.root))
    assert found == [
        (title.format(n), pages[2 * n - 2 + more], [])
        for n in (1, 2, 3)
        for more, title in enumerate(("Sheet {}", "Second page of {}"))
    ]
    assert whole.Root.Outlines.Count == 6
    assert whole.Root.Outlines.Last.Prev.Parent.objgen == whole.Root.Outlines.objgen


def test_a_picture_of_every_part_is_kept_once(whole: pikepdf.Pdf) -> None:
    found = [
        one for one in whole.objects
        if isinstance(one, pikepdf.Stream) and one.get("/Subtype") == "/Image"
    ]  # fmt: skip
    assert len(found) == 1


def test_the_claims_of_archive_and_access_stay(whole: pikepdf.Pdf) -> None:
    about = whole.Root.Metadata.read_raw_bytes().decode()
    for claim in ("pdfaid:part>2<", "pdfaid:conformance>A<", "pdfuaid:part>1<", "NPages>6<",
                  ">The whole<"):  # fmt: skip
        assert claim in about
    all_of_them = about + "".join(part.decode("latin-1") for part in parts())
    assert len(set(re.findall("<xmpMM:InstanceID>(.*?)<", all_of_them))) == 4
    assert whole.Root.MarkInfo.Marked
    assert whole.Root.Lang == "de"
    assert whole.Root.ViewerPreferences.DisplayDocTitle
    assert whole.Root.OutputIntents[0].S == "/GTS_PDFA1"
    assert whole.docinfo.Title == "The whole"


def test_parts_without_tables_and_bookmarks_take_them_from_later_ones() -> None:
    bare = compiled(BARE)
    pdf = merge([bare, parts()[0], bare])
    assert texts(pdf) == [*texts(bare), *texts(parts()[0]), *texts(bare)]
    with pikepdf.open(io.BytesIO(pdf)) as whole:
        assert whole.Root.Outlines.Count == 2
        assert len(NameTree(whole.Root.StructTreeRoot.IDTree)) == 4
