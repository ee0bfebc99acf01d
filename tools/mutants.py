"""Changes the pure core one place at a time and asks whether a test notices.

    .venv/bin/python -m tools.mutants                              all of the four rooms: hours, for a night
    .venv/bin/python -m tools.mutants --sample 100 --seed 7        so many of each room by lot;
                                                                   broken off by Ctrl-C those met so far
    .venv/bin/python -m tools.mutants --module 'programme/steps'   one module, or 'sensor/*'

Apart from the tests because it takes hours. It works in a directory of its own that is removed at
the end: a copy of what git knows, mutmut 3 and what it needs. A room is met by the test modules of
`tests/core` that import something of it, and what is decided in a run by the runs that are held to
the word (WHOLE_RUNS). mutmut loads these once and forks for each mutant, runs only the tests
that call the changed function, the quick ones first, and stops at the first that fails, or after
three times the processor time that these tests took unchanged. A lot is met in its own order, and
not those with quick tests first, so that a part of it is a fair lot as well.

Changed is what functions do. Annotations, docstrings and the numbers of a module or a class are not;
neither are the decorators of a function.
"""

from __future__ import annotations

import argparse
import ast
import contextlib
import fnmatch
import importlib
import io
import json
import math
import multiprocessing
import os
import random
import re
import resource
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any, Final

MUTMUT: Final = "mutmut==3.8.1"
ROOMS: Final = ("programme", "sensor", "score", "run")
CORE: Final = Path("cadencecoach/core")
TESTS: Final = Path("tests/core")
WHOLE_RUNS: Final = {
    room: (Path("tests/golden/coach/test_characters.py"), Path("tests/cli/test_old_logs.py"))
    for room in ("score", "run")
}
"""Scripted runners whose every word was reviewed, and logs that replay to the decisions in them."""

MEMORY_BYTES: Final = 4 << 30
"""A mutant may ask for memory without end."""

KILLED: Final = frozenset({"killed", "timeout", "suspicious", "segfault"})
"""What mutmut calls an end that is no pass: a test failed, time or memory ran out, the interpreter died."""

EXAMPLES: Final = 10
"""Of each property: a mutant that lives by chance costs a look, a hundred of each cost every mutant."""

PROFILE: Final = f"""
from hypothesis import Phase
settings.register_profile(
    "house",
    settings.get_profile("house"),
    max_examples={EXAMPLES},
    phases=(Phase.explicit, Phase.generate),  # nobody reads the smallest
)
"""

TOO_LONG: Final = (
    "tests/core/test_guard_laws.py::TestWeeks::runTest",
    "tests/core/test_timeline.py::test_an_hour_of_beats_is_exact_to_half_a_frame",
    "tests/core/test_engine.py::test_no_edit_changes_what_may_have_been_heard",
    "tests/cli/test_old_logs.py::test_the_list_says_what_the_documents_say",
)
"""A third of the time of `tests/core`, which each mutant that lives would have to sit through; and what
says nothing of a core that is wrong in itself."""

SETTINGS: Final = """
[tool.mutmut]
source_paths = ["cadencecoach"]
only_mutate = {modules}
also_copy = ["configs", "docs", "sounds", "tools"]
pytest_add_cli_args = {arguments}
pytest_add_cli_args_test_selection = {tests}
track_dependencies = false
use_git_change_detection = false
timeout_constant = 5.0
timeout_multiplier = 1.5
"""


def copy_of_the_tree(into: Path) -> None:
    known = subprocess.run(["git", "ls-files", "-z"], check=True, capture_output=True, text=True)
    for name in filter(None, known.stdout.split("\0")):
        (into / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(name, into / name)


def undecorated(source: str) -> str:
    """The same program with `f = decorator(f)` below a function: mutmut leaves decorated ones alone."""
    lines = source.splitlines()
    decorated = [
        node
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.FunctionDef)
        and [ast.unparse(each) for each in node.decorator_list] in (["property"], ["known_once"])
    ]
    for node in sorted(decorated, key=lambda node: node.lineno, reverse=True):
        (decorator,) = node.decorator_list
        assert node.end_lineno is not None
        call = f"{' ' * node.col_offset}{node.name} = {ast.unparse(decorator)}({node.name})"
        lines.insert(node.end_lineno, call)
        del lines[decorator.lineno - 1]
    return "\n".join(lines) + "\n"


def tests_of(room: str) -> list[Path]:
    imports = f"from {'.'.join(CORE.parts)}.{room}"
    core = [test for test in sorted(TESTS.glob("test_*.py")) if imports in test.read_text()]
    return [*core, *WHOLE_RUNS.get(room, ())]


def prepare(tree: Path, room: str, modules: list[Path]) -> None:
    copy_of_the_tree(tree)
    for module in modules:
        (tree / module).write_text(undecorated((tree / module).read_text()))
    with (tree / "tests/conftest.py").open("a") as conftest:
        conftest.write(PROFILE)
    tests = tests_of(room)
    for test in tests:
        few = re.sub(r"max_examples=\d+", f"max_examples={EXAMPLES}", test.read_text())
        (tree / test).write_text(few)
    long = [test for test in TOO_LONG if Path(test.partition("::")[0]) in tests]
    lists: dict[str, list[Path] | list[str]] = {
        "modules": modules,
        "tests": tests,
        "arguments": ["-p", "no:cacheprovider", *(f"--deselect={test}" for test in long)],
    }
    with (tree / "pyproject.toml").open("a") as project:
        told = {
            name: json.dumps([str(each) for each in each_of]) for name, each_of in lists.items()
        }
        project.write(SETTINGS.format(**told))


