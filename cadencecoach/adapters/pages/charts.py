"""Charts as SVG within a page, by matplotlib, in colours that the page's style decides.

Every chart is drawn twice, for a desk or paper and for a phone, since letters that shrink with the
picture cannot be read. No text from outside is ever drawn.
"""

# ruff: noqa: E402 -- matplotlib looks for its folder while it is imported

from __future__ import annotations

import io
import logging
import math
import os
import re
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final
from xml.etree import ElementTree as ET

from cadencecoach.adapters.store.home import data_home

# Its list of fonts goes where everything of ours is, so that nothing else is left behind; where
# that cannot be written it tells developers about it, on a runner's screen.
os.environ.setdefault("MPLCONFIGDIR", str(data_home() / "cache"))
logging.getLogger("matplotlib").setLevel(logging.ERROR)

import matplotlib as mpl
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from cadencecoach.adapters.pages.markup import Markup, element, join
from cadencecoach.core.diary.pain import WORST
from cadencecoach.core.values.calendar import Day, short
from cadencecoach.core.values.units import SAMPLE_RATE

if TYPE_CHECKING:
    from cadencecoach.core.outcome.summary import Summary
    from cadencecoach.core.trends.trends import Trends, WeekTrend

COLOURS: Final[Mapping[str, tuple[str, str]]] = {
    "paper": ("#ffffff", "#14171b"),
    "ink": ("#1c2026", "#e8eaed"),
    "quiet": ("#55606e", "#a9b3c0"),
    "line": ("#d5dae1", "#39414b"),
    "cadence": ("#1c5bb8", "#7db2ff"),
    "band": ("#dbe7f7", "#22364f"),
    "beat": ("#2f7d5b", "#63c79a"),
    "pain": ("#b3372a", "#ff8f7d"),
}
"""By name, on light and on dark; text and lines have a contrast of 4.5 to the paper and more."""

_PENS: Final = {name: f"#0102{number:02x}" for number, name in enumerate(COLOURS, 3)}
"""What is given to matplotlib for each: a colour that stands for the name."""

_SVG: Final = "{http://www.w3.org/2000/svg}"
_LINK: Final = "{http://www.w3.org/1999/xlink}href"
_MEANT: Final = re.compile(r"#(.+)|url\(#(.+)\)")
"""An attribute that points at an id."""

_FONT: Final = re.compile(r"font-family: [^;\"]*; ?")
"""Taken out: the letters of a chart are those of its page."""

_LOOK: Final[dict[Any, Any]] = {
    "svg.fonttype": "none",
    "font.family": "sans-serif",
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.edgecolor": _PENS["line"],
    "axes.labelcolor": _PENS["quiet"],
    "text.color": _PENS["ink"],
    "xtick.color": _PENS["line"],
    "ytick.color": _PENS["line"],
    "xtick.labelcolor": _PENS["quiet"],
    "ytick.labelcolor": _PENS["quiet"],
    "axes.grid.axis": "y",
    "axes.grid": True,
    "grid.color": _PENS["line"],
    "grid.linewidth": 0.6,
    "axes.axisbelow": True,
}
_DESK: Final = (7.2, 8.5, "desk")
_PHONE: Final = (3.5, 9.5, "phone")
"""Width in inches, points of the letters, and the class that shows it."""

_LEFT_IN, _BELOW_IN, _RIGHT_IN, _ABOVE_IN = 0.6, 0.46, 0.12, 0.1
"""Around the axes, for the letters that stand there."""

_LABELS: Final = {"desk": 10, "phone": 5}
"""So many dates or weeks are written below a chart at most."""

_ROOM_SPM: Final = 4


