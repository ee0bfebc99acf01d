"""The lines around the digits and the chart of a run: each a pure function of the view."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from cadencecoach.core.events import LinkState
from cadencecoach.core.run.view import CueView, RungView, RunView, SensorView, reason_words
from cadencecoach.core.sensor.adherence import BandState
from cadencecoach.core.values.units import SAMPLE_RATE, clock
from cadencecoach.ui.ink import EMPTY, Ink, Line, Span, cells, centred, fitted, spread
from cadencecoach.ui.lines.digits import blocks, size_for

_LABEL = 7
"""Cells of the words "ramp", "next", "last" and the blanks behind them."""

_BAND = {
    BandState.IN_BAND: (Ink.GOOD, "on target"),
    BandState.OVER: (Ink.WARN, "too quick"),
    BandState.UNDER: (Ink.WARN, "too slow"),
}
_CUES: Final = {"frozen": "target kept"}
"""Names in the log that are no words for a runner."""

_TREND = {-1: ("↘", "falling"), 1: ("↗", "rising")}


def bar(share: float, width: int, ink: Ink = Ink.TARGET) -> Line:
    """A bar of a width in cells: heavy where done, thin where to come."""
    done = round(max(0.0, min(1.0, share)) * width)
    return (Span("━" * done, ink), Span("─" * (width - done), Ink.RULE))


def head_lines(view: RunView, width: int, _height: int) -> list[Line]:
    """The title, the state in a word, the time run of the whole, and how far that is."""
    sign = Span("❚❚ " if view.paused else "● ", Ink.ALARM if view.paused else Ink.TARGET)
    state = Span(view.state, Ink.STRONG if view.paused else Ink.DIM)
    left: Line = (sign, Span(view.title, Ink.STRONG), Span("  "), state)
    time: Line = (
        Span(clock(view.running), Ink.STRONG),
        Span(f" of {clock(view.total)}", Ink.DIM),
    )
    if cells(left) + cells(time) >= width:
        left = (sign, state)
    room = min(width // 3, width - cells(left) - cells(time) - 5)
    if room >= 8:
        share = view.running / view.total if view.total else 0.0
        time = (*time, Span("  "), *bar(share, room))
    return [spread(left, time, width)]


def notice_line(view: RunView, width: int) -> Line:
    """The one line that matters now: an open question, or what the session has to say."""
    if view.open_question:
        question: Line = (Span("? ", Ink.TARGET), Span(view.open_question, Ink.STRONG))
        keys: Line = (Span("y", Ink.TARGET), Span(" yes  "), Span("n", Ink.TARGET), Span(" no"))
        return (*fitted(question, width - cells(keys) - 3), Span("   "), *keys)
    if view.notice:
        return fitted((Span("! ", Ink.WARN), Span(view.notice)), width)
    return EMPTY


def sound_line(view: RunView, width: int) -> Line:
    """What is not as loud as it could be: sound lost, muted, click silent, turned down."""
    if view.audio_note:
        return fitted((Span("✘ NO SOUND  ", Ink.ALARM), Span(view.audio_note)), width)
    if view.muted:
        return fitted((Span("MUTED", Ink.ALARM), Span("  m brings the sound back")), width)
    parts: list[Line] = []
    if view.click_note:
        parts.append(
            (Span("click silent  ", Ink.STRONG), Span(reason_words(view.click_note), Ink.DIM))
        )
    if view.volume_db:
        parts.append((Span(f"volume {view.volume_db:+.0f} dB", Ink.DIM),))
    if view.pain is not None:
        parts.append((Span(f"pain {view.pain}", Ink.DIM),))
    line: Line = EMPTY
    for part in parts:
        line = (*line, *((Span("   "),) if line else ()), *part)
    return fitted(line, width)


def digit_lines(label: str, text: str, unit: str, ink: Ink, width: int, height: int) -> list[Line]:
    """A label and a number in blocks below it, the unit small at its end."""
    box = width - len(unit) - (1 if unit else 0)
    size = size_for(max(3, len(text)), box, height - 1)
    rows = blocks(text, size)
    last: Line = (Span(rows[-1], ink), Span(f" {unit}", Ink.DIM))
    return [
        (Span(label, Ink.DIM),),
        *((Span(row, ink),) for row in rows[:-1]),
        last if unit else (Span(rows[-1], ink),),
    ]


def target_lines(view: RunView, width: int, height: int) -> list[Line]:
    """The target in force; hidden in a stage without a beat."""
    number = "" if view.target_spm is None else str(view.target_spm)
    return digit_lines("TARGET", number, "", Ink.DIM if view.paused else Ink.TARGET, width, height)


def you_lines(view: RunView, width: int, height: int) -> list[Line]:
    """The runner's own cadence, how far off and which way; dashes where none is known."""
    number = "---" if view.live_spm is None else f"{view.live_spm:.0f}"
    ink = Ink.DIM if view.paused or view.live_spm is None else Ink.YOU
    return [
        *digit_lines("YOU", number, "", ink, width, height - 1),
        off_target(view, width),
    ]


