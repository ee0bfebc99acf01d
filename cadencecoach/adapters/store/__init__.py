"""The session log on disk: one SQLite file, one writer thread a run, readers that open and go."""
