"""What is rewritten whole loses nothing: neither beside another writer nor when the power goes.

For the power, every call that changes names or waits for the disk is recorded while a runner's
act is done, and before and after each of them the worst that the disk may hold is looked at: names
as of the last wait for their folder, or as they are now; content as of the last wait for its file.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from cadencecoach.adapters.footpod.known import FILE_NAME, KnownPod, KnownPods
from cadencecoach.adapters.manifest import MANIFEST_NAME
from cadencecoach.adapters.own_cues import UserCues
from cadencecoach.adapters.store.backup import back_up, restore
from cadencecoach.adapters.store.home import HOME_VARIABLE
from cadencecoach.adapters.store.migrations import LATEST
from cadencecoach.adapters.whole_file import only_writer, whole_file, write_whole
from cadencecoach.app.home import Home
from cadencecoach.app.preferences import PreferencesInFile
from cadencecoach.app.sound.preview_player import Hearing
from cadencecoach.errors import SoundError
from tests.adapters.test_usercues import Tone

SCHEMAS = Path(__file__).parents[1] / "recordings" / "schema"
NOW = datetime(2026, 8, 2, 5, 0, tzinfo=UTC)
WRITERS = 12


def at_once(act: Callable[[int], object]) -> None:
    with ThreadPoolExecutor(WRITERS) as pool:
        list(pool.map(act, range(WRITERS)))


# --- beside another writer -------------------------------------------------------------------


def test_footpods_kept_at_once_are_all_kept(tmp_path: Path) -> None:
    at_once(lambda n: KnownPods(tmp_path).remember(KnownPod(f"F0:F1:F2:F3:F4:{n:02X}", f"p{n}")))
    assert len(KnownPods(tmp_path).all()) == WRITERS


def test_cues_added_and_removed_at_once_are_all_as_asked(tmp_path: Path) -> None:
    cues = UserCues(tmp_path / "cues")
    cues.add("goes", Tone())
    at_once(lambda n: cues.add(f"number {n}", Tone()) if n else cues.remove("goes"))
    assert {cue.text for cue in cues.list()} == {f"number {n}" for n in range(1, WRITERS)}


def test_settings_set_at_once_are_all_set(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(HOME_VARIABLE, str(tmp_path))
    home = Home.here()
    wanted = [
        {"volume_db": -6.0}, {"duck_db": 9.0}, {"cadence_spm": 161}, {"quiet": True},
        {"desk_every_min": 50}, {"theme": "light"},
    ]  # fmt: skip
    with ThreadPoolExecutor(len(wanted)) as pool:
        list(pool.map(home.change_settings, wanted))
    settings = home.settings()
    assert [{key: getattr(settings, key)} for one in wanted for key in one] == wanted


def test_a_screen_keeps_what_it_changed_and_not_what_it_showed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(HOME_VARIABLE, str(tmp_path))
    home = Home.here()
    preferences = PreferencesInFile(home, Hearing(home))
    shown = preferences.load()
    home.change_settings({"volume_db": -6.0})  # by a command, while the screen is open
    preferences.save(replace(shown, theme="light"))
    assert (home.settings().volume_db, home.settings().theme) == (-6.0, "light")


def test_a_writer_that_does_not_end_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cadencecoach.adapters.whole_file._WAIT_S", 0.04)
    cues = UserCues(tmp_path)
    with only_writer(tmp_path), pytest.raises(SoundError, match="another program is writing"):
        cues.add("one", Tone())


# --- when the power goes ---------------------------------------------------------------------


@dataclass
class Disk:
    """What of a folder would be there after a power cut."""

    root: Path
    names: dict[int, dict[str, int]] = field(default_factory=dict)
    """Of each folder, by inode, as of the last wait for it."""
    content: dict[int, bytes] = field(default_factory=dict)
    """Of each file, by inode, as of the last wait for it."""
    look: Callable[[], None] = lambda: None

    def settle_all(self) -> None:
        for folder, _, files in os.walk(self.root):
            self._wait(Path(folder))
            for name in files:
                self._wait(Path(folder) / name)

    def _wait(self, path: Path) -> None:
        inode = path.stat().st_ino
        if path.is_dir():
            self.names[inode] = {entry.name: entry.inode() for entry in os.scandir(path)}
        else:
            self.content[inode] = path.read_bytes()

    def waited(self, handle: int) -> None:
        self._wait(Path(f"/proc/self/fd/{handle}").readlink())

    def after_a_cut(self, path: Path) -> tuple[bytes | None, bytes | None]:
        """What the file holds with the names waited for, and with those it has now."""
        inode: int | None = self.root.stat().st_ino
        for part in path.relative_to(self.root).parts:
            inode = self.names.get(inode, {}).get(part) if inode is not None else None
        worst = None if inode is None else self.content.get(inode, b"")
        best = self.content.get(path.stat().st_ino, b"") if path.exists() else None
        return worst, best

    @contextmanager
    def recorded(self, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
        with monkeypatch.context() as patched:
            for name in ("replace", "rename", "link", "unlink", "mkdir", "open"):
                patched.setattr(os, name, self._looking(getattr(os, name)))
            real = os.fsync

            def fsync(handle: int) -> None:
                real(handle)
                self.waited(handle)
                self.look()

            patched.setattr(os, "fsync", fsync)
            yield

    def _looking(self, real: Callable[..., object]) -> Callable[..., object]:
        def call(*args: object, **kwargs: object) -> object:
            self.look()
            done = real(*args, **kwargs)
            self.look()
            return done

        return call


def database(path: Path) -> Path:
    shutil.copy(SCHEMAS / f"{LATEST}.db", path)
    return path


def kept(home: Path) -> tuple[Callable[[], object], str]:
    KnownPods(home).remember(KnownPod("F0:F1:F2:F3:F4:F5", "old"))
    new = KnownPod("F0:F1:F2:F3:F4:F6", "new")
    return lambda: KnownPods(home).remember(new), FILE_NAME


def spoken(home: Path) -> tuple[Callable[[], object], str]:
    UserCues(home / "cues").add("one", Tone())
    return lambda: UserCues(home / "cues").add("two", Tone()), f"cues/{MANIFEST_NAME}"


def first_cue(home: Path) -> tuple[Callable[[], object], str]:
    return lambda: UserCues(home / "a" / "b" / "cues").add(
        "two", Tone()
    ), f"a/b/cues/{MANIFEST_NAME}"


def changed(home: Path) -> tuple[Callable[[], object], str]:
    Home.here().change_settings({"quiet": True})
    return lambda: Home.here().change_settings({"quiet": False}), "config/settings.toml"


def first_setting(_home: Path) -> tuple[Callable[[], object], str]:
    return lambda: Home.here().change_settings({"quiet": False}), "config/settings.toml"


def rewritten(home: Path) -> tuple[Callable[[], object], str]:
    (home / "page").write_bytes(b"old")
    return lambda: write_whole(home / "page", b"new"), "page"


def exported(home: Path) -> tuple[Callable[[], object], str]:
    def act() -> None:
        with whole_file(home / "page", force=False) as part:
            part.write_bytes(b"new")

    return act, "page"


def backed_up(home: Path) -> tuple[Callable[[], object], str]:
    database(home / "sessions.db")
    return lambda: back_up(home / "sessions.db", home / "copy", force=False), "copy"


def restored(home: Path) -> tuple[Callable[[], object], str]:
    database(home / "sessions.db")
    with (database(home / "copy")).open("r+b") as file:
        file.seek(24)
        file.write(b"\0\0\7\7")  # SQLite's counter of changes: another file of the same tables
    return lambda: restore(home / "copy", home / "sessions.db", NOW), "sessions.db"


@pytest.mark.skipif(sys.platform != "linux", reason="names of open files are read in /proc")
@pytest.mark.parametrize(
    "begin",
    [kept, spoken, first_cue, changed, first_setting, rewritten, exported, backed_up, restored],
)
def test_whenever_the_power_goes_the_old_file_or_the_new_one_is_there_and_at_the_end_the_new_one(
    begin: Callable[[Path], tuple[Callable[[], object], str]],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    home = tmp_path / "new" / "home"
    monkeypatch.setenv(HOME_VARIABLE, str(home))
    if begin is not first_setting:
        home.mkdir(parents=True)
    act, name = begin(home)
    watched = home / name
    old = watched.read_bytes() if watched.exists() else None
    disk = Disk(tmp_path)
    disk.settle_all()
    seen: list[bytes | None] = []
    disk.look = lambda: seen.extend(disk.after_a_cut(watched))
    with disk.recorded(monkeypatch):
        act()
    new = watched.read_bytes()
    assert old != new
    assert set(seen) <= {old, new}
    assert old in seen
    assert disk.after_a_cut(watched) == (new, new)
