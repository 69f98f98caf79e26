"""Puts the servers into `.work`: exact versions, nothing fetched twice."""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent.parent
WORK = HERE / ".work"
# The Python servers, each in an environment of its own, by the name of its list of packages.
PYTHON = ["canaille", "nanoidp"]

# Programs and the Debian packages that bring them.
PROGRAMS = {
    "chromium": "chromium",
    "node": "nodejs",
    "npm": "npm",
    "openssl": "openssl",
    "faketime": "faketime",
    "docker-registry": "docker-registry",
}


class Missing(Exception):
    """Something that the cases need cannot be installed."""


def install() -> None:
    """Installs whatever is missing.

    Raises Missing, with what to do, when something cannot be installed.
    """
    WORK.mkdir(exist_ok=True)
    programs()
    once("npm", ["package.json", "package-lock.json"], npm)
    for name in PYTHON:
        once(name, [f"requirements/{name}.txt"], lambda name=name: pip(name))


def programs() -> None:
    packages = sorted(package for program, package in PROGRAMS.items() if not shutil.which(program))
    venv = subprocess.run([sys.executable, "-c", "import ensurepip, venv"], capture_output=True)
    if venv.returncode != 0:
        packages.append("python3-venv")
    if not packages:
        return
    by_hand = f"apt-get install {' '.join(packages)}"
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        raise Missing(f"these packages are needed: {' '.join(packages)}; install them with: {by_hand}")
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    # Where the package brings a service of its own, it is not to be started.
    policy = Path("/usr/sbin/policy-rc.d")
    ours = not policy.exists()
    if ours:
        policy.write_text("#!/bin/sh\nexit 101\n")
        policy.chmod(0o755)
    try:
        command = ["apt-get", "install", "-y", "-q", "--no-install-recommends", *packages]
        if subprocess.run(command, env=environment, capture_output=True).returncode != 0:
            fetch(["apt-get", "update", "-q"], env=environment)
            fetch(command, env=environment)
    finally:
        if ours:
            policy.unlink()


def npm() -> None:
    for name in ["package.json", "package-lock.json"]:
        shutil.copy(HERE / name, WORK / name)
    fetch(["npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts"], cwd=WORK)


def pip(name: str) -> None:
    environment = WORK / name
    shutil.rmtree(environment, ignore_errors=True)
    fetch([sys.executable, "-m", "venv", str(environment)])
    pip = [str(environment / "bin/pip"), "install", "-q", "--disable-pip-version-check"]
    fetch([*pip, "-r", str(HERE / "requirements" / f"{name}.txt")])


def once(name: str, inputs: list[str], act) -> None:
    """Runs `act` unless it was finished before with the same inputs."""
    digest = hashlib.sha256(sys.version.encode())
    for one in inputs:
        digest.update((HERE / one).read_bytes())
    stamp = WORK / f"{name}.installed"
    if stamp.exists() and stamp.read_text() == digest.hexdigest():
        return
    stamp.unlink(missing_ok=True)
    act()
    stamp.write_text(digest.hexdigest())


def fetch(command: list[str], **options) -> None:
    """Runs a package manager; twice, since a network may hiccup."""
    said = b""
    for _ in range(2):
        done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, timeout=300, **options)
        if done.returncode == 0:
            return
        said = done.stdout + done.stderr
    raise Missing(f"`{' '.join(command)}` failed:\n{said.decode(errors='replace')[-2000:]}")
