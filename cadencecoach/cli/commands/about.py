"""`about`: what is known, what is not, and where from."""

from __future__ import annotations

from cadencecoach.app.about import about_lines


def about() -> None:
    """Say what is known, what is not, and where from."""
    print("\n".join(about_lines()))
