"""Kept: why a row of a sheet is no row of its table."""

from enum import StrEnum


class Kept(StrEnum):
    """Why a row is no row of the table."""

    REPEATED = "repeated heading"
    FOOTER = "below the table"
    SUM = "a sum of the rows"
    LEGEND = "what the marks mean"
    SECTION = "heading of a section"
    BLANK = "empty form row"
    CONTINUED = "part of a text of another sheet"
    TITLE = "above the table"
    HEADING = "heading"
    PRINT = "printed to be read"
    OURS = "no row of the list"
