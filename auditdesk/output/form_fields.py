"""Fields in a PDF: boxes that were drawn become fields to type into, with lists to choose from."""

import io
from collections.abc import Sequence

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf, String

from auditdesk.output.slots import Fields, Slot

_MULTILINE, _COMBO, _EDITABLE, _LOCKED = 1 << 12, 1 << 17, 1 << 18, 1
_PRINTED, _HIDDEN = 4, 2
_FONT = "/Helv 10 Tf 0 g"


def with_fields(pdf: bytes, slots: Sequence[Slot], fields: Fields) -> bytes:
    """The PDF as a form; what it claimed of archiving no longer holds and goes."""
    out = io.BytesIO()
    with Pdf.open(io.BytesIO(pdf)) as form:
        made = [_box(form, slot, fields) for slot in slots]
        made += [_hidden(form, name, value) for name, value in fields.hidden.items()]
        font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica,
                          Encoding=Name.WinAnsiEncoding)  # fmt: skip
        form.Root.AcroForm = Dictionary(
            Fields=Array(made),
            DA=String(_FONT),
            DR=Dictionary(Font=Dictionary(Helv=form.make_indirect(font))),
            NeedAppearances=True,
        )
        with form.open_metadata(set_pikepdf_as_editor=False) as claims:
            for claim in ("pdfaid:part", "pdfaid:conformance", "pdfuaid:part"):
                if claim in claims:
                    del claims[claim]
        form.save(out, deterministic_id=True)
    return out.getvalue()


def _box(form: Pdf, slot: Slot, fields: Fields) -> pikepdf.Object:
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
