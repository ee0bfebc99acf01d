"""How a click sounds and under which id; apart from the mixer, so that a plan is read without numpy."""

from __future__ import annotations

import enum
from dataclasses import dataclass


class Sides(enum.Enum):
    """How left and right steps differ."""

    OFF = "off"
    TONES = "tones"
    EARS = "ears"


@dataclass(frozen=True, slots=True)
class ClickStyle:
    """How the click sounds: which voice, on every step or every second one, left against right."""

    voice: str
    every: int = 1
    """1 is every step, 2 every second one."""

    sides: Sides = Sides.OFF
    duck_db: float = 12.0
    """How far the click goes down under speech."""

    @property
    def apart(self) -> bool:
        """Whether one ear hears other than the other."""
        return self.sides is Sides.EARS

    @property
    def with_one_earbud(self) -> str:
        """What a runner who wears one earbud does not hear, in a line; empty where nothing is missing."""
        if not self.apart:
            return ""
        if self.every == 1:
            return 'with one earbud every second click is not heard: sides = "ears" is for two'
        return 'with one earbud, the right, no click is heard: sides = "ears" is for two'


def click_sound(voice: str, variant: str) -> str:
    """The id under which a Bank keeps one variant of a click voice."""
    return f"click.{voice}.{variant}"
