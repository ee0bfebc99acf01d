"""What is known, what is not, and what this program is not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from cadencecoach import __version__


@dataclass(frozen=True, slots=True)
class Evidence:
    """What was found, by whom, and where it ends."""

    shows: str
    source: str
    shows_not: str = ""
    """What a reader may take from it and should not; empty where `shows` says it all."""


KNOWN: Final = (
    Evidence(
        "Alone, with a watch and a footpod, runners raised their cadence by 8.6 % in six weeks",
        "Baumgartner 2019, 38 runners",
        "anything about a back, or whether it was kept",
    ),
    Evidence(
        "Running and walking in turn, three times a week, was safe for adults with lasting back "
        "pain and eased it by 15 of 100",
        "Neason 2024, 40 adults",
        "anything about cadence; that change is smaller than one that means something, and "
        "seven of nine complaints were of knee or ankle",
    ),
    Evidence(
        "Walking, with education, makes relapses of back pain rarer",
        "Pocovi 2024, 701 adults",
        "that running does, or that it helps while a back hurts",
    ),
    Evidence(
        "A quicker cadence at the same speed lowers the load on knee and hip",
        "Heiderscheit 2011; Adams 2018",
        "fewer injuries",
    ),
    Evidence(
        "It can be learned in eight to ten sessions, and was kept for one to three months",
        "Willy 2016; Bramah 2019; Crowell 2026",
        "which number of sessions is best",
    ),
    Evidence(
        "After six months it is not there by itself; it comes back when recalled",
        "Van den Berghe 2024, 20 runners",
        "that cadence does the same: impact was measured",
    ),
    Evidence("It lowers the loading rate; the certainty is moderate", "Doyle 2022, 19 trials"),
    Evidence(
        "Runners with low back pain step a little slower",
        "Drozda 2024, 52 + 52 runners",
        "which comes first",
    ),
    Evidence(
        "A run over 110 % of the longest in 30 days goes with overuse injury", "Frandsen 2025"
    ),
)
UNKNOWN: Final = (
    Evidence("Whether changing cadence eases low back pain: no trial of it was found", ""),
    Evidence(
        "Why it helps where it helps: knees got better whatever the movement did",
        "de Souza Junior 2024, 30 runners",
    ),
    Evidence(
        "Whether it prevents injury: the evidence is insufficient", "Anderson 2022, 37 studies"
    ),
    Evidence(
        "Whether it beats good advice on load alone: for knee pain it did not", "Esculier 2018"
    ),
)
COST: Final = (
    Evidence("It feels harder and awkward at first", "Anderson 2022"),
    Evidence("Above 180 the hip flexors pay for every step more", "Lieberman 2015"),
)
NOT: Final = (
    "CadenceCoach is a metronome that listens, with a diary.",
    "It is not a medical device: it makes no diagnosis and names no treatment and no dose.",
    "Numbness, tingling, weakness, or a change in bladder or bowel control: seek care now.",
    "Pain for two weeks, or down a leg: let a doctor or a physical therapist look at it.",
    "Keep the volume low enough to hear the traffic.",
)


def about_lines() -> list[str]:
    """What is known, what is not, what it costs and what this is not, with the sources."""
    lines = [f"CadenceCoach {__version__}", ""]
    for title, findings in (("Known", KNOWN), ("Not known", UNKNOWN), ("What it costs", COST)):
        lines.append(title)
        for one in findings:
            lines.append(f"  {one.shows}{f' ({one.source})' if one.source else ''}.")
            if one.shows_not:
                lines.append(f"  It does not show {one.shows_not}.")
        lines.append("")
    return [*lines, *NOT]
