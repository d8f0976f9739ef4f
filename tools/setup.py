"""Sets up whatever is missing, then starts the desk or runs the tests.

Standard library only: it runs before anything is installed.
"""

from __future__ import annotations

import hashlib
import os
import platform
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

if sys.version_info < (3, 11):  # noqa: UP036  `py -3` may bring an older one
    sys.exit("Python 3.11 or newer is needed: install it, then start again.")

ROOT = Path(__file__).resolve().parent.parent
sys.path.append(str(ROOT / "tests"))

import postgres  # noqa: E402
from say import fail, say  # noqa: E402
from system import APT_QT, apt_command, install, install_postgres, missing_libraries  # noqa: E402

VENV = ROOT / ".venv"
WINDOWS = os.name == "nt"
PYTHON = VENV / ("Scripts/python.exe" if WINDOWS else "bin/python")
STAMP = VENV / "duty-desk.stamp"
# The development lock holds every line of the other one, so installing it satisfies both.
LOCKS = {"run": ("requirements.lock",), "test": ("requirements-dev.lock", "requirements.lock")}
READERS = {"pdftotext": "poppler-utils", "strace": "strace"}
GLIBC_OF_THE_QT_WHEEL = (2, 34)
MEMORY_FOR_TESTS = 12 * 2**30
LARGE_PAGES = "glibc.malloc.hugetlb=1:glibc.malloc.trim_threshold=1073741824:glibc.malloc.top_pad=67108864"
# The loop while working: rules and services on SQLite, and the structure of the program.
FAST = ("-m", "not slow and not postgres", "--ignore=tests/ui", "--ignore=tests/faults")


def main() -> int:
    purpose, *rest = sys.argv[1:] or ["run"]
    if purpose not in LOCKS:
        sys.exit("usage: setup.py run|test [arguments]")
    prepare(purpose)
    return start(rest) if purpose == "run" else check(rest)


def prepare(purpose: str) -> None:
    """Leave with a `.venv` that holds what the lock says and a system that can load Qt, or end with one sentence."""
    locks = {name: digest(ROOT / name) for name in LOCKS[purpose]}
    if not venv_is_whole() or any(stamped().get(name) != value for name, value in locks.items()):
        ensure_covered()
        say("setup.preparing")
        make_venv()
        STAMP.unlink(missing_ok=True)
        install_lock(ROOT / LOCKS[purpose][0])
        STAMP.write_text("".join(f"{name} {value}\n" for name, value in locks.items()), encoding="utf-8")
    missing = missing_libraries(VENV)
    if missing and install(APT_QT):
        missing = missing_libraries(VENV)
    if missing:
        fail("setup.no_libraries", missing=", ".join(missing), command=apt_command(APT_QT))


def digest(lock: Path) -> str:
    # Line ends are left out of the sum, so that a checkout on Windows has the same one.
    return hashlib.sha256(lock.read_bytes().replace(b"\r\n", b"\n")).hexdigest()


def stamped() -> dict[str, str]:
    """What the last finished installation held, as lock name → checksum."""
    if not STAMP.is_file():
        return {}
    return dict(line.split(" ", 1) for line in STAMP.read_text(encoding="utf-8").splitlines())


def venv_is_whole() -> bool:
    """Whether `.venv` has a Python that still exists, of the version its libraries were installed for, and pip."""
    if not os.access(PYTHON, os.X_OK):
        return False
    if WINDOWS:
        return (VENV / "Lib" / "site-packages" / "pip").is_dir()
    name = PYTHON.resolve().name
    libraries = [VENV / "lib" / name] if name.startswith("python3.") else list(VENV.glob("lib/python3.*"))
    return any((folder / "site-packages" / "pip").is_dir() for folder in libraries)


def ensure_covered() -> None:
    """End with a sentence where the locked libraries have no build for this machine."""
    if (sys.platform, platform.machine()) not in {("linux", "x86_64"), ("win32", "AMD64")}:
        fail("setup.not_covered", machine=f"{platform.system()} {platform.machine()}")
    if sys.platform == "linux":
        library, version = platform.libc_ver()
        if library == "glibc" and tuple(int(part) for part in version.split(".")[:2]) < GLIBC_OF_THE_QT_WHEEL:
            fail("setup.not_covered", machine=f"Linux, glibc {version}")


def make_venv() -> None:
    if venv_is_whole():
        return
    if subprocess.run(
        [sys.executable, "-c", "import ensurepip"], capture_output=True, check=False
    ).returncode:
        packages = ("python3-venv", "ca-certificates")
        if not install(packages):
            fail("setup.no_venv", command=apt_command(packages))
    if subprocess.run([sys.executable, "-m", "venv", "--clear", str(VENV)], check=False).returncode:
        fail("setup.no_venv", command=apt_command(("python3-venv",)))


