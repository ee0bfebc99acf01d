"""The pure core: no clock, loop, thread, log, device or database is imported below here."""