def cadence_chart(summary: Summary, speeds: Sequence[float | None], says: str) -> Markup:
    """Cadence of a session against its target, over running time; `says` is what a reader hears.

    Below it `speeds`, in m/s, one a second, drawn in km/h; empty where none was measured.
    """
    minutes = [point.running / SAMPLE_RATE / 60 for point in summary.chart]

    def draw(figure: Any, _: str) -> None:
        if speeds:
            axes, below = figure.subplots(2, 1, sharex=True, height_ratios=(5, 2))
            kmh = [math.nan if speed is None else speed * 3.6 for speed in speeds]
            below.plot(minutes, kmh, color=_PENS["beat"], linewidth=1.2)
            below.set_ylim(bottom=0)
            below.yaxis.set_major_locator(MaxNLocator(3, integer=True))
            below.set_ylabel("km/h")
        else:
            axes = below = figure.subplots()
        _draw_cadence(axes, summary, minutes)
        below.set_xlabel("minutes of running")

    return _twice(draw, 3.4 if speeds else 2.5, says)


def _draw_cadence(axes: Any, summary: Summary, minutes: Sequence[float]) -> None:
    cadence = [_or_gap(point.cadence_spm) for point in summary.chart]
    low = [_or_gap(point.low_spm) for point in summary.chart]
    high = [_or_gap(point.high_spm) for point in summary.chart]
    target = [_or_gap(point.target_spm) for point in summary.chart]
    known = [value for value in (*cadence, *low, *high) if not math.isnan(value)]
    axes.fill_between(minutes, low, high, color=_PENS["band"], linewidth=0)
    axes.plot(minutes, target, color=_PENS["quiet"], linewidth=1, linestyle=(0, (4, 3)))
    axes.plot(minutes, cadence, color=_PENS["cadence"], linewidth=1.4)
    if known:
        bottom, top = min(known) - 2 * _ROOM_SPM, max(known) + _ROOM_SPM
        axes.set_ylim(bottom, top)
        for denied, fill in ((False, _PENS["beat"]), (True, _PENS["paper"])):
            at = [
                cue.running / SAMPLE_RATE / 60
                for cue in summary.cues
                if cue.spoken and denied == any(not yes for _, yes in cue.answers)
            ]
            axes.plot(
                at, [bottom + _ROOM_SPM / 2] * len(at), color=_PENS["beat"], marker="^",
                markersize=5, markerfacecolor=fill, linestyle="none", clip_on=False,
            )  # fmt: skip
    axes.set_xlim(0, max(minutes, default=1))
    axes.yaxis.set_major_locator(MaxNLocator(6, integer=True))
    axes.set_ylabel("steps per minute")


def pain_chart(found: Trends, first: Day, last: Day, says: str) -> Markup:
    """The highest pain of each rated day; a day that was not rated has no mark, a 0 has one."""
    days = sorted(day for day in found.levels if first <= day <= last)
    levels = [found.levels[day] for day in days]
    ran = sorted({one.run.day for one in found.runs if first <= one.run.day <= last})
    weeks = [week.first for week in found.weeks if first <= week.first]

    def draw(figure: Any, width: str) -> None:
        axes = figure.subplots()
        axes.vlines(days, 0, levels, color=_PENS["pain"], linewidth=2)
        axes.plot(
            days, levels, color=_PENS["pain"], marker="o", markersize=4, linestyle="none",
            clip_on=False,
        )  # fmt: skip
        axes.plot(
            ran, [-0.9] * len(ran), color=_PENS["cadence"], marker="|", markersize=6,
            markeredgewidth=1.6, linestyle="none", clip_on=False,
        )  # fmt: skip
        axes.set_ylim(-1.4, WORST)
        axes.set_yticks(range(0, WORST + 1, 2))
        axes.set_ylabel("pain, 0-10")
        axes.set_xlim(first - 0.7, max(last, first + 6) + 0.7)
        firsts = _some(weeks, _LABELS[width])
        axes.set_xticks(firsts, [short(day).split(" ", 1)[1] for day in firsts])

    return _twice(draw, 1.9, says)


