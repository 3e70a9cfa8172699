"""Dates, clauses, people and words as people write them: understood, or kept as they are."""

import unicodedata
from datetime import date, datetime, time, timedelta

import pytest
from babel import localedata
from babel.dates import format_date
from hypothesis import given
from hypothesis import strategies as st

from auditdesk.domain.clause import ClauseNumber
from auditdesk.intake.dates import Order, evidence, is_date, read_date
from auditdesk.intake.values import clauses_in, people_in, standard_in, times_in
from auditdesk.intake.words import fold, is_placeholder, meant, yes_no

DAY = date(2026, 3, 16)
DAYS = st.dates(date(1950, 1, 1), date(2099, 12, 31))


@pytest.mark.parametrize(
    "text",
    [
        "16 Mar 2026", "16. März 2026", "16 mars 2026", "16 de marzo de 2026", "16 marzo 2026",
        "March 16th, 2026", "Mar 16, 2026", "16-mar-26", "2026-03-16", "2026/03/16", "20260316",
        "16.3.2026", "16.03.26", "16/03/2026", "03/16/2026", "16-03-2026", "Mon 16 Mar 2026",
        "2026-03-16T08:30:00", "16.03.2026 08:30", 46097, "46097", DAY, datetime.combine(DAY, time(9)),
    ],
)  # fmt: skip
def test_a_date_is_read_in_any_common_order(text: object) -> None:
    assert read_date(text).day == DAY  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "text", ["29/02/2022", "31.04.2026", "2026-02-30", "31 Feb 2022", "29.2.22", "00/01/2026"]
)
def test_an_impossible_date_is_none_and_says_so(text: str) -> None:
    said = read_date(text, Order.DAY_FIRST)
    assert said.day is None and text in said.trouble and not said.ambiguous


@pytest.mark.parametrize("text", ["n/a", "asap", "TT.MM.JJJJ", "8.4.1", "Minor NC", "12", "7/7"])
def test_what_is_no_date_is_none(text: str) -> None:
    assert read_date(text).day is None


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("March 2026", date(2026, 3, 1), date(2026, 3, 31)),
        ("Mrz 2026", date(2026, 3, 1), date(2026, 3, 31)),
        ("02/2024", date(2024, 2, 1), date(2024, 2, 29)),
        ("2026-11", date(2026, 11, 1), date(2026, 11, 30)),
        ("Dec-25", date(2025, 12, 1), date(2025, 12, 31)),
        ("Q3 2026", date(2026, 7, 1), date(2026, 9, 30)),
    ],
)
def test_a_month_is_a_span_and_no_day(text: str, first: date, last: date) -> None:
    said = read_date(text)
    assert (said.day, said.last) == (first, last)


def test_a_day_without_a_year_is_that_of_the_title_or_none() -> None:
    assert read_date("16 Mar", year=2026).day == DAY
    assert "names no year" in read_date("16 Mar").trouble


@given(DAYS, st.sampled_from(list(Order)), st.sampled_from("/-. "), st.booleans())
def test_a_written_day_is_read_back_or_asked(
    day: date, order: Order, sign: str, short: bool
) -> None:
    first, second = (day.day, day.month) if order is Order.DAY_FIRST else (day.month, day.day)
    year = f"{day.year % 100:02d}" if short and 1970 <= day.year < 2070 else str(day.year)
    text = sign.join((str(first), f"{second:02d}", year))
    assert read_date(text, order).day == day
    unasked = read_date(text)
    dotted = sign == "." and first <= 12 and second <= 12
    assert unasked.day == day or unasked.ambiguous or dotted


@given(DAYS)
def test_the_serial_numbers_of_excel_are_their_days(day: date) -> None:
    serial = (day - date(1899, 12, 30)).days
    assert read_date(serial).day == day and read_date(serial + 0.75).day == day


@given(st.lists(DAYS, min_size=1, max_size=20), st.sampled_from(list(Order)))
def test_a_column_shows_its_order_or_asks(days: list[date], order: Order) -> None:
    pattern = "%d/%m/%Y" if order is Order.DAY_FIRST else "%m/%d/%Y"
    found = evidence([day.strftime(pattern) for day in days])
    if any(day.day > 12 for day in days):
        assert found.order is order
    elif any(day.day != day.month for day in days):
        assert found.order is None and found.ambiguous


def test_a_column_that_contradicts_itself_is_asked() -> None:
    found = evidence(["31/01/2026", "01/31/2026", "02/03/2026"])
    assert found.order is None and found.ambiguous == 1


@given(st.text(max_size=40))
def test_no_text_makes_the_date_reader_stumble(text: str) -> None:
    said = read_date(text)
    assert said.day is None or 1900 <= said.day.year <= 2200


