"""The response form as a workbook: locked questions, unlocked answers, lists, and three tokens.

Of what spreadsheet programs keep when they save, the token stands in three places: a property of
the document, a defined name, and a hidden sheet. The mark of each row stands in a hidden column.
"""

from collections.abc import Sequence
from pathlib import Path

from openpyxl.packaging.custom import StringProperty
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation

from auditdesk.domain.response import FormQuestion, ResponseForm, Texts, asked
from auditdesk.output.workbook import TableTitle, Workbook, Written, WrittenSheet, write

CARRIER = "AuditDesk"
"""The hidden sheet; with a number, the properties and the names."""
_ANSWER_HEIGHT = 32.0


def write_response(
    forms: Sequence[ResponseForm],
    texts: Texts,
    people: Sequence[str],
    heading: TableTitle,
    to: Path,
) -> Written:
    """Write the form of one or several findings, a sheet for each."""

    def fill(book: Workbook) -> None:
        lists = {"who": list(people), "category": list(texts.categories.values())}
        places = {
            name: f"'{_CHOICES}'!${column}$2:${column}${len(words) + 1}"
            for column, (name, words) in zip("AB", lists.items(), strict=True)
            if words
        }
        for n, form in enumerate(forms, 1):
            _sheet(book, form, texts, places)
            name = f"{CARRIER} {n}"
            book.workbook.custom_doc_props.append(StringProperty(name=name, value=form.token))
            name = name.replace(" ", "_")
            book.workbook.defined_names[name] = DefinedName(
                name, attr_text=f'"{form.token}"', hidden=True
            )
        _hidden(book, _CHOICES, [texts.who, texts.questions["category"]], list(lists.values()))
        _hidden(book, CARRIER, [CARRIER], [[form.token for form in forms]])

    return write(to, heading, fill)


_CHOICES = "Lists"


def _sheet(book: Workbook, form: ResponseForm, texts: Texts, lists: dict[str, str]) -> None:
    layout = [(texts.question, 46), (texts.answer, 62), (texts.who, 22), (texts.day, 13), ("", 8)]
    sheet = book.sheet(form.number, layout, printed=4, helping=True)
    sheet.sheet.column_dimensions["E"].hidden = True
    sheet.head(texts.title.format(number=form.number))
    sheet.sheet.freeze_panes = None
    for line in texts.instructions:
        sheet.write([line], ["note"])
    sheet.write([], [])
    for label, text in form.facts:
        sheet.write([label, text], ["label", "text"])
    sheet.write([], [])
    sheet.headings()
    for question in form.questions:
        _row(sheet, question, lists)
    protection = sheet.sheet.protection
    protection.sheet = True
    protection.formatRows = protection.formatColumns = False


def _row(sheet: WrittenSheet, question: FormQuestion, lists: dict[str, str]) -> None:
    wanted = asked(question.key)
    looks = {"answer": "answer", "who": "answer", "day": "answer date"}
    styles = [looks[part] if part in wanted else "closed" for part in looks]
    sheet.write(
        [question.text, "", "", "", question.mark],
        ["strong", *styles, "small code"],
        least=_ANSWER_HEIGHT,
    )
    number = sheet.row
    if "who" in wanted and "who" in lists:
        _offer(sheet, f"C{number}", lists["who"])
    if question.key == "category":
        _offer(sheet, f"B{number}", lists["category"])
    if "day" in wanted:
        day = DataValidation("date", operator="greaterThan", formula1="36526", allow_blank=True)
        day.showErrorMessage = True
        day.errorStyle = "warning"
        day.add(f"D{number}")
        sheet.sheet.data_validations.append(day)


def _offer(sheet: WrittenSheet, cell: str, source: str) -> None:
    """A list to choose from; another word is warned of, and looked at when it comes back."""
    offer = DataValidation("list", formula1=source, allow_blank=True, showErrorMessage=True)
    offer.errorStyle = "warning"
    offer.add(cell)
    sheet.sheet.data_validations.append(offer)


def _hidden(
    book: Workbook, name: str, headings: Sequence[str], columns: Sequence[Sequence[str]]
) -> None:
    sheet = book.sheet(name, [(heading, 30) for heading in headings], helping=True)
    sheet.headings()
    for row in range(max(map(len, columns))):
        words = [column[row] if row < len(column) else "" for column in columns]
        sheet.write(words, ["text"] * len(words))
    sheet.sheet.sheet_state = "hidden"
