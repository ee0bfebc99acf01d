"""A whole session without a clock: the engine takes inputs and says what it decides.

    python examples/step_the_engine.py

The runner here is a loop that sends what a footpod would, keeps eight steps below the beat, and at
two minutes presses "+5". The same inputs give the same session every time.
"""

from cadencecoach.api import (
    SAMPLE_RATE,
    Frame,
    Measurement,
    begin,
    encode_measurement,
    events,
    load_plan,
    setup_for,
    step,
    view,
)


def main() -> None:
    state = begin(setup_for(load_plan("demo")))
    seconds = 0
    while not state.over:
        seconds += 1
        now = Frame(seconds * SAMPLE_RATE)
        target = view(state, now).target_spm or 160
        strides = round((target - 8) / 2)
        sent = encode_measurement(Measurement(2.8, strides, running=True))
        inputs: list[events.Input] = [events.PayloadReceived(now, sent)]
        if seconds == 120:
            inputs.append(events.Nudged(now, 5))
        for happened in inputs:
            state, decided = step(state, happened)
            for event in decided:
                if isinstance(event, events.StageBegan):
                    print(f"{seconds:4} s  {event.kind} {event.target_spm or ''}".rstrip())
                elif isinstance(event, events.CuePlaced):
                    print(f'{seconds:4} s    "{event.text}"')
    seen = view(state, Frame(seconds * SAMPLE_RATE))
    print(f"in band {seen.in_band_percent or 0:.0f} % of the seconds that were judged")


if __name__ == "__main__":
    main()