@pytest.mark.parametrize(
    ("text", "numbers", "rest"),
    [
        ("8.3. ", ("8.3",), ""),
        ("4.1 ", ("4.1",), ""),
        ("A.5.18 / A.8.2", ("A.5.18", "A.8.2"), ""),
        ("7.1.5.2;8.6", ("7.1.5.2", "8.6"), ""),
        ("4.4.1 - 4.4.2", ("4.4.1", "4.4.2"), ""),
        ("4.1-4.4", ("4.1", "4.2", "4.3", "4.4"), ""),
        ("10.1–10.3", ("10.1", "10.2", "10.3"), ""),
        ("§ 8.4", ("8.4",), ""),
        ("Clause 4 & 5", ("4", "5"), ""),
        ("Abschnitte 7, 8", ("7", "8"), ""),
        ("8.10", ("8.10",), ""),
        ("ISO 9001:2015 8.4.1 a)", ("8.4.1 a)",), ""),
        ("Clause 8 / Annex A Tech", ("8",), "Clause 8 / Annex A Tech"),
        ("All", (), "All"),
    ],
)
def test_clause_texts_give_their_numbers(text: str, numbers: tuple[str, ...], rest: str) -> None:
    cited = clauses_in(text)
    assert (cited.numbers, cited.rest) == (numbers, rest)


@given(
    st.lists(
        st.lists(st.integers(1, 20), min_size=2, max_size=4).map(lambda n: ".".join(map(str, n))),
        min_size=1,
        max_size=5,
        unique=True,
    ),
    st.sampled_from([", ", "; ", " / ", "\n", " & "]),
)
def test_clauses_joined_by_any_sign_are_all_found(numbers: list[str], sign: str) -> None:
    found = clauses_in(sign.join(numbers)).numbers
    assert list(found) == [str(ClauseNumber.parse(one)) for one in numbers]


def test_a_standard_is_found_in_a_title() -> None:
    assert standard_in("ISO/IEC 27001:2022 Internal Audit - Stage 05") == "ISO/IEC 27001:2022"
    assert standard_in("Audit plan 2026") == ""


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ("Tony Stark / Happy Hogan", ["Tony Stark", "Happy Hogan"]),
        ("Haas, T.", ["Haas, T."]),
        ("A. Rossi e", ["A. Rossi e"]),
        ("Müller und Novák", ["Müller und Novák"]),
        ("José Ortega y Gasset", ["José Ortega y Gasset"]),
        ("Anna Müller (Team A/B)", ["Anna Müller (Team A/B)"]),
        ("Research and Development", ["Research and Development"]),
        ("HR & Admin", ["HR & Admin"]),
        ("Sales/Marketing", ["Sales/Marketing"]),
        ("Haas, T.; Costa, M.", ["Haas, T.", "Costa, M."]),
        ("T. Haas, M. Costa", ["T. Haas", "M. Costa"]),
        ("T. Haas and M. Costa", ["T. Haas", "M. Costa"]),
        ("Anna Berg\nPaul Klein", ["Anna Berg", "Paul Klein"]),
    ],
)
def test_people_of_one_cell(text: str, people: list[str]) -> None:
    assert people_in(text) == people


def test_names_that_are_known_divide_a_cell_at_commas_and_ands() -> None:
    known = {"Müller", "Novák", "Ortega y Gasset"}
    assert people_in("Müller und Novák", known.__contains__) == ["Müller", "Novák"]
    assert people_in("Müller, Novák", known.__contains__) == ["Müller", "Novák"]
    assert people_in("Müller, Quality", known.__contains__) == ["Müller, Quality"]
    assert people_in("Ortega y Gasset", known.__contains__) == ["Ortega y Gasset"]


def test_times_of_one_cell() -> None:
    assert times_in("09:00 - 09:30") == ("09:00", "09:30")
    assert times_in("9h–10h30") == ("09:00", "10:30")
    assert times_in("all day") == ("", "")


@pytest.mark.parametrize(
    "text", ["SI", "Si", "sí", "ja", "JA", "x", "X", "✓", "✅ Ja", "oui", "Yes"]
)
def test_yes_in_its_spellings(text: str) -> None:
    assert yes_no(text) is True


@pytest.mark.parametrize("text", ["no", "NO", "nein", "non", "☐", "-", "n"])
def test_no_in_its_spellings(text: str) -> None:
    assert yes_no(text) is False


@pytest.mark.parametrize(
    ("group", "text", "key"),
    [
        ("grade", "Minor NC", "minor"),
        ("grade", "Hauptabweichung", "major"),
        ("grade", "NC mayor", "major"),
        ("grade", "Piste de progrès", "opportunity"),
        ("grade", "OFI", "opportunity"),
        ("grade", "Critical / Major / Minor", ""),
        ("grade", "Led to NC-1", ""),
        ("state", "☐ Offen", "open"),
        ("state", "In Progress", "in_progress"),
        ("state", "chiusa", "closed"),
        ("verdict", "n.i.O.", "nonconformity"),
        ("verdict", "perhaps", ""),
    ],
)
def test_words_mean_what_people_mean(group: str, text: str, key: str) -> None:
    assert meant(group, text) == key