def weeks_chart(weeks: Sequence[WeekTrend], says: str) -> Markup:
    """Minutes of each week, those with a beat within them, and below it how the beat was held."""
    places = places_of([week.number for week in weeks])
    held: dict[float, float] = {}
    for place, week in zip(places, weeks, strict=True):
        held[place - 1] = held.get(place - 1, math.nan)  # no line over weeks that are left out
        held[place] = _or_gap(week.in_band_percent.mean)

    def draw(figure: Any, width: str) -> None:
        above, below = figure.subplots(2, 1, sharex=True, height_ratios=(3, 2))
        above.bar(places, [week.minutes for week in weeks], 0.62, color=_PENS["band"])
        above.bar(places, [week.beat_min for week in weeks], 0.3, color=_PENS["beat"])
        above.set_ylabel("minutes")
        above.yaxis.set_major_locator(MaxNLocator(4, integer=True))
        below.plot(
            list(held), list(held.values()),
            color=_PENS["cadence"], marker="o", markersize=4, linewidth=1.4, clip_on=False,
        )  # fmt: skip
        below.set_ylim(0, 100)
        below.set_yticks((0, 50, 100))
        below.set_ylabel("% on target")
        some = _some(list(zip(places, weeks, strict=True)), _LABELS[width])
        below.set_xticks(
            [place for place, _ in some],
            [f"week {week.number}" if len(some) < 6 else str(week.number) for _, week in some],
        )
        if len(some) >= 6:
            below.set_xlabel("week")

    return _twice(draw, 2.6, says)


def places_of(numbers: Sequence[int]) -> list[int]:
    """Where weeks stand: side by side, and one place free where some are left out between them."""
    places: list[int] = []
    for before, number in zip((None, *numbers), numbers, strict=False):
        gap = 1 if before is None or number == before + 1 else 2
        places.append((places[-1] if places else 0) + gap)
    return places


def _or_gap(value: float | None) -> float:
    return math.nan if value is None else value


def _some(marks: Sequence[Any], most: int) -> list[Any]:
    """At most so many of the marks, at one distance, the first among them."""
    return list(marks[:: max(1, math.ceil(len(marks) / most))])


def _twice(draw: Callable[[Figure, str], None], height_in: float, says: str) -> Markup:
    return join(_drawn(draw, height_in, says, *size) for size in (_DESK, _PHONE))


def _drawn(
    draw: Callable[[Figure, str], None], height_in: float, says: str,
    width_in: float, letters_pt: float, width: str,
) -> Markup:  # fmt: skip
    with mpl.rc_context({**_LOOK, "font.size": letters_pt, "svg.hashsalt": f"{says}{width}"}):
        figure = Figure(figsize=(width_in, height_in))
        # Margins by hand: matplotlib's own layout takes as long as all the drawing.
        figure.subplots_adjust(
            _LEFT_IN / width_in, _BELOW_IN / height_in, 1 - _RIGHT_IN / width_in,
            1 - _ABOVE_IN / height_in, hspace=0.2,
        )  # fmt: skip
        draw(figure, width)
        written = io.BytesIO()
        figure.savefig(
            written, format="svg", transparent=True,
            metadata=dict.fromkeys(("Creator", "Date", "Format", "Type")),
        )  # fmt: skip
    return element("div", _inline(written.getvalue(), says), class_=width)


def _inline(document: bytes, says: str) -> Markup:
    """A drawing as a part of a page: named for those who hear it, without what only a file needs."""
    root = ET.fromstring(document)  # noqa: S314 - written a moment ago by the library
    for metadata in root.findall(f"{_SVG}metadata"):
        root.remove(metadata)
    for definitions in root.iter(f"{_SVG}defs"):
        for style in definitions.findall(f"{_SVG}style"):
            definitions.remove(style)
    values = [value for one in root.iter() for value in one.attrib.values()]
    meant = {found[1] or found[2] for value in values if (found := _MEANT.fullmatch(value))}
    for one in root.iter():
        one.tag = one.tag.removeprefix(_SVG)
        if one.get("id") not in meant:
            one.attrib.pop("id", None)
        if _LINK in one.attrib:
            one.set("href", one.attrib.pop(_LINK))
    root.attrib = {"viewBox": root.attrib["viewBox"], "role": "img", "aria-label": says}
    drawing = ET.tostring(root, encoding="unicode")
    for name, pen in _PENS.items():
        drawing = drawing.replace(pen, f"var(--{name})")
    return Markup(_FONT.sub("", drawing))
