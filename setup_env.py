#!/usr/bin/env python3
"""Make or refresh the project's own Python environment, .venv. Safe to run again at any time.

    python3 setup_env.py            what `sim` needs
    python3 setup_env.py test       and what the tests need
    python3 setup_env.py notebook   and what a notebook needs; `test notebook` is for both
    python3 setup_env.py analysis   and what Sobol's and Morris's designs need

Any Python from 3.8 can run this file, with nothing installed. It looks for a Python that the project can
use, makes .venv with it and installs there the exact versions of constraints.txt. What is already right
stays as it is, so a second run takes no time; an interrupted one is simply started again.
"""

import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Dict, Iterable, Iterator, Optional, Sequence, Tuple

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
STAMP = VENV / "backchannel.json"  # written last: what a finished set-up has put in place

OLDEST = (3, 12)
TESTED = ((3, 13), (3, 12))  # the best first
EXTRAS = ("analysis", "cluster", "notebook", "test")  # as in pyproject.toml

# Passes in a CPython that can make environments and run compiled rules; tells its version and its own path,
# not that of a pyenv shim or of an environment that may go away.
PROBE = """
import ensurepip, sys, sysconfig, venv
if sys.implementation.name != "cpython" or sysconfig.get_config_var("Py_GIL_DISABLED"):
    sys.exit(1)
print(sys.version_info[0], sys.version_info[1], getattr(sys, "_base_executable", "") or sys.executable)
"""
ADVICE = """Backchannel needs Python 3.12 or newer with its venv module; 3.13 is best.
Found on this machine: {found}.
Install one in any of these ways, then run this again:
    pyenv install 3.13
    uv python install 3.13
    apt install python3 python3-venv     (Debian 13, Ubuntu 24.04 or newer)"""
# Settings of the caller's that would send pip or Python elsewhere than to .venv.
MISLEADING = ("PIP_PREFIX", "PIP_TARGET", "PIP_USER", "PYTHONHOME", "PYTHONPATH")

Version = Tuple[int, int]


def candidates() -> Iterator[str]:
    """Commands that may be a Python: this one, those on PATH, pyenv's and uv's."""
    yield sys.executable
    names = [f"python{major}.{minor}" for major, minor in TESTED]
    yield from filter(None, map(shutil.which, [*names, "python3.14", "python3", "python"]))
    pyenv = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv") / "versions"
    uv = Path(os.environ.get("UV_PYTHON_INSTALL_DIR") or Path.home() / ".local/share/uv/python")
    for folder in (pyenv, uv):
        yield from map(str, sorted(folder.glob("*3.1[2-9]*/bin/python3"), reverse=True))


def probe(command: str) -> Optional[Tuple[Version, str]]:
    """Version and real path of a Python, or None if it does not start or cannot make environments."""
    try:
        answer = subprocess.check_output([command, "-c", PROBE], stderr=subprocess.DEVNULL, timeout=60)
        major, minor, path = answer.decode().strip().split(" ", 2)
    except (OSError, ValueError, subprocess.SubprocessError):
        return None
    return (int(major), int(minor)), path


def find_python(commands: Iterable[str]) -> str:
    """The path of the first Python of the best tested version; else of the oldest that is new enough."""
    found: Dict[Version, str] = {}
    for command in commands:
        version, path = probe(command) or ((0, 0), "")
        found.setdefault(version, path)
        if version == TESTED[0]:
            return path
    for version in [*TESTED[1:], *sorted(found)]:
        if version in found and version >= OLDEST:
            return found[version]
    seen = ", ".join(f"{major}.{minor}" for major, minor in sorted(found) if major)
    sys.exit(ADVICE.format(found=seen or "no usable Python"))


def wanted_key() -> str:
    """Changes when the environment has to: other requirements or other versions."""
    files = [(ROOT / name).read_bytes() for name in ("pyproject.toml", "constraints.txt")]
    return hashlib.sha256(b"\0".join(files)).hexdigest()


def read_stamp() -> dict:
    """What the last finished set-up left: its key, folder and extras; empty if there is none."""
    try:
        return json.loads(STAMP.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}


def sound() -> bool:
    """Whether .venv starts, is new enough, has pip and was not moved here from another folder."""
    test = f"import pip, sys; sys.exit(sys.version_info < {OLDEST!r})"
    try:
        subprocess.check_call([str(PYTHON), "-c", test], stderr=subprocess.DEVNULL)
    except (OSError, subprocess.SubprocessError):
        return False
    return read_stamp().get("folder", str(ROOT)) == str(ROOT)


def install(extras: Sequence[str]) -> None:
    """Put the project, editable, and the extras into .venv, every version as constraints.txt has it."""
    env = {name: text for name, text in os.environ.items() if name not in MISLEADING}
    # As variables they hold for the build tool as well; relative, since pip would split a path at spaces.
    env.update(PIP_CONSTRAINT="constraints.txt", PIP_BUILD_CONSTRAINT="constraints.txt")
    command = [str(PYTHON), "-m", "pip", "install", "--no-input", "--disable-pip-version-check"]
    if not sys.stdout.isatty():
        command.append("--quiet")
    command += ["--editable", f".[{','.join(extras)}]" if extras else "."]
    if subprocess.call(command, cwd=str(ROOT), env=env):
        sys.exit("pip could not install everything: see its words above. Run this again to go on from here.")


def main(extras: Sequence[str]) -> None:
    """Bring .venv to what pyproject.toml and constraints.txt ask for, keeping extras asked for earlier."""
    if not set(extras) <= set(EXTRAS):
        sys.exit(__doc__)
    whole = sound()
    before = read_stamp() if whole else {}
    after = {"key": wanted_key(), "folder": str(ROOT), "extras": sorted({*extras, *before.get("extras", [])})}
    if not whole:
        python = find_python(candidates())
        print(f"{'Replacing' if VENV.exists() else 'Making'} .venv with {python} ...", flush=True)
        if subprocess.call([python, "-m", "venv", "--clear", str(VENV)]):
            sys.exit("Could not make .venv: see above.")
    if after != before:
        print("Installing into .venv: a few minutes and about 700 MB the first time ...", flush=True)
        if before:
            STAMP.unlink()
        install(after["extras"])
        STAMP.write_text(json.dumps(after), encoding="utf-8")
    print("The environment .venv is ready.", flush=True)


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except KeyboardInterrupt:
        sys.exit("Interrupted. Run this again to go on from here.")