@given(st.text(max_size=60))
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


def test_what_a_form_left_open_is_no_value() -> None:
    assert all(map(is_placeholder, ("_[Name]_", "[#]", "TT.MM.JJJJ", "YYYY-MM-DD", "dd/mm/yyyy")))
    assert not any(map(is_placeholder, ("Name", "A [B] c", "2026-01-01", "", "May")))


def test_a_week_of_days_is_read_as_seven_days() -> None:
    days = [DAY + timedelta(days=n) for n in range(7)]
    assert [read_date(f"{day:%d %b %Y}").day for day in days] == days


NOT_READ = {
    "yi": "a letter stands at the number of the day",
    "bo": "the number stands within the words",
    "dz": "the number stands within the words",
    "mn": "the month is declined otherwise than CLDR names it",
    "tok": "every number has a sign before it",
    "mic": "CLDR has no names of months",
    "sid": "CLDR has no names of months",
}
ELSEWHERE = {"trv": "mai is May", "bas": "may is May", "mfe": "out is October"}
"""Languages whose month is called as another is in a language that most files come in."""
LANGUAGES = [
    one for one in localedata.locale_identifiers() if "_" not in one and one not in ELSEWHERE
]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_date_of_any_language_is_read_or_asked_and_never_read_otherwise(language: str) -> None:
    """Months by their names, in the order and with the signs that CLDR has for the language."""
    read = 0
    for day in (date(2026, 1, 16), date(2026, 3, 31), date(2026, 8, 7), date(2026, 11, 30)):
        for form in ("long", "medium"):
            text = format_date(day, form, locale=language)
            if "2026" in text.translate(DIGITS):
                said = read_date(text, Order.DAY_FIRST)
                assert said.day in (None, day), (text, said)
                read += said.day == day
    assert bool(read) != (language in NOT_READ), format_date(date(2026, 3, 31), locale=language)


DIGITS = {
    sign: str(unicodedata.decimal(chr(sign)))
    for sign in range(0x110000)
    if chr(sign).isdecimal() and sign > 127
}


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("16 marca 2026", date(2026, 3, 16)),
        ("16. března 2026", date(2026, 3, 16)),
        ("16 марта 2026 г.", date(2026, 3, 16)),
        ("2026. március 16.", date(2026, 3, 16)),
        ("2026. 03. 16.", date(2026, 3, 16)),
        ("2026年3月16日", date(2026, 3, 16)),
        ("2026년 3월 16일", date(2026, 3, 16)),
        ("16 tháng 3, 2026", date(2026, 3, 16)),
        ("١٦ مارس ٢٠٢٦", date(2026, 3, 16)),
        ("16 Μαρτίου 2026", date(2026, 3, 16)),
        ("16 de março de 2026", date(2026, 3, 16)),
        ("16-Mrz-26", date(2026, 3, 16)),
        ("16. Jaenner 2026", date(2026, 1, 16)),
        ("Sept 16, 2026", date(2026, 9, 16)),
        ("maanantai 16. maaliskuuta 2026", date(2026, 3, 16)),
    ],
)
def test_dates_of_other_languages(text: str, day: date) -> None:
    assert read_date(text).day == day


def test_a_month_that_means_another_elsewhere_is_asked() -> None:
    """November in Czech and Polish, October in Croatian."""
    said = read_date("16 listopad 2026")
    assert said.day is None and said.ambiguous


@pytest.mark.parametrize(
    "text",
    ["31.31.2026", "2026-13-45", "2026.02.30", "20261340", "32/13/26", "29.02.2026", "31 Feb 2026"],
)
def test_a_date_that_no_order_fits_says_which_were_tried(text: str) -> None:
    said = read_date(text)
    assert said.impossible and text in said.trouble
    assert all(f"with the {part} first" in said.trouble for part in ("day", "month", "year"))


@pytest.mark.parametrize(
    ("text", "year", "day"),
    [
        ("15.11.", 2026, date(2026, 11, 15)),
        ("15. 11.", 2026, date(2026, 11, 15)),
        ("15.11", 2026, date(2026, 11, 15)),
        ("15/11", 2026, date(2026, 11, 15)),
        ("03.04.", 2026, date(2026, 4, 3)),
        ("29.02.", 2028, date(2028, 2, 29)),
        ("29 Feb", 2028, date(2028, 2, 29)),
        ("29.02.", 2026, None),
        ("29 Feb", 2026, None),
        ("15.11.", None, None),
        ("29.02.", None, None),
        ("03/04", 2026, None),
        ("03.04", 2026, None),
        ("11/15", 2026, None),
        ("03.26", 2026, None),
        ("32.12.", 2026, None),
    ],
)
def test_a_day_and_a_month_in_figures_take_only_the_year_of_the_table(
    text: str, year: int | None, day: date | None
) -> None:
    said = read_date(text, Order.DAY_FIRST, year)
    assert said.day == day and bool(said.trouble) == (day is None)
    assert not is_date(text) or "Feb" in text, "two figures are as well a clause"