_NO_BEAT: Final = {
    "warm-up": ("WARM-UP", "run easy; the beat comes later"),
    "baseline": ("MEASURING", "run as you always do"),
    "walk": ("WALKING", "walk now"),
    "cool-down": ("COOL-DOWN", "run easy, then walk"),
}
"""A stage without a beat, by its state: its name and what to do in it."""


def left_lines(view: RunView, width: int, height: int) -> list[Line]:
    """The time that is left of the stage in force, and what to do in it."""
    ink = Ink.DIM if view.paused else Ink.TARGET
    words = _without_beat(view) if view.target_spm is None else view.state
    return [
        *digit_lines(_left_of(view), clock(view.stage_left), "", ink, width, height - 1),
        fitted((Span(words, Ink.STRONG),), width),
    ]


def _left_of(view: RunView) -> str:
    """Of what the time is left: the head of the screen has that of the whole run."""
    other = "THIS PART" if view.target_spm is None else "THIS TARGET"
    return f"LEFT OF {_NO_BEAT.get(view.state, (other,))[0]}"


def _without_beat(view: RunView) -> str:
    """What to do now; a run without any beat does not promise one."""
    if not view.rungs and view.state == "warm-up":
        return "run easy"
    return _NO_BEAT.get(view.state, ("", ""))[1]


def hidden(view: RunView) -> frozenset[str]:
    """The panels that have nothing to say now: no target without a beat, no cadence before one is heard."""
    deaf = _unwanted(view.sensor) or (view.live_spm is None and view.sensor.age_s is None)
    found = {"target-panel", "band"} if view.target_spm is None else set()
    found |= {"you", "band"} if deaf else set()
    return frozenset(found or {"left"})


def off_target(view: RunView, width: int) -> Line:
    """As in "▼ 2 on target ↘ falling": never a colour alone."""
    if view.live_spm is None:
        state = view.sensor.state
        return (
            Span("no footpod" if _unwanted(view.sensor) else f"footpod {state.value}", Ink.DIM),
        )
    off = view.off_target
    ink, where = (Ink.DIM, "") if view.band is None else _BAND[view.band]
    step = "" if off is None else "= " if off == 0 else f"▲ {off} " if off > 0 else f"▼ {-off} "
    line: Line = (Span(step, Ink.YOU), Span(where, ink))
    if view.trend in _TREND:
        arrow, word = _TREND[view.trend]
        whole: Line = (*line, Span(f"  {arrow} {word}", Ink.DIM))
        line = whole if cells(whole) <= width else (*line, Span(f" {arrow}", Ink.DIM))
    return fitted(line, width)


def off_lines(view: RunView, width: int, _height: int) -> list[Line]:
    """How far off, on a line of its own where digits leave no room below them."""
    return [off_target(view, width)]


