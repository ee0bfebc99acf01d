"""A plan and the edits to it, laid out on session frames: exact beats, stages and running time.

Time is kept in `Fraction` and rounded once a beat, so 170 spm is 170.000 after an hour. The
interval in force at a beat's own time rules the way to the next one; phase carries over a change
of tempo and starts anew after a pause or a stretch without beat (law 3).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Final

from cadencecoach.core.events import (
    Edit,
    Finished,
    LadderFrozen,
    Paused,
    Resumed,
    StageExtended,
    StageSkipped,
    TargetsShifted,
)
from cadencecoach.core.plan.plan import Plan, Stage, StageKind
from cadencecoach.core.values.units import SLOWEST, Frame, Frames, Spm, step_interval

FOREVER: Final = Frame(1 << 62)
"""The end of what never ends: the silence after the plan, a pause nobody has ended yet."""


@dataclass(frozen=True, slots=True)
class Beat:
    """One step of the target cadence."""

    number: int
    """Counts the beats of the session from 0; even is left."""

    at: Frame
    """The whole frame nearest to its exact time."""

    interval: Fraction
    """The exact frames to the next beat, if none is edited in between."""

    accent: bool
    """The first beat of a new target."""


@dataclass(frozen=True, slots=True)
class BeatSpan:
    """A stretch of the session in which nothing about the beat changes; `end` is exclusive."""

    start: Frame
    end: Frame
    stage: int
    """Index into the plan's stages; their number after the last one."""

    running: Frames
    """Running time at `start`."""

    paused: bool
    target_spm: Spm | None
    first_beat: Fraction | None
    """Exact time of its first beat; it may lie past `end`, then the span has none."""

    beat_number: int
    accent: bool

    @property
    def running_end(self) -> Frames:
        """Running time at `end`."""
        return Frames(self.running + (0 if self.paused else self.end - self.start))

    @property
    def beats(self) -> int:
        """How many beats it holds."""
        if self.first_beat is None or self.target_spm is None or self.first_beat >= self.end:
            return 0
        return -((self.first_beat - self.end) // step_interval(self.target_spm))

    def beat(self, index: int) -> Beat:
        """Its beat number `index`, counted from its first."""
        assert self.first_beat is not None
        assert self.target_spm is not None
        interval = step_interval(self.target_spm)
        # In whole numbers over one denominator: a `Fraction` is reduced at each step of its sum.
        first, parts = self.first_beat, self.first_beat.denominator * interval.denominator
        exact = first.numerator * interval.denominator
        exact += index * interval.numerator * first.denominator
        return Beat(
            self.beat_number + index, _nearest(exact, parts), interval, self.accent and index == 0
        )


@dataclass(frozen=True, slots=True)
class Timeline:
    """The whole session as spans without a gap, from frame 0 to FOREVER."""

    spans: tuple[BeatSpan, ...]
    starts: tuple[Frame, ...] = field(repr=False, compare=False)
    end: Frame
    """Where the session's last stage ends, or where the runner ended it; FOREVER in a pause."""

    def span_at(self, frame: Frame) -> BeatSpan:
        """The span that holds a frame; the first one before the start."""
        return self.spans[max(0, bisect_right(self.starts, frame) - 1)]

    def running_at(self, frame: Frame) -> Frames:
        """The running time at a session frame: pauses do not count."""
        span = self.span_at(frame)
        return Frames(span.running if span.paused else span.running + max(0, frame - span.start))

    def frame_of(self, running: Frames) -> Frame | None:
        """The session frame at which so much running time has passed; None if it never does."""
        for span in self.spans:
            if span.paused or span.start >= self.end:
                continue
            if span.running <= running < span.running + (min(span.end, self.end) - span.start):
                return Frame(span.start + running - span.running)
        return None

    def stage_start(self, stage: int) -> Frame | None:
        """The frame at which a stage begins to run; None if it never does."""
        for span in self.spans:
            if span.stage == stage and not span.paused:
                return span.start
        return None

    def beats(self, start: int, end: int) -> Iterator[Beat]:
        """The beats whose rounded frame lies in [start, end), in order."""
        first = max(0, bisect_right(self.starts, start - 1) - 1)
        for span in self.spans[first:]:
            if span.start > end:
                return
            if span.first_beat is None or span.target_spm is None:
                continue
            interval = step_interval(span.target_spm)
            index = max(0, (start - 1 - span.first_beat) // interval)
            for number in range(index, span.beats):
                beat = span.beat(number)
                if beat.at >= end:
                    break
                if beat.at >= start:
                    yield beat

    def first_beat_from(self, frame: int, within: int) -> Beat | None:
        """The first beat at or after a frame, at most `within` frames later."""
        return next(self.beats(frame, frame + within + 1), None)


def _nearest(exact: int, parts: int) -> Frame:
    """The whole frame nearest to a time in parts of a frame; of two, the even one, as `round`."""
    whole, rest = divmod(exact, parts)
    return Frame(whole + (2 * rest > parts or (2 * rest == parts and whole % 2 == 1)))


def lay_out(plan: Plan, edits: Sequence[Edit] = ()) -> Timeline:
    """The timeline of a plan with the edits made so far, in the order of their frames."""
    drawer = _Drawer(plan)
    for edit in edits:
        drawer.apply(edit)
    return drawer.finish()


class _Drawer:
    """Walks the plan from frame 0 on, an edit at a time."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._stages: list[Stage] = list(plan.stages)
        self._lengths: list[int] = [stage.length for stage in plan.stages]
        self._spans: list[BeatSpan] = []
        self._now = 0
        self._running = 0
        self._stage = 0
        self._into = 0  # running frames into the stage
        self._offset = 0
        self._shifted = 0  # the stage in which it was last set
        self._frozen: int | None = None  # the base of every target once the ladder is frozen
        self._paused = False
        self._ended: Frame | None = None
        self._last_beat: Fraction | None = None

    def apply(self, edit: Edit) -> None:
        if self._ended is not None:
            return
        match edit:
            case TargetsShifted(at, offset):
                self._draw_to(at)
                self._offset, self._shifted = offset, self._stage
            case LadderFrozen(at, target):
                self._draw_to(at)
                self._frozen = target - self._offset
            case Paused(at):
                self._draw_to(at)
                self._paused = True
            case Resumed(at):
                self._draw_to(at)
                self._paused = False
            case StageSkipped(at):
                self._draw_to(at)
                if self._stage < len(self._stages):
                    self._stage, self._into = self._stage + 1, 0
            case StageExtended(at, by):
                self._draw_to(at)
                self._extend(by)
            case Finished(at):
                self._draw_to(at)
                self._ended = at

    def finish(self) -> Timeline:
        if self._ended is None:
            self._draw_to(FOREVER)
            last = self._spans[-1]
            end = FOREVER if last.paused else last.start
        else:
            end = self._ended
            self._stage = len(self._stages)
            self._add(FOREVER, None)
        spans = tuple(self._spans)
        return Timeline(spans, tuple(span.start for span in spans), end)

    def _extend(self, by: int) -> None:
        if self._stage >= len(self._stages):
            return
        self._lengths[self._stage] += by
        for later in range(self._stage + 1, len(self._stages)):
            if self._stages[later].kind is StageKind.HOLD:
                self._lengths[later] -= min(by, max(0, self._lengths[later] - by))
                return

    def _target(self) -> Spm | None:
        if self._stage >= len(self._stages):
            return None
        planned = self._stages[self._stage].target_spm
        if planned is None:
            return None
        base = planned if self._frozen is None else self._frozen
        highest = self._plan.highest(planned, by_itself=self._stage > self._shifted)
        return Spm(min(max(base + self._offset, SLOWEST), highest))

    def _draw_to(self, frame: int) -> None:
        while self._now < frame:
            if self._paused or self._stage >= len(self._stages):
                self._add(frame, None)
                return
            left = self._lengths[self._stage] - self._into
            end = min(frame, self._now + left)
            length = end - self._now
            self._add(end, self._target())
            self._into += length
            if self._into >= self._lengths[self._stage]:
                self._stage, self._into = self._stage + 1, 0

    def _add(self, end: int, target: Spm | None) -> None:
        before = self._spans[-1] if self._spans else None
        first: Fraction | None = None
        number = 0 if before is None else before.beat_number + before.beats
        accent = False
        if target is not None:
            carried = before is not None and before.first_beat is not None
            if carried and before is not None and before.first_beat is not None:
                assert before.target_spm is not None
                first = before.first_beat + before.beats * step_interval(before.target_spm)
                accent = before.target_spm != target or (before.accent and not before.beats)
            else:
                first = self._anew(target)
                accent = True
        running = self._running
        self._spans.append(
            BeatSpan(
                Frame(self._now),
                Frame(end),
                self._stage,
                Frames(running),
                self._paused,
                target,
                first,
                number,
                accent,
            )
        )
        span = self._spans[-1]
        if span.beats and span.first_beat is not None and span.target_spm is not None:
            self._last_beat = span.first_beat + (span.beats - 1) * step_interval(span.target_spm)
        if not self._paused:
            self._running += end - self._now
        self._now = end

    def _anew(self, target: Spm) -> Fraction:
        """The first beat of a phase that begins here: now, but a whole step after the last beat.

        Else a pause ended at once would bring two clicks closer than any target asks for.
        """
        now = Fraction(self._now)
        return now if self._last_beat is None else max(now, self._last_beat + step_interval(target))
