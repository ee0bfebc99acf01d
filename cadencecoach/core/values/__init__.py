"""Values that every room speaks in: units, days of the calendar, records, and plain text.

They know nothing of running. What knows a plan, an entry or an event does not belong here.
"""
