"""Text on a terminal that more than one command lays out: tables, a session, what a gate said."""
