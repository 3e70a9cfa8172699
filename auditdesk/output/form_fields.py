"""Fields in a PDF: boxes that were drawn become fields to type into, with lists to choose from."""

import io
from collections.abc import Sequence

import pikepdf
from pikepdf import Array, Dictionary, Name, NumberTree, Pdf, String

from auditdesk.output import form_font
from auditdesk.output.slots import Fields, PageBox

_MULTILINE, _COMBO, _EDITABLE, _LOCKED = 1 << 12, 1 << 17, 1 << 18, 1
_PRINTED, _HIDDEN = 4, 2
_FONT = f"{form_font.NAME} 10 Tf 0 g"


def with_fields(pdf: bytes, slots: Sequence[PageBox], fields: Fields) -> bytes:
    """The PDF as a form; what it claimed of archiving no longer holds and goes."""
    out = io.BytesIO()
    with Pdf.open(io.BytesIO(pdf)) as form:
        made = [_box(form, slot, fields) for slot in slots]
        made += [_hidden(form, name, value) for name, value in fields.hidden.items()]
        font = form_font.embedded(form)
        form.Root.AcroForm = Dictionary(
            Fields=Array(made),
            DA=String(_FONT),
            DR=Dictionary(Font=Dictionary({form_font.NAME: font})),
            NeedAppearances=True,
        )
        for widget in made[: len(slots)]:
            _appear(form, widget, font)
        _tag(form, made[: len(slots)])
        with form.open_metadata(set_pikepdf_as_editor=False) as claims:
            for claim in ("pdfaid:part", "pdfaid:conformance", "pdfuaid:part"):
                if claim in claims:
                    del claims[claim]
        form.save(out, deterministic_id=True)
    return out.getvalue()


def _box(form: Pdf, slot: PageBox, fields: Fields) -> pikepdf.Object:
    page = form.pages[slot.page - 1]
    top = float(page.mediabox[3]) - slot.y
    words = fields.lists.get(slot.name)
    widget = Dictionary(
        Type=Name.Annot,
        Subtype=Name.Widget,
        T=String(slot.name),
        TU=String(fields.told.get(slot.name, slot.name)),
        Rect=Array([slot.x + 1, top - slot.height + 1, slot.x + slot.width - 1, top - 1]),
        F=_PRINTED,
        DA=String(_FONT),
        P=page.obj,
    )
    if words:
        widget.FT, widget.Ff = Name.Ch, _COMBO | _EDITABLE
        widget.Opt = Array([String(word) for word in words])
    else:
        widget.FT, widget.Ff = Name.Tx, _MULTILINE if slot.height > 30 else 0
    return _put(form, page, widget)


def _hidden(form: Pdf, name: str, value: str) -> pikepdf.Object:
    page = form.pages[0]
    widget = Dictionary(
        Type=Name.Annot, Subtype=Name.Widget, FT=Name.Tx, T=String(name), V=String(value),
        Ff=_LOCKED, F=_HIDDEN, Rect=Array([0, 0, 0, 0]), DA=String(_FONT), P=page.obj,
    )  # fmt: skip
    return _put(form, page, widget)


def _put(form: Pdf, page: pikepdf.Page, widget: pikepdf.Object) -> pikepdf.Object:
    made = form.make_indirect(widget)
    if "/Annots" not in page.obj:
        page.obj.Annots = Array()
    page.obj.Annots.append(made)
    return made


def _appear(form: Pdf, widget: pikepdf.Object, font: pikepdf.Object) -> None:
    """An empty field as it looks; the program in which it is typed draws it anew."""
    left, bottom, right, top = (float(corner) for corner in widget.Rect)
    look = form.make_stream(
        b"/Tx BMC EMC",
        Type=Name.XObject,
        Subtype=Name.Form,
        BBox=Array([0, 0, right - left, top - bottom]),
        Resources=Dictionary(Font=Dictionary({form_font.NAME: font})),
    )
    widget.AP = Dictionary(N=look)


def _tag(form: Pdf, widgets: Sequence[pikepdf.Object]) -> None:
    """Put the fields into the tree of the document, where a reading voice finds them.

    ISO 32000-1, 14.7.4.3: an element of each, and the way back from the field to it.
    """
    root = form.Root.get("/StructTreeRoot")
    if root is None:
        return
    document = root.K[0] if isinstance(root.K, Array) else root.K
    numbers = NumberTree(root.ParentTree)
    number = int(root.ParentTreeNextKey)
    for widget in widgets:
        told = Dictionary(Type=Name.OBJR, Obj=widget, Pg=widget.P)
        element = form.make_indirect(
            Dictionary(
                Type=Name.StructElem, S=Name.Form, P=document, Pg=widget.P, K=Array([told]),
                Alt=String(str(widget.TU)),
            )
        )  # fmt: skip
        document.K.append(element)
        widget.StructParent = number
        numbers[number] = element
        number += 1
        widget.P.Tabs = Name.S
    root.ParentTreeNextKey = number
