"""What leaves: workbooks, sheets, calendars. No widgets."""
