"""A private PulseAudio with a sink nobody hears and a recording of it, to hear what a program plays.

Needs Debian's pulseaudio, pulseaudio-utils and libasound2-plugins. Several may stand side by side.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray

RATE_HZ = 48_000

# norewinds: a rewind takes the beginning of every new stream out of the recording.
_SINK = f"module-null-sink sink_name=rig rate={RATE_HZ} channels=2 format=s16le norewinds=1"
_ALSA = """</usr/share/alsa/alsa.conf>
pcm.!default { type pulse }
ctl.!default { type pulse }
"""


def installed() -> bool:
    """Whether this machine has what a rig is made of."""
    plugins = list(Path("/usr/lib").glob("*/alsa-lib/libasound_module_pcm_pulse.so"))
    return bool(plugins) and all(shutil.which(tool) for tool in ("pulseaudio", "pactl", "parec"))


@dataclass(frozen=True, slots=True)
class Recorded:
    """What the sink played."""

    samples: NDArray[np.float64]
    """Mono, -1..1, 48 kHz."""

    counts: NDArray[np.int64]
    begun_ns: NDArray[np.int64]
    """By each chunk that came: samples until its end, and when the first sample was by it."""

    def heard_ns(self, at_s: float) -> int:
        """Monotonic nanoseconds of a moment given in seconds from the first sample.

        Of the chunks within a second the one that came with the least delay tells best; all of
        them would not do, since a machine under load drops samples.
        """
        near = np.abs(self.counts - at_s * RATE_HZ) < RATE_HZ
        return int(self.begun_ns[near].min() + at_s * 1e9)


def _in_real_time() -> list[str]:
    """A prefix that lets the server and its recorder run as a desktop's do, where that is allowed.

    They stand for the sound card: a busy machine may starve the player, not them.
    """
    prefix = ["chrt", "--fifo", "5"]
    try:
        allowed = subprocess.run([*prefix, "true"], capture_output=True, check=False)
    except OSError:
        return []
    return prefix if allowed.returncode == 0 else []


class Recording:
    """A recording of the sink going on."""

    def __init__(self, env: dict[str, str]) -> None:
        self._chunks: list[bytes] = []
        self._parec = subprocess.Popen(
            [*_in_real_time(), "parec", "--device=rig.monitor", f"--rate={RATE_HZ}", "--channels=1",
             "--format=s16le", "--latency-msec=5", "--raw"],
            env=env, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        self._begun: list[tuple[int, int]] = []
        self._running = threading.Event()
        self._thread = threading.Thread(target=self._read, daemon=True)
        self._thread.start()
        if not self._running.wait(10):
            raise RuntimeError("the sink's recording does not begin")

    def _read(self) -> None:
        assert self._parec.stdout is not None
        read = 0
        while chunk := os.read(self._parec.stdout.fileno(), 1 << 16):
            read += len(chunk) // 2
            begun = time.monotonic_ns() - read * 1_000_000_000 // RATE_HZ
            self._begun.append((read, begun))
            self._chunks.append(chunk)
            self._running.set()

    def stop(self) -> Recorded:
        """End it and take what was heard."""
        self.end()
        raw = b"".join(self._chunks)
        counts, begun_ns = np.array(self._begun, np.int64).T
        return Recorded(np.frombuffer(raw[: len(raw) // 2 * 2], "<i2") / 32768.0, counts, begun_ns)

    def end(self) -> None:
        """Stop listening."""
        self._parec.terminate()
        self._parec.wait()
        self._thread.join()
        assert self._parec.stdout is not None
        self._parec.stdout.close()


class Sink:
    """The server; as a context it is there from the beginning and leaves nothing behind."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="rig."))
        folder = str(self.folder)
        self.env = {
            **os.environ,
            "XDG_RUNTIME_DIR": folder,
            "PULSE_RUNTIME_PATH": f"{folder}/pulse",
            "PULSE_STATE_PATH": f"{folder}/state",
            "PULSE_SERVER": f"unix:{folder}/pulse.sock",
            "PULSE_COOKIE": f"{folder}/cookie",
            "ALSA_CONFIG_PATH": f"{folder}/asound.conf",
        }
        (self.folder / "pulse").mkdir()
        (self.folder / "state").mkdir()
        (self.folder / "asound.conf").write_text(_ALSA)
        self._recordings: list[Recording] = []
        self._server: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        self.serve()
        return self

    def __exit__(self, *_: object) -> None:
        self.vanish()
        for recording in self._recordings:
            recording.end()
        shutil.rmtree(self.folder, ignore_errors=True)

    def serve(self) -> None:
        """Start the server and wait for it."""
        protocol = f"module-native-protocol-unix socket={self.folder}/pulse.sock auth-anonymous=1"
        with (self.folder / "pulse.log").open("ab") as log:
            self._server = subprocess.Popen(
                [*_in_real_time(), "pulseaudio", "-n", "--daemonize=no", "--exit-idle-time=-1", "--use-pid-file=no",
                 "--log-target=stderr", "-L", _SINK,
                 "-L", protocol],
                env=self.env, stdout=subprocess.DEVNULL, stderr=log,
            )  # fmt: skip
        nap = threading.Event()
        for _ in range(200):
            if self._pactl("info") == 0:
                return
            nap.wait(0.05)
        raise RuntimeError((self.folder / "pulse.log").read_text())

    def vanish(self) -> None:
        """Take the server away as a crash does."""
        if self._server is not None:
            self._server.kill()
            self._server.wait()
            self._server = None

    def suspend(self, asleep: bool) -> None:
        """Let the sink take no sound, or take it again."""
        assert self._pactl("suspend-sink", "rig", "1" if asleep else "0") == 0

    def record(self) -> Recording:
        """Begin to listen."""
        recording = Recording(self.env)
        self._recordings.append(recording)
        return recording

    def _pactl(self, *arguments: str) -> int:
        return subprocess.run(
            ["pactl", *arguments], env=self.env, capture_output=True, check=False
        ).returncode
