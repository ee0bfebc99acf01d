"""Which library goes to which system: a plain installation needs no compiler where anything can play."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
PUMPS = {"simpleaudio-patched", "miniaudio", "sounddevice"}


def system(platform: str, machine: str, python: str = "3.11") -> dict[str, str]:
    return {"sys_platform": platform, "platform_machine": machine, "python_version": python}


def brings(environment: Mapping[str, str]) -> set[str]:
    """What a plain installation brings to a system."""
    wanted = map(Requirement, PROJECT["dependencies"])
    return {
        one.name for one in wanted if one.marker is None or one.marker.evaluate(dict(environment))
    }


@pytest.mark.parametrize(
    ("environment", "pumps"),
    [
        (system("linux", "x86_64"), {"miniaudio"}),
        (system("linux", "x86_64", "3.13"), {"miniaudio"}),
        (system("linux", "aarch64"), {"sounddevice"}),
        (system("linux", "aarch64", "3.13"), {"sounddevice"}),
        (system("linux", "armv7l"), {"sounddevice"}),
        (system("linux", "armv6l"), {"sounddevice"}),
        (system("darwin", "arm64"), {"miniaudio", "simpleaudio-patched"}),
        (system("darwin", "arm64", "3.13"), {"miniaudio"}),
        (system("darwin", "x86_64"), {"miniaudio", "simpleaudio-patched"}),
        (system("win32", "AMD64"), {"miniaudio", "simpleaudio-patched"}),
        (system("win32", "AMD64", "3.13"), {"miniaudio"}),
        (system("win32", "ARM64", "3.13"), set()),
    ],
)
def test_each_system_gets_a_pump_that_needs_no_compiler(
    environment: dict[str, str], pumps: set[str]
) -> None:
    assert brings(environment) & PUMPS == pumps


NO_WHEEL = {
    ("linux", "aarch64"): {"miniaudio", "simpleaudio-patched"},
    ("linux", "x86_64"): {"simpleaudio-patched"},
    ("darwin", "arm64"): {"py-nanotts"},
    ("win32", "ARM64"): {"miniaudio", "py-nanotts", "soxr"},
}
"""Looked up on the index of wheels on 2026-11-27, for Python 3.11 and 3.13."""


@pytest.mark.parametrize("python", ["3.11", "3.13"])
@pytest.mark.parametrize(("place", "missing"), NO_WHEEL.items())
def test_nothing_is_asked_for_that_would_have_to_be_compiled(
    place: tuple[str, str], missing: set[str], python: str
) -> None:
    assert brings(system(*place, python)) & missing == set()


@pytest.mark.parametrize("python", ["3.11", "3.12", "3.13"])
@pytest.mark.parametrize(
    "place",
    [
        *(("linux", machine) for machine in ("armv7l", "armv6l", "riscv64", "i686")),
        ("win32", "ARM64"),
    ],
)
def test_what_has_no_source_either_is_asked_for_where_there_is_a_wheel_alone(
    place: tuple[str, str], python: str
) -> None:
    assert "lameenc" not in brings(system(*place, python))


def test_no_marker_tells_musl_from_glibc_so_the_readme_leaves_it_out() -> None:
    assert "lameenc" in brings(system("linux", "x86_64"))
    [row] = [line for line in (ROOT / "README.md").read_text().splitlines() if "| musl" in line]
    assert "not at all" in row