def install_lock(lock: Path) -> None:
    command = [str(PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input"]
    command += ["--require-hashes", "--no-deps", "--only-binary", ":all:", "-r", str(lock)]
    if subprocess.run(command, stdin=subprocess.DEVNULL, check=False).returncode:
        fail("setup.download_failed")


def start(arguments: list[str]) -> int:
    """Become the desk's window."""
    screen = any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"))
    if sys.platform == "linux" and not screen:
        fail("setup.no_screen")
    command = [str(PYTHON), str(ROOT / "main.py"), *arguments]
    if WINDOWS:  # there, exec would return to the prompt while the window is still opening
        return subprocess.run(command, check=False).returncode
    os.execv(command[0], command)


def check(arguments: list[str]) -> int:
    """Run the checks, then the tests with the types beside them; 0 only when all are clean."""
    fast = "--fast" in arguments
    arguments = [argument for argument in arguments if argument != "--fast"]
    tests = [str(PYTHON), "-m", "pytest"]
    if fast:
        tests += FAST
    else:
        ensure_postgres()
        install_readers()
    if not any(argument.startswith(("-n", "--numprocesses")) for argument in arguments):
        # Each process keeps a stretch of the tests, so that what modules share is made once; who is done takes over from others.
        # One more than there are processors, where memory allows: much of the whole run waits for a server or a window.
        workers = min(os.cpu_count() or 1, 4) + (not fast and memory_folder() is not None)
        tests += ["-n", str(workers), "--dist", "worksteal"]
    run_tests = postgres.run_in_order if fast else postgres.run_beside_server
    # A short name: sockets of a server are made in there, and their paths may not be long.
    with tempfile.TemporaryDirectory(prefix="dd-", dir=memory_folder()) as folder:
        environment = dict(os.environ)
        own = Path(folder) / "own"
        own.mkdir(mode=0o700)
        # Some tests look at an office as somebody without rights, who has to come so far.
        Path(folder).chmod(0o711)
        environment["TMPDIR"] = folder
        # The tests start the program a hundred times; where it may not keep what it has compiled, each would compile it anew.
        if environment.pop("PYTHONDONTWRITEBYTECODE", None):
            environment.setdefault("PYTHONPYCACHEPREFIX", str(ROOT / ".cache" / "compiled"))
        # Each process grows to two gigabytes: kept in large pages, and not given back in between, they are read faster.
        environment.setdefault("GLIBC_TUNABLES", LARGE_PAGES)
        environment.setdefault("QT_QPA_PLATFORM", "offscreen")
        environment.setdefault("XDG_RUNTIME_DIR", str(own))  # Qt warns without one, and warnings are failures
        where: dict[str, Any] = {"cwd": ROOT, "stdin": subprocess.DEVNULL}
        checks_failed = postgres.run_in_order([str(PYTHON), str(ROOT / "tools" / "checks.py")], **where)
        with types_beside(Path(folder) / "types", fast) as types:
            tests_failed = run_tests([*tests, *arguments], env=environment, **where)
            checks_failed = types.wait() or checks_failed
        print((Path(folder) / "types").read_text(encoding="utf-8", errors="replace"), end="")
    if checks_failed:
        say("setup.checks_failed")
    return 1 if checks_failed or tests_failed else 0


def memory_folder() -> str | None:
    """A folder kept in memory, where there is plenty: the tests write several gigabytes that nobody reads again. Else the usual one."""
    folder, known = Path("/dev/shm"), Path("/proc/meminfo")
    if "TMPDIR" in os.environ or not (os.access(folder, os.W_OK) and known.is_file()):
        return None
    free = next(
        (line.split()[1] for line in known.read_text().splitlines() if line.startswith("MemAvailable")), 0
    )
    plenty = min(int(free) * 1024, shutil.disk_usage(folder).free) >= MEMORY_FOR_TESTS
    return str(folder) if plenty else None


@contextmanager
def types_beside(report: Path, fast: bool) -> Iterator[subprocess.Popen[bytes]]:
    """The check of the types, which takes a minute of one processor, while the tests run; it does not outlive the block."""
    command = [str(PYTHON), str(ROOT / "tools" / "type_check.py"), *(["--fast"] if fast else [])]
    with (
        report.open("wb") as said,
        subprocess.Popen(
            command,
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        ) as types,
    ):
        try:
            yield types
        finally:
            if types.poll() is None:
                types.terminate() if WINDOWS else os.killpg(types.pid, signal.SIGTERM)


def install_readers() -> None:
    """Have the programs that read papers and watch the desk from outside, where installing is allowed; else those tests are skipped."""
    missing = [package for program, package in READERS.items() if not shutil.which(program)]
    if sys.platform == "linux" and missing:
        install(missing)


def ensure_postgres() -> None:
    """Have a PostgreSQL to start, installing it where that is allowed; else say what is left out."""
    if postgres.available() or (install_postgres() and postgres.available()):
        return
    tell = fail if os.environ.get("DUTY_DESK_REQUIRE_POSTGRES") else say
    tell("setup.no_postgres", command=apt_command(("postgresql",)))


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
