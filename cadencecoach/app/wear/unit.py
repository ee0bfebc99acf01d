"""The systemd user unit that starts a worn run; printed, so that it names this installation."""

from __future__ import annotations

import sys
from pathlib import Path

_UNIT = """\
# Put it into ~/.config/systemd/user/cadencecoach.service, then:
#     systemctl --user enable cadencecoach.service
#     sudo loginctl enable-linger "$USER"
[Unit]
Description=CadenceCoach, a run without a screen
After=pipewire.service wireplumber.service pulseaudio.service
StartLimitIntervalSec=0

[Service]
ExecStart={command} wear
StandardInput=null
Restart=on-failure
RestartSec=10
# Options or settings that make no sense (2) do not get better by starting again, and neither does
# a back: a day without a run ends with 2, too.
RestartPreventExitStatus=2
TimeoutStopSec=20

[Install]
WantedBy=default.target
"""


def unit_text() -> str:
    """The unit, with the command of this installation."""
    beside = Path(sys.executable).with_name("cadencecoach")
    command = f'"{beside}"' if beside.exists() else f'"{sys.executable}" -m cadencecoach'
    return _UNIT.format(command=command)
