"""Widgets that paint and know nothing of sessions."""