def band_lines(view: RunView, width: int, height: int) -> list[Line]:
    """The share on target of the running time that was heard."""
    percent = view.in_band_percent
    number = "--" if percent is None else f"{percent:.0f}"
    ink = Ink.DIM if view.paused or percent is None else Ink.GOOD
    heard = "nothing measured yet" if percent is None else f"of {clock(view.covered)} heard"
    return [
        *digit_lines("ON TARGET", number, "%", ink, width, height - 1),
        (Span(heard, Ink.DIM),),
    ]


def status_lines(view: RunView, width: int, _height: int) -> list[Line]:
    """The sound at the left edge, the footpod at the right one."""
    sensor = sensor_line(view.sensor)
    return [spread(sound_line(view, width), sensor, width)]


def sensor_line(sensor: SensorView) -> Line:
    """The footpod in words, with battery and age where they are known."""
    if _unwanted(sensor):
        return (Span("no footpod", Ink.DIM),)
    age = 0 if sensor.age_s is None else int(sensor.age_s)
    match sensor.state:
        case LinkState.CONNECTED:
            state: Line = (Span(" connected", Ink.DIM),)
        case LinkState.SILENT:
            state = (Span(f" silent, no data for {age} s", Ink.WARN),)
        case LinkState.LOST:
            state = (Span(" lost", Ink.ALARM), Span(", looking for it", Ink.DIM))
        case other:
            state = (Span(f" {other.value}", Ink.WARN),)
    line: Line = (Span(sensor.name or "footpod"), *state)
    if sensor.battery_percent is not None:
        low = sensor.battery_percent <= 15
        line = (
            *line,
            Span(
                f"  battery {sensor.battery_percent} %{', low' if low else ''}",
                Ink.WARN if low else Ink.DIM,
            ),
        )
    if sensor.detail:
        line = (*line, Span(f"  {sensor.detail}", Ink.DIM))
    return line


def unheard(sensor: SensorView, *, beat: bool) -> tuple[str, ...]:
    """What the chart says while no cadence was heard; without a beat it was to be measured."""
    if _unwanted(sensor) and not beat:
        return ("no footpod, so nothing is measured", "afterwards: b taps or counts your steps")
    if _unwanted(sensor):
        return ("no footpod, so nothing is measured", "to pair one: leave this run, then f")
    said = sensor.detail or "the cadence shows here"
    return (f"{sensor.name or 'footpod'}: {sensor.state.value}", said)


def _unwanted(sensor: SensorView) -> bool:
    return sensor.state is LinkState.OFF and not sensor.name


def stair_lines(view: RunView, width: int, _height: int) -> list[Line]:
    """The ladder, done, in work and to come, and what it does next."""
    if not view.rungs and view.state in _NO_BEAT:
        return [fitted((_label("now"), Span(_without_beat(view))), width)]
    note: Line = (Span(f"   {view.ramp_note}", Ink.DIM),) if view.ramp_note else ()
    stair = ladder_line(view.rungs, max(12, width - _LABEL - cells(note)))
    return [fitted((_label("ramp"), *stair, *note), width)]