def install(into: Path) -> None:
    pip = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check", "install"]
    subprocess.run(
        [*pip, "--target", str(into), "--constraint", "constraints.txt", MUTMUT],
        check=True,
    )
    sys.path.insert(0, str(into))


def time_by_the_processor(isolation: Any) -> None:
    """A mutant that waits on a busy machine has not run out of time; one that sleeps has, some day."""
    by_the_clock = isolation.register_timeout
    isolation.register_timeout = lambda pid, timeout_s: by_the_clock(pid, 10 * timeout_s)


def all_mutants(tool: Any) -> list[str]:
    Path("mutants").mkdir()
    with contextlib.redirect_stdout(io.StringIO()):
        tool.copy_src_dir()
        tool.copy_also_copy_files()
        tool.create_mutants(1)
    found, _ = tool.collect_source_file_mutation_data(mutant_names=[])
    return [name for _, name, _ in found]


def interval(killed: int, of: int) -> tuple[float, float]:
    """Wilson's interval, 95 %, of a share that was taken by lot."""
    z = 1.96
    share = killed / of
    middle = (share + z * z / (2 * of)) / (1 + z * z / of)
    half = z * math.sqrt(share * (1 - share) / of + z * z / (4 * of * of)) / (1 + z * z / of)
    return middle - half, middle + half


def report(tool: Any, asked: list[str], survivors: Path) -> None:
    counted: dict[str, Counter[str]] = {}
    lived = []
    for data, name, code in tool.collect_source_file_mutation_data(mutant_names=asked)[0]:
        if code is None:
            continue  # broken off before it was met
        status = tool.status_by_exit_code[code]
        module = data.path.relative_to(CORE).with_suffix("")
        for row in (str(module), f"{module.parent}/"):
            counted.setdefault(row, Counter())[status] += 1
        if status not in KILLED:
            diff = tool.get_diff_for_mutant(name, path=data.path)
            lived.append(f"# {name}: {status}\n{diff}\n")
    with survivors.open("a") as file:
        file.writelines(lived)
    print(f"{'':32}{'of':>6}{'killed':>8}{'share':>7}{'by 95 %':>12}  how they ended")
    for row, ends in sorted(counted.items()):
        killed = sum(ends[end] for end in KILLED)
        how = ", ".join(f"{number} {end}" for end, number in ends.most_common())
        low, high = interval(killed, ends.total())
        print(
            f"{row:32}{ends.total():6}{killed:8}{killed / ends.total():7.1%}"
            f"{low:7.0%}-{high:4.0%}  {how}"
        )


def mutate(room: str, modules: list[Path], asked: argparse.Namespace) -> None:
    """Meet the mutants of a room, in a process of its own: mutmut knows one set of tests."""
    tree = Path(tempfile.mkdtemp())
    prepare(tree, room, modules)
    os.chdir(tree)
    tool: Any = importlib.import_module("mutmut.__main__")
    time_by_the_processor(importlib.import_module("mutmut.workers.isolation"))
    mutants = all_mutants(tool)
    print(f"{room}: {len(mutants)} mutants of {len(modules)} modules", flush=True)
    if asked.sample is None or asked.sample >= len(mutants):
        mutants = []  # no names are all of them
    else:
        mutants = random.Random(asked.seed).sample(sorted(mutants), asked.sample)
        place = {name: number for number, name in enumerate(mutants)}
        tool.estimated_worst_case_time = place.__getitem__  # what it sorts them by
    tool._run(mutants, len(asked.processors))  # noqa: SLF001 - what `mutmut run` calls
    report(tool, mutants, asked.survivors)


def main() -> None:
    asks = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    asks.add_argument("--module", default="*", metavar="ROOM/NAME", help="* and ? as in a shell")
    asks.add_argument("--sample", type=int, metavar="N", help="so many of each room by lot")
    asks.add_argument("--seed", type=int, default=1, metavar="S", help="of the lot (1)")
    asks.add_argument("--processors", type=int, nargs="+", default=[0], metavar="P", help="(0)")
    asks.add_argument(
        "--survivors", type=Path, default=Path("survivors.diff"), help="(survivors.diff)"
    )
    asked = asks.parse_args()
    rooms = {
        room: [
            module
            for module in sorted((CORE / room).glob("*.py"))
            if fnmatch.fnmatch(f"{room}/{module.stem}", asked.module) and module.stem != "__init__"
        ]
        for room in ROOMS
    }
    if not any(rooms.values()):
        asks.error(f"no module {asked.module} in {', '.join(ROOMS)}")
    asked.survivors = asked.survivors.absolute()
    asked.survivors.write_text("")
    os.nice(19)
    os.sched_setaffinity(0, asked.processors)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    with tempfile.TemporaryDirectory(prefix="mutants-") as work:
        os.environ["TMPDIR"] = tempfile.tempdir = work
        install(Path(work, "tool"))
        fresh = multiprocessing.get_context("fork")
        failed = 0
        for room, modules in rooms.items():
            if modules:
                its = fresh.Process(target=mutate, args=(room, modules, asked))
                its.start()
                with contextlib.suppress(KeyboardInterrupt):  # its own to tell what it has
                    its.join()
                its.join()
                failed += its.exitcode != 0
    print(f"Those that lived: {asked.survivors}")
    sys.exit(failed)


if __name__ == "__main__":
    main()
