"""Starts servers, waits until they serve, and stops them."""

import contextlib
import os
import re
import shutil
import signal
import socket
import subprocess
import time
import tomllib
import urllib.error
import urllib.request
from pathlib import Path

from .install import HERE, WORK

READY_SECONDS = 30.0
PLACEHOLDER = re.compile(r"\{([a-z0-9-]+(?:\.[a-z0-9_-]+)?)\}")


class Trouble(Exception):
    """A server or a case cannot do its part."""


class Server:
    """One server: what it is, where it listens, and its process while it runs."""

    def __init__(self, name: str, settings: dict, directory: Path):
        self.name = name
        self.settings = settings
        self.directory = directory
        self.port = free_port()
        self.process: subprocess.Popen | None = None
        self.prepared = False

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"


class Servers:
    """Every server that the cases name, started when first wanted."""

    def __init__(self, run: Path, secrets: dict[str, str]):
        self.sources = run / "servers"
        # Beside node_modules, where Node.js looks for the packages.
        shutil.copytree(HERE / "servers", self.sources)
        with open(HERE / "servers.toml", "rb") as file:
            table = tomllib.load(file)
        self.all = {name: Server(name, settings, run / name) for name, settings in table.items()}
        self.values = {"servers": str(self.sources), "installed": str(WORK)}
        self.values |= {f"secret.{name}": value for name, value in secrets.items()}
        for name, server in self.all.items():
            self.values[name] = server.url
            self.values[f"{name}.port"] = str(server.port)
            self.values[f"{name}.directory"] = str(server.directory)

    def fill(self, text: str, more: dict[str, str]) -> str:
        """Puts values in the place of `{name}`."""
        values = self.values | more

        def value(match: re.Match) -> str:
            if match[1] not in values:
                raise Trouble(f"nothing is called {match[0]}")
            return values[match[1]]

        return PLACEHOLDER.sub(value, text)

    def ensure(self, name: str, clock: str | None = None) -> None:
        """Starts a server unless it runs; `clock` shifts its clock, such as `+1h`."""
        server = self.known(name)
        if server.process is not None and server.process.poll() is None:
            return
        for needed in server.settings.get("needs", []):
            self.ensure(needed)
        fill = lambda text: self.fill(text, {"directory": str(server.directory)})
        if not server.prepared:
            shutil.rmtree(server.directory, ignore_errors=True)
            server.directory.mkdir(parents=True)
            for target, source in server.settings.get("files", {}).items():
                (server.directory / target).write_text(fill((self.sources / source).read_text()))
            for command in server.settings.get("prepare", []):
                self.act([fill(word) for word in command], server.directory)
            server.prepared = True
        command = [fill(word) for word in server.settings["command"]]
        environment = bare_environment() | {
            name: fill(value) for name, value in server.settings.get("env", {}).items()
        }
        if clock is not None:
            # Timers go on as they are: only the time of day is another.
            environment["FAKETIME_DONT_FAKE_MONOTONIC"] = "1"
            command = ["faketime", "-f", clock, *command]
            forget_dead_clocks()
        with open(server.directory / "log", "ab") as log:
            server.process = subprocess.Popen(
                command, cwd=server.directory, env=environment, stdin=subprocess.DEVNULL,
                stdout=log, stderr=log, start_new_session=True,
            )
        self.wait(server)

    def wait(self, server: Server) -> None:
        deadline = time.monotonic() + READY_SECONDS
        while time.monotonic() < deadline:
            if server.process is None or server.process.poll() is not None:
                break
            with contextlib.suppress(OSError):
                if request("GET", server.url + server.settings["ready"], timeout=2)[0] == 200:
                    return
            time.sleep(0.05)
        log = (server.directory / "log").read_text(errors="replace")
        self.stop(server.name)
        raise Trouble(f"{server.name} does not serve; it wrote:\n{log[-3000:]}")

    def stop(self, name: str) -> None:
        """Stops a server and everything that it started."""
        server = self.known(name)
        process, server.process = server.process, None
        if process is None:
            return
        for ending in (signal.SIGTERM, signal.SIGKILL):
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, ending)
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(timeout=3)
                if not group_lives(process.pid):
                    return

    def throw_away(self, name: str) -> None:
        """Stops a server and those that need it; the next start makes them anew."""
        for other in self.all.values():
            if name in other.settings.get("needs", []):
                self.throw_away(other.name)
        self.stop(name)
        self.known(name).prepared = False

    def stop_all(self) -> None:
        for name in self.all:
            self.stop(name)

    def known(self, name: str) -> Server:
        if name not in self.all:
            raise Trouble(f"there is no server {name} in servers.toml")
        return self.all[name]

    def act(self, command: list[str], directory: Path | None = None) -> str:
        """Runs a command to its end and gives what it printed."""
        done = subprocess.run(
            command, cwd=directory, env=bare_environment(), stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=30,
        )
        if done.returncode != 0:
            raise Trouble(f"`{' '.join(command)}` failed:\n{done.stdout}{done.stderr}")
        return done.stdout.strip()


def group_lives(leader: int) -> bool:
    """Waits a moment for the rest of a process group to end."""
    for _ in range(40):
        try:
            os.killpg(leader, 0)
        except ProcessLookupError:
            return False
        time.sleep(0.025)
    return True


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def bare_environment() -> dict[str, str]:
    """What a program needs to run, and nothing that would send it through a proxy."""
    return {name: os.environ[name] for name in ("PATH", "LANG") if name in os.environ}


def request(method: str, url: str, *, body: bytes | None = None, headers: dict[str, str] | None = None,
            timeout: float = 10) -> tuple[int, bytes]:
    """One request on loopback, never through a proxy; a refusal is an answer too."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    asked = urllib.request.Request(url, data=body, headers=headers or {}, method=method)
    try:
        with opener.open(asked, timeout=timeout) as answer:
            return answer.status, answer.read()
    except urllib.error.HTTPError as refusal:
        return refusal.code, refusal.read()


def forget_dead_clocks() -> None:
    """Removes what `faketime` left behind where it was killed: it names it by its process id, and does not begin
    when a new process gets the same one."""
    for left in Path("/dev/shm").glob("*faketime_s*_*"):
        number = left.name.rsplit("_", 1)[-1]
        if number.isdecimal() and not Path("/proc", number).exists():
            with contextlib.suppress(OSError):
                left.unlink()