def ladder_line(rungs: Sequence[RungView], width: int) -> Line:
    """The rungs with a bar behind each but the last; those far from the current one are cut."""
    if not rungs:
        return (Span("no ladder in this plan", Ink.DIM),)
    steps = len(rungs)
    here = next((i for i, rung in enumerate(rungs) if rung.current), 0)
    room = (width - 5 * steps + 2) // max(1, steps)
    first, last = 0, steps
    if room < 3:
        count = max(1, (width - 4) // 8)
        first = max(0, min(here - count // 2, steps - count))
        last = min(steps, first + count)
        room = 3
    line: list[Span] = [Span("… ", Ink.DIM)] if first else []
    for i, rung in enumerate(rungs[first:last], start=first):
        line += _rung(rung, min(room, 9), last_one=i == steps - 1)
    if last < steps:
        line.append(Span("…", Ink.DIM))
    return tuple(line)


def _rung(rung: RungView, room: int, *, last_one: bool) -> list[Span]:
    share = max(0.0, min(1.0, rung.share_done))
    ink = Ink.TARGET if rung.current else Ink.GOOD if share >= 1 else Ink.DIM
    spans = [Span(f"{rung.target_spm} ", ink)]
    if rung.current:
        at = min(room - 1, int(share * room))
        spans += [
            Span("━" * at, Ink.TARGET),
            Span("●", Ink.TARGET),
            Span("─" * (room - 1 - at), Ink.RULE),
            Span(" "),
        ]
    elif not last_one:
        spans += [Span(("━" if share >= 1 else "─") * room, Ink.GOOD if share >= 1 else Ink.RULE)]
        spans.append(Span(" "))
    return spans


def cue_lines(view: RunView, width: int, _height: int) -> list[Line]:
    """The next cue with its countdown, and the last one with what came of it; blank where none is."""
    following: Line = ()
    if view.next_cue:
        following = (_label("next"), Span(view.next_cue))
        if view.next_cue_in is not None:
            left = -(-view.next_cue_in // SAMPLE_RATE) * SAMPLE_RATE
            following = (*following, Span(" in "), Span(clock(left), Ink.STRONG))
    last: Line = () if view.last_cue is None else (_label("last"), *cue_line(view.last_cue))
    return [fitted(following, width), fitted(last, width)]


def cue_line(cue: CueView) -> Line:
    """A cue: when, which, its answers, and the cadence before and after it."""
    line: list[Span] = [Span(f"{clock(cue.at)} {_CUES.get(cue.name, cue.name)}")]
    if not cue.spoken:
        line.append(Span(f"  not spoken: {reason_words(cue.why)}", Ink.DIM))
    for question, answer in cue.answers:
        sign, ink = {True: ("✔", Ink.GOOD), False: ("✘", Ink.WARN), None: ("·", Ink.DIM)}[answer]
        line += [Span(f"  {sign} ", ink), Span(question, Ink.PLAIN if answer is not None else ink)]
    if cue.before_spm is not None and cue.after_spm is not None:
        change = round(cue.after_spm) - round(cue.before_spm)
        line += [
            Span(f"   {cue.before_spm:.0f} → "),
            Span(f"{cue.after_spm:.0f}", Ink.STRONG),
            Span(f"  {change:+d}" if change else "  ±0", Ink.GOOD if change > 0 else Ink.DIM),
        ]
    return tuple(line)


def paused_lines(_view: RunView, width: int, height: int) -> list[Line]:
    """PAUSED in blocks, and the way on."""
    size = size_for(6, width, max(1, height - 2))
    word: Sequence[str] = ("P A U S E D",)
    if size.width(6) <= width and size.height + 1 <= height:
        word = blocks("PAUSED", size)
    lines = [centred((Span(row, Ink.ALARM),), width) for row in word]
    lines += [centred((Span("space", Ink.TARGET), Span(" runs on")), width)]
    return [EMPTY] * max(0, (height - len(lines)) // 2) + lines[:height]


def small_lines(view: RunView, width: int, height: int) -> list[Line]:
    """Target and you, or what there is of them, else the time left: for 40x12 and a little more."""
    if view.paused:
        return paused_lines(view, width, height)
    number = "---" if view.live_spm is None else f"{view.live_spm:.0f}"
    target = "" if view.target_spm is None else str(view.target_spm)
    without = hidden(view)
    digits = (
        ("target-panel", ("TARGET", target, "", Ink.TARGET)),
        ("you", ("YOU", number, "", Ink.YOU)),
    )
    shown = [one for name, one in digits if name not in without]
    if len(shown) < len(digits):
        left = (_left_of(view), clock(view.stage_left), "", Ink.TARGET)
        return digit_lines(*(shown or [left])[0], width, height)
    half = (width - 4) // 2
    one, other = (digit_lines(*each, half, height) for each in shown)
    return [(*a, Span(" " * (half + 4 - cells(a))), *b) for a, b in zip(one, other, strict=True)]


def _label(word: str) -> Span:
    return Span(f"{word:<{_LABEL}}", Ink.DIM)
