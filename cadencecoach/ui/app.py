"""The app: puts the screens together from what it is given and owns nothing but their colours."""

from __future__ import annotations

from textual.app import App

from cadencecoach.ui.themes import DARK, PALETTES, textual_theme


class CadenceCoachApp(App[None]):
    """Composition by constructor."""

    CSS_PATH = "cadencecoach.tcss"
    TITLE = "CadenceCoach"

    def __init__(self) -> None:
        super().__init__()
        for palette in PALETTES.values():
            self.register_theme(textual_theme(palette))
        self.theme = DARK.name
