"""The document of a session: how well each target was held, and what each cue was followed by.

    cadencecoach show last --json > session.json
    python examples/read_session.py session.json

Without a file it reads the small one beside it, of a simulated runner, cut to ten readings.
"""

import sys
from pathlib import Path

from cadencecoach.api import read_session


def main() -> None:
    beside = Path(__file__).with_name("session.json")
    session = read_session(sys.argv[1] if len(sys.argv) > 1 else beside)
    print(f"{session.started_at}  {session.plan}, {session.duration_s / 60:.1f} min")
    for rung in session.rungs:
        held = "not known" if rung.in_band_percent is None else f"{rung.in_band_percent:.0f} %"
        print(f"{rung.target_spm} spm from {rung.start_s:.0f} s: in band {held}")
    for cue in session.cues:
        if cue.before_spm is not None and cue.after_spm is not None:
            change = cue.after_spm - cue.before_spm
            print(f'{cue.at_s:6.0f} s  {change:+.1f} spm after "{cue.text}"')
    print(f"{len(session.readings)} messages of the footpod")


if __name__ == "__main__":
    main()
