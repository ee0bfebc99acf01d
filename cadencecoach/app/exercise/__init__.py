"""Exercises played, and the reminder to leave the desk for them."""