@pytest.mark.parametrize("year", [None, 2026])
@pytest.mark.parametrize(
    "text",
    "today heute gestern morgen yesterday tomorrow hier aujourd'hui hoy ieri dnes asap fri now"
    " +30".split(),
)
def test_a_day_counted_from_the_day_of_writing_is_never_made_up(
    text: str, year: int | None
) -> None:
    said = read_date(text, Order.DAY_FIRST, year)
    assert said.day is None and text in said.trouble and "year first" in said.trouble


@pytest.mark.parametrize("day", ["2026-03-16", "16.03.2026", "16/3/2026", "2026/3/16"])
@pytest.mark.parametrize(
    ("after", "is_time"),
    [(" 10:30", True), (" 10:30:15", True), (" 9:05 AM", True), (", 10.30 Uhr", True),
     ("T10:30:00Z", True), ("T10:30:00.000+02:00", True), (" 10h30", True),
     (" - 18.03.2026", False), (" to 2026-03-18", False), (" bis 18.03.2026", False),
     (", 18.03.2026", False), (" 18.03.2026", False), (" or later", False)],
)  # fmt: skip
def test_only_a_time_may_follow_a_date(day: str, after: str, is_time: bool) -> None:
    """A second day after it makes a span, of which the first is not taken for the whole."""
    assert (read_date(day + after).day == date(2026, 3, 16)) is is_time


@pytest.mark.parametrize("zero", ["٠", "۰", "०", "０"])
@pytest.mark.parametrize("point", [".", "٫", "．"])
def test_clauses_are_read_in_the_digits_of_any_script(zero: str, point: str) -> None:
    text = "7.1.5".translate({ord(str(n)): chr(ord(zero) + n) for n in range(10)})
    text = text.replace(".", point)
    assert clauses_in(text).numbers == ("7.1.5",) and not clauses_in(text).rest


@pytest.mark.parametrize(
    ("text", "grade"),
    [("بسيطة", "minor"), ("İyileştirme önerisi", "opportunity"), ("İYİLEŞTİRME", "opportunity"),
     ("KÜÇÜK UYGUNSUZLUK", "minor"), ("رئيسية", "major")],
)  # fmt: skip
def test_words_of_grades_are_known_in_any_case(text: str, grade: str) -> None:
    assert meant("grade", text) == grade


@pytest.mark.parametrize("text", ["I", "İ", "ı", "i", "İ".lower(), "I\u0307"])
def test_the_dots_of_turkish_are_no_difference(text: str) -> None:
    assert fold(f"B{text}lg{text}") == "bilgi"


@pytest.mark.parametrize("sign", [" – ", " - ", "—", ", ", ": ", " (", "，"])
def test_the_word_before_a_dash_or_comma_is_the_state(sign: str) -> None:
    assert meant("audit_state", f"Cancelled{sign}closed for holidays, staff ill") == "cancelled"
    assert meant("state", f"Closed{sign}open points moved to the next audit") == "closed"


@pytest.mark.parametrize("text", ["Q2", "Quartal 2", "T2", "q 2"])
def test_a_quarter_is_of_the_year_of_the_title(text: str) -> None:
    said = read_date(text, year=2027)
    assert (said.day, said.last) == (date(2027, 4, 1), date(2027, 6, 30))
    assert read_date(text).day is None and "names no year" in read_date(text).trouble


@pytest.mark.parametrize(
    ("text", "day"),
    [("令和6年3月6日", date(2024, 3, 6)), ("R6.5.15", date(2024, 5, 15)),
     ("令和元年5月1日", date(2019, 5, 1)), ("平成31年4月30日", date(2019, 4, 30)),
     ("H30/12/01", date(2018, 12, 1)), ("昭和64年1月7日", date(1989, 1, 7)),
     ("令和６年３月６日", date(2024, 3, 6)), ("民國113年3月6日", date(2024, 3, 6))],
)  # fmt: skip
def test_a_date_of_an_era_is_read(text: str, day: date) -> None:
    assert read_date(text).day == day


@pytest.mark.parametrize("text", ["R6.13.15", "令和6年2月30日", "R.", "H2", "令和"])
def test_what_is_no_date_of_an_era_is_none(text: str) -> None:
    assert read_date(text).day is None and read_date(text).trouble
