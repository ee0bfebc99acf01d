"""A private sound server with a sink nobody hears and a recording of it, to hear what a program plays.

PulseAudio needs Debian's pulseaudio, pulseaudio-utils and libasound2-plugins; PipeWire needs
pipewire-bin, wireplumber and dbus-daemon besides. Several may stand side by side.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
import subprocess
import tempfile
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray

from cadencecoach.adapters.clock import monotonic_ns

RATE_HZ = 48_000

_ALSA = """</usr/share/alsa/alsa.conf>
pcm.!default { type pulse }
ctl.!default { type pulse }
"""


# The rig must not take the sound cards of the machine it runs on; the second is for WirePlumber
# from 0.5 on, which reads no Lua.
_NO_HARDWARE = {
    "main.lua.d/51-no-hardware.lua": """
alsa_monitor.enabled = false
v4l2_monitor.enabled = false
libcamera_monitor.enabled = false
""",
    "bluetooth.lua.d/51-no-hardware.lua": "bluez_monitor.enabled = false\n",
    "wireplumber.conf.d/51-no-hardware.conf": """
wireplumber.profiles = {
  main = { hardware.audio = disabled, hardware.bluetooth = disabled, hardware.video-capture = disabled }
}
""",
}
# As in pipewire-pulse.conf, whose package would become a desktop's sound server.
_PIPEWIRE_AS_PULSE = """
context.spa-libs = {
    audio.convert.* = audioconvert/libspa-audioconvert
    support.* = support/libspa-support
}
context.modules = [
    { name = libpipewire-module-protocol-native }
    { name = libpipewire-module-client-node }
    { name = libpipewire-module-adapter }
    { name = libpipewire-module-metadata }
    { name = libpipewire-module-protocol-pulse
      args = { server.address = [ "unix:native" ] } }
]
"""


def _has(plugin: str, *tools: str) -> bool:
    return bool(list(Path("/usr/lib").glob(f"*/{plugin}"))) and all(map(shutil.which, tools))


def installed() -> bool:
    """Whether this machine has what a rig is made of."""
    return _has("alsa-lib/libasound_module_pcm_pulse.so", "pulseaudio", "pactl", "parec")


def pipewire_installed() -> bool:
    """Whether it has what a rig of PipeWire is made of."""
    return _has("alsa-lib/libasound_module_pcm_pulse.so", "pactl", "parec") and _has(
        "pipewire-0.3/libpipewire-module-protocol-pulse.so",
        *("pipewire", "wireplumber", "dbus-daemon"),
    )


@dataclass(frozen=True, slots=True)
class Recorded:
    """What the sink played."""

    samples: NDArray[np.float64]
    """Mono, -1..1, at the sink's own rate."""

    rate_hz: int
    counts: NDArray[np.int64]
    begun_ns: NDArray[np.int64]
    """By each chunk that came: samples until its end, and when the first sample was by it."""

    def heard_ns(self, at_s: float) -> int:
        """Monotonic nanoseconds of a moment given in seconds from the first sample.

        Of the chunks within a second the one that came with the least delay tells best; all of
        them would not do, since a machine under load drops samples.
        """
        near = np.abs(self.counts - at_s * self.rate_hz) < self.rate_hz
        return int(self.begun_ns[near].min() + at_s * 1e9)


def _in_real_time(process: subprocess.Popen[bytes]) -> None:
    """Let a server or a recorder go before all else, where that is allowed.

    They stand for the sound card: a busy machine may starve the player, not them. PulseAudio gives
    its main thread's real time back when it starts, so it is given once the server answers.
    """
    with contextlib.suppress(OSError):
        for thread in Path(f"/proc/{process.pid}/task").iterdir():
            os.sched_setscheduler(int(thread.name), os.SCHED_FIFO, os.sched_param(5))


