"""What is known, what is not, and what this program is not."""

from __future__ import annotations

from typing import Final

from cadencecoach import __version__

KNOWN: Final = (
    (
        "A quicker cadence at the same speed lowers the load on knee and hip",
        "Heiderscheit 2011; Adams 2018",
    ),
    ("It can be learned in about eight sessions, and it stays", "Willy 2016; Bramah 2019"),
    ("It lowers the loading rate; the certainty is moderate", "Doyle 2022, 19 trials"),
    ("Runners with low back pain step a little slower", "Drozda 2024, 52 + 52 runners"),
    ("A run over 110 % of the longest in 30 days goes with overuse injury", "Frandsen 2025"),
)
UNKNOWN: Final = (
    ("Whether changing cadence eases low back pain: no trial of it was found", ""),
    ("Whether it prevents injury: the evidence is insufficient", "Anderson 2022, 37 studies"),
    ("Whether it beats good advice on load alone: for knee pain it did not", "Esculier 2018"),
)
COST: Final = (
    ("It feels harder and awkward at first", "Anderson 2022"),
    ("Above 180 the hip flexors pay for every step more", "Lieberman 2015"),
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
    for title, facts in (("Known", KNOWN), ("Not known", UNKNOWN), ("What it costs", COST)):
        lines.append(title)
        lines += [f"  {fact}{f' ({source})' if source else ''}." for fact, source in facts]
        lines.append("")
    return [*lines, *NOT]
