"""Runs looked back at: found, told of, held against others. What was measured is never touched."""