class Recording:
    """A recording of the sink going on."""

    def __init__(self, env: dict[str, str], rate_hz: int, latency_ms: int) -> None:
        self._rate_hz = rate_hz
        self._chunks: list[bytes] = []
        self._parec = subprocess.Popen(
            ["parec", "--device=rig.monitor", f"--rate={rate_hz}", "--channels=1",
             "--format=s16le", f"--latency-msec={latency_ms}", "--raw"],
            env=env, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        _in_real_time(self._parec)
        assert self._parec.stdout is not None
        # Ten seconds: this process may be starved for a while, and what it hears must not be.
        fcntl.fcntl(self._parec.stdout, fcntl.F_SETPIPE_SZ, 1 << 20)
        self._begun: list[tuple[int, int]] = []
        self._running = threading.Event()
        self._thread = threading.Thread(target=self._read, daemon=True)
        self._thread.start()
        if not self._running.wait(60):
            raise RuntimeError("the sink's recording does not begin")

    def _read(self) -> None:
        assert self._parec.stdout is not None
        read = 0
        while chunk := os.read(self._parec.stdout.fileno(), 1 << 16):
            read += len(chunk) // 2
            begun = monotonic_ns() - read * 1_000_000_000 // self._rate_hz
            self._begun.append((read, begun))
            self._chunks.append(chunk)
            self._running.set()

    def stop(self) -> Recorded:
        """End it and take what was heard."""
        self.end()
        raw = b"".join(self._chunks)
        counts, begun_ns = np.array(self._begun, np.int64).T
        samples = np.frombuffer(raw[: len(raw) // 2 * 2], "<i2") / 32768.0
        return Recorded(samples, self._rate_hz, counts, begun_ns)

    def end(self) -> None:
        """Stop listening."""
        self._parec.terminate()
        self._parec.wait()
        self._thread.join()
        assert self._parec.stdout is not None
        self._parec.stdout.close()


class Sink:
    """The server; as a context it is there from the beginning and leaves nothing behind."""

    slip_ms = 1.0
    """So much may its clock be off after a standstill of the machine of a few milliseconds."""

    def __init__(self, rate_hz: int = RATE_HZ, *, real_time: bool = True) -> None:
        self._real_time = real_time
        self.folder = Path(tempfile.mkdtemp(prefix="rig."))
        self.rate_hz = rate_hz
        folder = str(self.folder)
        self.env = {
            **os.environ,
            "XDG_RUNTIME_DIR": folder,
            "PULSE_RUNTIME_PATH": f"{folder}/pulse",
            "PULSE_STATE_PATH": f"{folder}/state",
            "PULSE_SERVER": f"unix:{folder}/pulse/native",
            "PULSE_COOKIE": f"{folder}/cookie",
            "ALSA_CONFIG_PATH": f"{folder}/asound.conf",
        }
        (self.folder / "pulse").mkdir()
        (self.folder / "state").mkdir()
        (self.folder / "asound.conf").write_text(_ALSA)
        self._recordings: list[Recording] = []
        self._servers: list[subprocess.Popen[bytes]] = []

    def __enter__(self) -> Self:
        try:
            self.serve()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.vanish()
        for recording in self._recordings:
            recording.end()
        shutil.rmtree(self.folder, ignore_errors=True)

    def serve(self) -> None:
        """Start the server and wait for it."""
        # norewinds: a rewind takes the beginning of every new stream out of the recording.
        null_sink = f"{self._null_sink()} norewinds=1"
        protocol = f"module-native-protocol-unix socket={self.folder}/pulse/native auth-anonymous=1"
        self._start("pulseaudio", "-n", "--daemonize=no", "--exit-idle-time=-1", "--use-pid-file=no",
                    "--log-target=stderr", "-L", null_sink, "-L", protocol)  # fmt: skip
        self._wait_for_it()

    def vanish(self) -> None:
        """Take the server away as a crash does."""
        for server in self._servers:
            server.kill()
            server.wait()
        self._servers = []

    def suspend(self, asleep: bool) -> None:
        """Let the sink take no sound, or take it again."""
        self._pactl("suspend-sink", "rig", "1" if asleep else "0")

    def record(self, latency_ms: int = 5) -> Recording:
        """Begin to listen, by pieces that are at most so long.

        A server mixes by pieces as short as its quickest listener asks for, and PipeWire loses one
        where the machine stands still for longer. Yet delays are told by whole pieces.
        """
        recording = Recording(self.env, self.rate_hz, latency_ms)
        self._recordings.append(recording)
        return recording

    def _null_sink(self) -> str:
        return f"module-null-sink sink_name=rig rate={self.rate_hz} channels=2 format=s16le"

    def _start(self, *command: str) -> None:
        """Run a part of the server."""
        with (self.folder / "server.log").open("ab") as log:
            self._servers.append(
                subprocess.Popen(
                    command, env=self.env, stdin=subprocess.DEVNULL, stdout=log, stderr=log
                )
            )

    def _wait_for_it(self) -> None:
        nap = threading.Event()
        for _ in range(1200):
            if self._asks("info"):
                if self._real_time:
                    for server in self._servers:
                        _in_real_time(server)
                return
            nap.wait(0.05)
        raise RuntimeError((self.folder / "server.log").read_text())

    def _asks(self, *arguments: str) -> bool:
        try:
            asked = subprocess.run(
                ["pactl", *arguments], env=self.env, capture_output=True, check=False, timeout=60
            )
        except subprocess.TimeoutExpired:
            return False
        return asked.returncode == 0

    def _pactl(self, *arguments: str) -> None:
        if not self._asks(*arguments):
            raise RuntimeError(f"pactl {' '.join(arguments)} was refused")


class PipeWireSink(Sink):
    """The same on PipeWire, with its own session manager, spoken to as PulseAudio is."""

    slip_ms = 6.0
    """It leaves a piece out, of 2.7 or 5.4 ms, and all that plays comes so much later: in 3 of 24 runs
    on Debian 13, four at once; the recording was shorter by it, and the player's position as it was."""

    def __init__(self, rate_hz: int = RATE_HZ, *, real_time: bool = True) -> None:
        super().__init__(rate_hz, real_time=real_time)
        folder = self.folder
        self.env |= {
            "PIPEWIRE_RUNTIME_DIR": str(folder),
            "XDG_CONFIG_HOME": f"{folder}/config",
            "XDG_STATE_HOME": f"{folder}/state",
            "DBUS_SESSION_BUS_ADDRESS": f"unix:path={folder}/bus",
        }
        for path, text in _NO_HARDWARE.items():
            config = folder / "config" / "wireplumber" / path
            config.parent.mkdir(parents=True)
            config.write_text(text)
        (folder / "pulse.conf").write_text(_PIPEWIRE_AS_PULSE)
        rate = folder / "config" / "pipewire" / "pipewire.conf.d" / "rate.conf"
        rate.parent.mkdir(parents=True)
        rate.write_text(f"context.properties = {{ default.clock.rate = {rate_hz} }}\n")

    def serve(self) -> None:
        """Start the servers and wait for them."""
        bus = self.folder / "bus"
        bus.unlink(missing_ok=True)
        self._start("dbus-daemon", "--session", "--nofork", f"--address=unix:path={bus}")
        self._wait_for_file(bus)
        self._start("pipewire")
        self._wait_for_file(self.folder / "pipewire-0")
        self._start("wireplumber")
        self._start("pipewire", "-c", str(self.folder / "pulse.conf"))
        self._wait_for_it()
        self.suspend(False)

    def suspend(self, asleep: bool) -> None:
        """Take the sink away, or give it back: one that plays cannot be suspended here."""
        if asleep:
            self._pactl("unload-module", "module-null-sink")
        else:
            self._pactl("load-module", *self._null_sink().split())
            self._make_default()

    def _make_default(self) -> None:
        """Its session manager keeps the default; one that came up without is begun anew."""
        nap = threading.Event()
        for _ in range(3):
            for _ in range(40):
                if self._asks("set-default-sink", "rig"):
                    return
                nap.wait(0.05)
            manager = next(one for one in reversed(self._servers) if one.args == ("wireplumber",))
            manager.kill()
            manager.wait()
            self._start("wireplumber")
        raise RuntimeError((self.folder / "server.log").read_text())

    def _wait_for_file(self, path: Path) -> None:
        nap = threading.Event()
        for _ in range(1200):
            if path.exists():
                return
            nap.wait(0.02)
        raise RuntimeError((self.folder / "server.log").read_text())
