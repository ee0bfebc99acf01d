"""Runs one command in a guest that sees this machine's files at their own places, read-only.

So a virtual environment of the host runs in it as it is; what the guest writes goes to RAM, except
for its control directory. Debian's own kernel under qemu is the rule (no KVM is asked for); a
user-mode kernel, where one is at hand, boots in a second.
"""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.e2e.bluez.vm.build import build

HERE = Path(__file__).resolve().parent
MEMORY_MB = 1024


@dataclass(frozen=True, slots=True)
class Outcome:
    """How the command ended."""

    code: int | None
    """None when it did not end in time or the guest did not boot."""

    output: str


def user_mode_kernel(root: Path) -> Path | None:
    """The one named by CADENCECOACH_UML, or one cached under `root`; "" forbids both."""
    named = os.environ.get("CADENCECOACH_UML")
    if named == "":
        return None
    kernel = Path(named) if named else root / "linux-uml"
    return kernel if os.access(kernel, os.X_OK) else None


def run_in_guest(
    root: Path,
    control: Path,
    command: Sequence[str],
    *,
    directory: Path,
    environ: Mapping[str, str],
    timeout_s: float,
) -> Outcome:
    """Boot, run `command` in `directory`, shut down. Logs of guest, bus and bluetoothd stay in `control`."""
    root, control = root.resolve(), control.resolve()
    exports = "".join(f"export {name}={shlex.quote(value)}\n" for name, value in environ.items())
    (control / "command").write_text(
        f"{exports}cd {shlex.quote(str(directory))} || exit\nexec {shlex.join(command)}\n"
    )
    output, code = control / "output", control / "code"
    uml = user_mode_kernel(root)
    if uml is not None:
        build(root, qemu=False)
        _power_on(*_user_mode(uml, root, control), control, timeout_s)
    # A user-mode kernel dies at its first program where the processor has more registers than it
    # has room for (seen); then it is as if there were none.
    if not output.exists():
        build(root, qemu=True)
        _power_on(*_emulated(root, control), control, timeout_s)
    return Outcome(
        code=int(code.read_text()) if code.exists() and code.read_text().strip() else None,
        output=output.read_text(errors="replace") if output.exists() else "",
    )


def _power_on(
    arguments: Sequence[str], more_environ: Mapping[str, str], control: Path, timeout_s: float
) -> None:
    """Run a machine until it switches itself off, or for so long."""
    with (control / "console").open("wb") as console:
        machine = subprocess.Popen(
            arguments,
            stdin=subprocess.DEVNULL,
            stdout=console,
            stderr=subprocess.STDOUT,
            env={**os.environ, **more_environ},
        )
        try:
            machine.wait(timeout_s)
        except subprocess.TimeoutExpired:
            machine.kill()
            machine.wait()


def _user_mode(uml: Path, root: Path, control: Path) -> tuple[list[str], dict[str, str]]:
    return [
        *(str(uml), f"mem={MEMORY_MB}M", "root=/dev/root", "rootfstype=hostfs", "hostfs=/"),
        *("ro", "quiet", "con=null", "ssl=null", f"umid=cadencecoach-{os.getpid()}"),
        *(f"init={HERE}/init-uml.sh", f"guest.script={HERE}/guest.sh"),
        *(f"guest.control={control}", f"guest.extra={root}/extra"),
    ], {}


def _emulated(root: Path, control: Path) -> tuple[list[str], dict[str, str]]:
    qemu, firmware, environ = shutil.which("qemu-system-x86_64"), [], {}
    if qemu is None:
        own = root / "qemu/usr"
        qemu = str(own / "bin/qemu-system-x86_64")
        firmware = ["-L", f"{own}/share/qemu", "-L", f"{own}/share/seabios"]
        environ = {"LD_LIBRARY_PATH": f"{own}/lib/x86_64-linux-gnu"}
    kernel = (
        "console=ttyS0 quiet panic=-1 mitigations=off nokaslr tsc=reliable "
        f"guest.script={HERE}/guest.sh guest.control={control}"
    )
    shares = []
    for tag, path, rights in (
        ("host", "/", ",readonly=on"),
        ("extra", f"{root}/extra", ",readonly=on"),
        ("control", str(control), ""),
    ):
        share = f"local,path={path},mount_tag={tag},security_model=none,multidevs=remap{rights}"
        shares += ["-virtfs", share]
    return [
        *(qemu, *firmware, "-nodefaults", "-no-user-config", "-display", "none", "-no-reboot"),
        # q35 and two processors: microvm and a single one hang at boot without KVM (seen).
        *("-M", "q35", "-accel", "tcg,thread=multi", "-cpu", "max", "-smp", "2"),
        *("-m", str(MEMORY_MB), "-kernel", f"{root}/vmlinux", "-initrd", f"{root}/initrd"),
        *("-append", kernel, "-serial", "stdio", *shares),
    ], environ
