"""The program as on the PC of a gate: one core at half speed, 2 GB, a slow disk (checks U-14, U-20, U-70, U-82).

    python -m benchmarks.slow_pc                    one JSON line for each figure, first what of the profile could be set
    python -m benchmarks.slow_pc --free             the same without the profile, to see what it costs
    python -m benchmarks.slow_pc --passes N         with another number of passes
    python -m benchmarks.slow_pc --folder DIR       keep the office in DIR and use it again
    python -m benchmarks.slow_pc --only list,scan   some parts: list, form, day, scan, start

How the profile is made, for the children alone:

* one core: affinity;
* half speed: a quota of a control group where one may be made, else the children are stopped for every other 10 ms;
* memory: a limit on address space of 2 GB;
* slow disk: `fsync` and `fdatasync` take 10 ms longer, by a library of a few lines that the C compiler of the machine makes and the
  loader puts before the system's own; without a compiler the disk stays as it is.

What was set is measured from inside before anything else. A cold start is one whose files were dropped from the page cache, as far as no
other process holds them.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.gate import add_passages, give_codes, next_hour
from benchmarks.gate_busy import clear_backups
from benchmarks.passes_ground import build
from benchmarks.slow_pc_window import PARTS
from benchmarks.start import HEAVY, OURS, ROOT, environment

PASSES, SCANS, STARTS = 100_000, 1000, 7
MEMORY = 2 * 1024**3
FSYNC_MS = 10
# On and off by turns, where no control group can be had.
TURN_S = 0.01
GROUPS = (Path("/sys/fs/cgroup/unified"), Path("/sys/fs/cgroup"), Path("/sys/fs/cgroup/cpu"))
SHIM = f"""
#define _GNU_SOURCE
#include <dlfcn.h>
#include <unistd.h>
static void wait(void) {{ usleep({FSYNC_MS} * 1000); }}
int fsync(int file) {{ wait(); return ((int (*)(int)) dlsym(RTLD_NEXT, "fsync"))(file); }}
int fdatasync(int file) {{ wait(); return ((int (*)(int)) dlsym(RTLD_NEXT, "fdatasync"))(file); }}
"""


@dataclass(slots=True)
class Profile:
    """What could be set on this machine; `told` says it in words."""

    core: int | None = None
    group: Path | None = None
    by_turns: bool = False
    memory: bool = False
    shim: Path | None = None
    told: dict[str, str] = field(default_factory=dict)


def make_profile(folder: Path) -> Profile:
    """Everything of it that this machine allows."""
    made = Profile(core=max(os.sched_getaffinity(0)), memory=True)
    made.told = {"core": f"number {made.core}, by affinity", "memory": "2 GB of address space"}
    made.group = _group()
    made.by_turns = made.group is None
    made.told["speed"] = (
        f"half, stopped for every other {round(TURN_S * 1000)} ms"
        if made.by_turns
        else "half, by a control group"
    )
    made.shim = _shim(folder)
    made.told["disk"] = f"fsync {FSYNC_MS} ms longer" if made.shim is not None else "as it is: no C compiler"
    return made


def _group() -> Path | None:
    """A control group that gives its processes half a core; None where none may be made."""
    for root in GROUPS:
        group = root / f"slow-pc-{os.getpid()}"
        try:
            group.mkdir()
        except OSError:
            continue
        for name, value in (
            ("cpu.max", "10000 20000"),
            ("cpu.cfs_period_us", "20000"),
            ("cpu.cfs_quota_us", "10000"),
        ):
            if (group / name).exists():
                (group / name).write_text(value, encoding="ascii")
        if (group / "cpu.max").exists() or (group / "cpu.cfs_quota_us").exists():
            return group
        group.rmdir()
    return None


def _shim(folder: Path) -> Path | None:
    compiler = shutil.which("cc")
    if compiler is None or sys.platform != "linux":
        return None
    source, library = folder / "slow_disk.c", folder / "slow_disk.so"
    source.write_text(SHIM, encoding="ascii")
    done = subprocess.run(
        [compiler, "-shared", "-fPIC", "-O1", "-o", str(library), str(source), "-ldl"], check=False
    )
    return library if done.returncode == 0 else None


@contextmanager
def child(profile: Profile | None, command: Sequence[str], compiled: Path) -> Iterator[subprocess.Popen[str]]:
    """A process under the profile, with all of its own children."""
    known = environment(compiled)
    if profile is not None and profile.shim is not None:
        known["LD_PRELOAD"] = str(profile.shim)

    def limits() -> None:
        if profile is None:
            return
        if profile.core is not None:
            os.sched_setaffinity(0, {profile.core})
        if profile.group is not None:
            (profile.group / "cgroup.procs").write_text(str(os.getpid()), encoding="ascii")
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))

    process = subprocess.Popen(
        list(command),
        cwd=ROOT,
        env=known,
        stdout=subprocess.PIPE,
        stderr=None,
        text=True,
        start_new_session=True,
        preexec_fn=limits,
    )
    turns = threading.Thread(target=_by_turns, args=(process,)) if profile and profile.by_turns else None
    if turns is not None:
        turns.start()
    try:
        yield process
    except BaseException:
        os.killpg(process.pid, signal.SIGKILL)
        raise
    finally:
        process.wait()
        if turns is not None:
            turns.join()


def _by_turns(process: subprocess.Popen[str]) -> None:
    """Let the whole group of the process work for half of the time."""
    try:
        while process.poll() is None:
            time.sleep(TURN_S)
            os.killpg(process.pid, signal.SIGSTOP)
            time.sleep(TURN_S)
            os.killpg(process.pid, signal.SIGCONT)
    except ProcessLookupError:
        pass


def _free(profile: Profile) -> None:
    """The group goes once the last of its processes has gone."""
    for _ in range(50):
        try:
            if profile.group is not None:
                profile.group.rmdir()
            return
        except OSError:
            time.sleep(0.1)


def told(profile: Profile | None, command: Sequence[str], compiled: Path) -> list[str]:
    """What a process under the profile printed. Raises when it failed."""
    with child(profile, command, compiled) as process:
        assert process.stdout is not None
        lines = process.stdout.read().splitlines()
    if process.returncode:
        raise SystemExit(f"{' '.join(command[:4])} ended with {process.returncode}")
    return lines


def forget_files(*folders: Path) -> None:
    """Drop what the program reads at its start from the page cache."""
    for folder in folders:
        for path in folder.rglob("*"):
            if not path.is_file():
                continue
            file = os.open(path, os.O_RDONLY)
            os.posix_fadvise(file, 0, 0, os.POSIX_FADV_DONTNEED)
            os.close(file)


def measure_starts(profile: Profile | None, folder: Path, compiled: Path, times: int) -> None:
    """U-82: the login box first; cold and warm."""
    command = [sys.executable, "-c", OURS]
    found: dict[str, list[dict[str, float]]] = {"cold": [], "warm": []}
    places = (ROOT / "resources", ROOT / "ui", ROOT / "duty_desk", ROOT / "db", compiled, folder)
    for turn in range(times + 1):
        cold = 0 < turn <= 3
        if cold:
            forget_files(*places, Path(sys.prefix))
        words = [str(time.monotonic()), str(folder), ",".join(HEAVY), "today", "at_once"]
        lines = dict(line.split(" ", 1) for line in told(profile, [*command, *words], compiled))
        assert not lines["heavy"], lines["heavy"]
        if turn:
            found["cold" if cold else "warm"].append({key: float(lines[key]) for key in KEYS})
    for name, at_most in (("cold", 4000), ("warm", 2000)):
        for key, what in (("asked", "login box"), ("usable", "Today, signed in at once")):
            values = sorted(1000 * one[key] for one in found[name])
            _say(f"U-82 start {name}, {what}", values, at_most if key == "asked" else None)
    _say("U-82 idle", [one["kilobytes"] / 1024 for one in found["warm"]], 180, unit="MB")


KEYS = ("window", "asked", "usable", "kilobytes")


def _say(job: str, values: Sequence[float], at_most: float | None, unit: str = "ms") -> None:
    ordered = sorted(values)
    middle = ordered[len(ordered) // 2]
    line = {
        "job": job, "n": len(ordered), "value": round(middle, 1), "unit": unit, "p50": round(middle, 1),
        "p99": round(ordered[-1], 1), "at_most": at_most,
    }  # fmt: skip
    print(json.dumps(line, ensure_ascii=False), flush=True)


def run(folder: Path, passes: int, scans: int, parts: Sequence[str], *, free: bool = False) -> None:
    """Build what is not there yet, outside of the profile, and measure inside of it."""
    folder.mkdir(parents=True, exist_ok=True)
    desk = build(folder, passes)
    assert desk.path is not None
    path = desk.path
    desk.close()
    add_passages(path)
    codes = give_codes(path, 600, next_hour(path))
    with tempfile.TemporaryDirectory() as temporary:
        profile = None if free else make_profile(Path(temporary))
        print(
            json.dumps({"job": "profile", **(profile.told if profile else {"free": "nothing set"})}),
            flush=True,
        )
        given = Path(temporary) / "codes.json"
        given.write_text(json.dumps(codes), encoding="ascii")
        compiled = Path(temporary) / "compiled"
        command = [
            sys.executable,
            "-m",
            "benchmarks.slow_pc_window",
            str(folder),
            str(passes),
            str(given),
            str(scans),
            ",".join(parts),
        ]
        try:
            if set(parts) & set(PARTS):
                with child(profile, command, compiled) as process:
                    assert process.stdout is not None
                    for line in process.stdout:
                        print(line, end="", flush=True)
                if process.returncode:
                    raise SystemExit(f"the window ended with {process.returncode}")
            if "start" in parts:
                measure_starts(profile, path.parent, compiled, STARTS)
        finally:
            if profile is not None:
                _free(profile)
    clear_backups(path.parent)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--passes", type=int, default=PASSES)
    parser.add_argument("--scans", type=int, default=SCANS)
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--free", action="store_true")
    parser.add_argument("--only", default=",".join((*PARTS, "start")))
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        run(
            options.folder or Path(temporary),
            options.passes,
            options.scans,
            options.only.split(","),
            free=options.free,
        )


if __name__ == "__main__":
    main()
