"""Fetches all a guest needs, from Debian's packages only, under one directory and nowhere else.

    qemu/    qemu and those of its libraries that this machine lacks, unpacked
    extra/   bluez, dbus, what presses keys, and those of their libraries that this machine lacks
    vmlinux  Debian's own kernel; initrd: busybox, the modules for Bluetooth, init.sh

Nothing is installed on the machine. A user-mode kernel, where one is at hand, needs only extra/.
"""

from __future__ import annotations

import lzma
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
MODULES = (
    *("virtio_pci", "9pnet_virtio", "9p", "overlay"),
    *("bluetooth", "hci_vhci", "uhid", "algif_hash", "algif_skcipher"),
    *("cmac", "ecb", "aes_generic", "ecdh_generic"),
)
EXTRA = (
    *("bluez", "bluez-test-tools", "dbus-daemon", "dbus-system-bus-common"),
    *("playerctl", "libglib2.0-bin"),
)
KERNELS = ("linux-image-6.12-amd64", "linux-image-amd64")
"""The first that apt knows. Debian 12's own, 6.1.192, breaks a list of its own in two of five times
that the adapter goes off under a connection; its 6.12, which Debian 13 has too, in none of 60 (seen)."""

DIRECTORIES = ("bin", "modules", "proc", "sys", "dev", "lower", "extra", "rw", "new")


def build(root: Path, *, qemu: bool) -> None:
    """Make `root` ready; what is there already stays."""
    root = root.resolve()
    root.mkdir(parents=True, exist_ok=True)
    _unpacked(root, "extra", EXTRA)
    if not qemu:
        return
    if shutil.which("qemu-system-x86_64") is None:
        _unpacked(root, "qemu", ("qemu-system-x86",))
    list_of = root / ".kernels"
    if not list_of.exists() or list_of.read_text().split() != list(KERNELS):
        shutil.rmtree(root / "cache/kernel", ignore_errors=True)
        _kernel(root)
        list_of.write_text("\n".join(KERNELS))


def _apt(*arguments: str, cwd: Path) -> None:
    options = ("-qq", "-y", "--no-install-recommends", "-o", "Debug::NoLocking=1")
    subprocess.run(
        ("apt-get", *options, "-o", "APT::Sandbox::User=root", *arguments),
        cwd=cwd,
        check=True,
        stdout=subprocess.DEVNULL,
    )


def _fetched(root: Path, name: str, *arguments: str) -> list[Path]:
    cache = root / "cache" / name
    (cache / "partial").mkdir(parents=True, exist_ok=True)
    if not any(cache.glob("*.deb")):
        _apt(*arguments, "-o", f"Dir::Cache::archives={cache}/", cwd=cache)
    return sorted(cache.glob("*.deb"))


def _unpacked(root: Path, name: str, packages: tuple[str, ...]) -> None:
    """The packages with all they need that this machine does not have."""
    list_of = root / name / ".packages"
    if list_of.exists() and list_of.read_text().split() == list(packages):
        return
    shutil.rmtree(root / name, ignore_errors=True)
    shutil.rmtree(root / "cache" / name, ignore_errors=True)
    part = root / f"{name}.part"
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir()
    for deb in _fetched(root, name, "--download-only", "install", *packages):
        subprocess.run(("dpkg", "-x", deb, part), check=True)
    # On a merged /usr these are links; as directories they would hide the machine's own.
    for top in ("bin", "sbin", "lib", "lib64"):
        if (part / top).is_dir():
            shutil.copytree(part / top, part / "usr" / top, symlinks=True, dirs_exist_ok=True)
            shutil.rmtree(part / top)
    (part / ".packages").write_text("\n".join(packages))
    part.rename(root / name)


def _kernel(root: Path) -> None:
    debs = _fetched(root, "kernel", "download", _image(), "busybox-static")
    kernel, initial = root / "kernel", root / "initial"
    for directory in (kernel, initial):
        shutil.rmtree(directory, ignore_errors=True)
        directory.mkdir()
    for deb in debs:
        subprocess.run(("dpkg", "-x", deb, kernel), check=True)
    packed = next(kernel.glob("boot/vmlinuz-*")).read_bytes()
    start = packed.find(b"\xfd7zXZ\x00")
    # Unpacked here since an emulated machine takes seconds to do it; else it does it itself.
    (root / "vmlinux").write_bytes(
        lzma.LZMADecompressor().decompress(packed[start:]) if start > 0 else packed
    )
    for name in DIRECTORIES:
        (initial / name).mkdir()
    shutil.copy(next(kernel.glob("**/bin/busybox")), initial / "bin/busybox")
    for place, (name, module) in enumerate(_modules(kernel).items()):
        (initial / "modules" / f"{place:03}-{name}.ko").write_bytes(module)
    shutil.copy(HERE / "init.sh", initial / "init")
    (initial / "init").chmod(0o755)
    (root / "initrd").write_bytes(_cpio(initial))
    shutil.rmtree(kernel)
    shutil.rmtree(initial)


def _image() -> str:
    """The package of a kernel; for the names in KERNELS another one stands with each update."""
    for name in KERNELS:
        depends = subprocess.run(
            ("apt-cache", "depends", name), check=False, capture_output=True, text=True
        ).stdout
        if image := re.search(r"Depends: (linux-image-\d\S*-amd64)$", depends, re.MULTILINE):
            return image[1]
    raise SystemExit("apt knows no kernel for this machine")


def _modules(kernel: Path) -> dict[str, bytes]:
    """MODULES and what they need, in the order of loading.

    Debian 13 has them packed, and under usr/.
    """
    files = {
        path.name.partition(".ko")[0].replace("-", "_"): path
        for path in kernel.glob("**/lib/modules/*/kernel/**/*.ko*")
    }
    order: dict[str, bytes] = {}

    def add(name: str) -> None:
        # A name without a file is built in.
        if name in order or name not in files:
            return
        content = files[name].read_bytes()
        if files[name].suffix == ".xz":
            content = lzma.decompress(content)
        if found := re.search(rb"\0depends=([^\0]*)\0", b"\0" + content):
            for needed in filter(None, found[1].decode().split(",")):
                add(needed.replace("-", "_"))
        order[name] = content

    for name in MODULES:
        add(name)
    return order


def _cpio(directory: Path) -> bytes:
    """The directory as an archive the kernel unpacks (newc), so that no cpio program is needed."""
    archive = bytearray()

    def entry(name: bytes, mode: int, data: bytes) -> None:
        fields = (len(archive), mode, 0, 0, 1, 0, len(data), 0, 0, 0, 0, len(name) + 1, 0)
        archive.extend(b"070701" + b"".join(b"%08X" % field for field in fields) + name + b"\0")
        archive.extend(b"\0" * (-len(archive) % 4) + data)
        archive.extend(b"\0" * (-len(archive) % 4))

    for path in sorted(directory.rglob("*")):
        name = str(path.relative_to(directory)).encode()
        entry(name, path.stat().st_mode, b"" if path.is_dir() else path.read_bytes())
    entry(b"TRAILER!!!", 0, b"")
    return bytes(archive)


if __name__ == "__main__":
    build(Path(sys.argv[1]), qemu="--uml" not in sys.argv and os.uname().machine == "x86_64")
