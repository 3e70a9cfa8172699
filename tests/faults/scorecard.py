"""The scorecard of reliability: what is tried, where, and the seeded fault that each must find.

A place is a file below `tests`, or `file::test` where only one of its tests belongs to the row.
"""

from typing import NamedTuple


class Row(NamedTuple):
    """A row of the scorecard: what is promised, the tests, their controls, what is not built."""

    promise: str
    tests: tuple[str, ...]
    controls: tuple[str, ...]
    open: str = ""


_COPIES = "faults/test_copies_under_faults.py"
_KILLS = "faults/test_kills.py"
_POWER = "faults/test_power.py"
_REREAD = "faults/test_export_reread.py"

SCORECARD = {
    1: Row(
        "A kill during edits loses no acknowledged step",
        (f"{_KILLS}::test_no_kill_loses_an_acknowledged_step",),
        (f"{_KILLS}::test_the_kills_find_a_book_that_acknowledges_too_early",),
    ),
    2: Row(
        "A power cut at any write loses nothing acknowledged",
        (f"{_POWER}::test_no_power_cut_loses_what_was_acknowledged",),
        (f"{_POWER}::test_the_simulation_finds_a_book_that_syncs_too_little",),
    ),
    3: Row(
        "A full or failing disk is named, and nothing is torn",
        (
            f"{_POWER}::test_a_full_disk_at_any_point_loses_nothing_and_is_named",
            f"{_POWER}::test_a_failing_disk_is_named_and_nothing_is_half_written",
        ),
        (f"{_POWER}::test_control_a_book_without_a_journal_is_torn_by_a_failing_disk",),
    ),
    4: Row(
        "A killed upgrade leaves the old book or the new one, and a copy",
        (f"{_KILLS}::test_a_killed_migration_leaves_the_old_book_or_the_new_one",),
        (f"{_KILLS}::test_the_kills_find_a_migration_without_a_transaction",),
    ),
    5: Row(
        "What a newer program wrote is never written by an older one",
        (
            "faults/test_versions.py::test_a_newer_book_is_never_written",
            "faults/test_versions.py::test_a_book_of_every_released_version_is_upgraded_or_left",
        ),
        (
            "faults/test_versions.py::test_control_a_program_that_does_not_ask_for_the_version_writes",
        ),
    ),
    6: Row(
        "A book that is swapped or overwritten while open: both sides are kept",
        (
            f"{_COPIES}::test_overwritten_in_place_ours_and_theirs_are_kept",
            "book/test_book.py::test_a_file_swapped_under_us_is_noticed_and_our_work_rescued",
        ),
        ("book/test_on_disk.py::test_without_looking_at_the_file_the_steps_would_be_lost",),
        "the copies that a sync program leaves beside a book are not recognised yet",
    ),
    7: Row(
        "A copy made while steps are done is whole",
        (f"{_COPIES}::test_a_copy_made_while_steps_are_done_is_whole_and_of_the_last_step",),
        (f"{_COPIES}::test_a_copy_by_the_file_system_would_be_torn",),
    ),
    8: Row(
        "The drill of restoring: at most half an hour of work is lost",
        (
            f"{_COPIES}::test_the_restore_drill",
            f"{_COPIES}::test_a_kill_while_a_copy_is_kept_or_restored_loses_nothing",
        ),
        (
            "book/test_copies.py::test_trusting_the_pages_alone_would_keep_a_hurt_copy",
            "book/test_copies.py::test_thinning_by_the_clock_alone_would_take_the_good_ones",
        ),
    ),
    9: Row(
        "The live book is opened by the one SQLite only",
        (
            "house/test_house_rules.py::test_the_live_book_is_opened_by_sqlite_only",
            "house/test_house_rules.py::test_a_file_that_a_user_names_comes_in_by_one_door",
            "house/test_house_rules.py::test_there_is_one_sqlite_and_it_is_new_enough",
            "journeys/test_doors.py::test_the_open_book_stays_locked_when_it_is_offered_as_a_file",
            "faults/test_locks.py::test_reading_files_never_drops_the_lock_of_the_open_book",
        ),
        ("faults/test_locks.py::test_control_a_probe_of_the_open_book_would_drop_it",),
    ),
    10: Row(
        "Two programs never write one book, and no lock outlives its owner",
        (
            f"{_KILLS}::test_two_programs_never_write_one_book_at_once",
            f"{_KILLS}::test_a_killed_owner_leaves_no_lock_behind",
        ),
        (f"{_KILLS}::test_the_races_find_a_book_that_takes_no_lock",),
    ),
    11: Row(
        "No flipped bit changes content unnoticed",
        (
            f"{_COPIES}::test_no_flipped_bit_changes_content_unnoticed",
            f"{_COPIES}::test_no_copy_of_a_flipped_book_is_called_sound",
            "book/test_book.py::test_a_book_whose_tables_were_altered_is_refused",
            "faults/test_salvage.py",
        ),
        (f"{_COPIES}::test_the_pages_alone_would_let_flips_pass",),
    ),
    12: Row(
        "Tampering is found, with the head kept elsewhere",
        ("faults/test_tampering.py::test_every_alteration_is_found",),
        ("faults/test_tampering.py::test_the_check_that_looks_at_pages_only_would_miss_them",),
    ),
    13: Row(
        "Evidence stays what was added",
        ("faults/test_evidence.py::test_evidence_stays_what_was_added_whatever_is_done",),
        ("faults/test_evidence.py::test_control_bytes_that_changed_in_the_book_are_found",),
        "20 GB of photos were not tried",
    ),
    14: Row(
        "Undoing all leads back to the start",
        ("faults/test_undo_model.py::test_undoing_all_leads_back_and_redoing_all_leads_forth",),
        (
            "faults/test_undo_model.py::test_control_what_is_written_past_the_trail_does_not_come_back",
        ),
    ),
    15: Row(
        "What is exchanged comes home: twice changes nothing, absence deletes nothing",
        ("work/test_own_workbooks.py", "work/test_responses.py"),
        (
            "work/test_own_workbooks.py::test_a_cell_that_the_book_changed_since_is_not_overwritten",
        ),
        "books are exchanged as workbooks and forms; two books are not merged",
    ),
    16: Row(
        "Every exported cell reads back as it was",
        (f"{_REREAD}::test_every_cell_of_ten_thousand_rows_and_all_payloads_reads_back",),
        (
            f"{_REREAD}::test_control_a_writer_that_cuts_long_texts_is_found",
            f"{_REREAD}::test_control_a_writer_that_loses_a_row_is_found",
            f"{_REREAD}::test_control_a_writer_that_makes_formulas_is_found",
        ),
    ),
    17: Row(
        "A damaged or hostile workbook costs one sentence",
        (
            "intake/test_reading.py::test_a_hostile_workbook_costs_a_sentence_at_most",
            "faults/test_foreign_files.py::test_a_damaged_workbook_gives_its_rows_or_one_sentence",
        ),
        ("faults/test_foreign_files.py::test_control_a_reader_without_bounds_is_found",),
    ),
    18: Row(
        "Any text looks exactly so, in the window and on paper",
        (
            "gui/test_hostile_texts.py::test_any_text_looks_exactly_so_everywhere",
            "output/test_sheets.py::test_hostile_text_prints_exactly_as_typed",
        ),
        (
            "gui/test_hostile_texts.py::test_control_a_text_taken_as_markup_loses_what_was_written",
        ),
    ),
    19: Row(
        "No name and no picture of an attachment does harm",
        (
            "faults/test_foreign_files.py::test_no_name_of_an_attachment_leaves_its_folder",
            "work/test_hostile_photos.py",
        ),
        ("faults/test_foreign_files.py::test_control_names_as_they_came_would_leave_it",),
    ),
    20: Row(
        "A day stays that day in every zone and locale",
        (
            "faults/test_days_and_numbers.py::test_a_day_is_the_same_day_in_every_zone",
            "gui/test_dates.py::test_what_any_locale_writes_on_any_day_it_also_reads",
        ),
        (
            "faults/test_days_and_numbers.py::test_control_days_kept_as_moments_would_be_others_in_many_zones",
        ),
    ),
    21: Row(
        "Whatever fails below a command is said, and nothing stays open",
        (
            "gui/test_failing_commands.py::test_what_fails_below_a_command_is_said_and_the_window_goes_on",
        ),
        ("gui/test_failing_commands.py::test_control_a_failure_that_nobody_says_is_seen",),
    ),
    22: Row(
        "A kill while typing loses two seconds at most",
        (
            "faults/test_drafts.py::test_a_killed_process_loses_two_seconds_of_typing_at_most",
        ),
        (
            "faults/test_drafts.py::test_control_drafts_that_are_kept_too_late_lose_typing",
        ),
    ),
    23: Row(
        "Nothing of an encrypted book is readable beside it, and every flipped bit is told",
        (
            "faults/test_encryption.py::test_nothing_of_an_encrypted_book_can_be_read_beside_it",
            "faults/test_encryption.py::test_every_flipped_bit_of_an_encrypted_book_is_told",
            "book/test_encryption.py",
        ),
        (
            "faults/test_encryption.py::test_what_is_looked_for_is_found_beside_a_plain_book",
            "faults/test_encryption.py::test_flips_of_a_plain_book_are_not_all_told",
        ),
    ),
    24: Row(
        "A long day of work takes no more memory",
        ("faults/test_soak.py::test_a_long_day_of_work_takes_no_more_memory",),
        ("faults/test_soak.py::test_control_what_keeps_all_it_ever_read_is_found",),
    ),
    25: Row(
        "The tests themselves find what is planted",
        ("faults/test_scorecard.py",),
        ("faults/test_scorecard.py::test_a_row_whose_test_is_gone_is_noticed",),
    ),
}  # fmt: skip
"""The rows by their numbers."""


def places() -> list[str]:
    """What pytest runs for all rows, each place once."""
    return list(
        dict.fromkeys(place for row in SCORECARD.values() for place in (*row.tests, *row.controls))
    )
