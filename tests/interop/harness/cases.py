"""Reads the cases and runs them: what goes before, the binary, and what it printed."""

import base64
import json
import subprocess
import time
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote_plus, urlencode

from .install import HERE
from .judge import Outcome
from .servers import Servers, Trouble, bare_environment, request

RUN_SECONDS = 60

# What a case may say; anything else in a case is a mistake.
FIELDS = {
    "name": str, "pack": str, "servers": list, "before": list, "set": dict, "env": dict, "args": list,
    "exit": int, "checks": dict, "cause": str, "quotes": list, "hides": list,
}
STEPS = {
    "run": {"command", "as"},
    "request": {"method", "url", "form", "basic", "bearer", "status", "take", "as"},
    "restart": {"server", "clock", "fresh"},
    "wait": {"seconds"},
}


@dataclass
class Case:
    """One run of the binary and what must come of it."""

    name: str
    file: str
    pack: str
    exit: int
    servers: list[str]
    checks: dict[str, str]
    quotes: list[str]
    # The cause named first and how sure, or `none`; nothing is held where it is left out.
    cause: str = ""
    hides: list[str] = field(default_factory=list)
    before: list[dict] = field(default_factory=list)
    set: dict[str, str] = field(default_factory=dict)
    env: dict[str, str] = field(default_factory=dict)
    args: list[str] = field(default_factory=list)


def load() -> list[Case]:
    """Every case, by file and then in the order of the file."""
    cases = []
    for path in sorted((HERE / "cases").glob("*.toml")):
        with open(path, "rb") as file:
            table = tomllib.load(file)
        common = {key: value for key, value in table.items() if key != "case"}
        for one in table["case"]:
            merged = common | one
            for key in ("set", "env"):
                merged[key] = common.get(key, {}) | one.get(key, {})
            cases.append(read(merged, path.name))
    names = [case.name for case in cases]
    if len(names) != len(set(names)):
        raise Trouble("two cases have the same name")
    return cases


def read(one: dict, file: str) -> Case:
    where = f"{file}, {one.get('name', 'a case without a name')}"
    for key, value in one.items():
        if key not in FIELDS or not isinstance(value, FIELDS[key]):
            raise Trouble(f"{where}: `{key}` is not something that a case has, or of another type")
    for step in one.get("before", []):
        allowed = STEPS.get(step.get("do"))
        if allowed is None or not set(step) - {"do"} <= allowed:
            raise Trouble(f"{where}: the step {step} is not known")
    for key in ("name", "pack", "servers", "exit", "checks"):
        if key not in one:
            raise Trouble(f"{where}: `{key}` is missing")
    if one["exit"] == 1 and not one.get("quotes"):
        raise Trouble(f"{where}: a failure must quote the server: `quotes` is missing")
    if one["exit"] == 1 and not one.get("cause"):
        raise Trouble(f"{where}: a failure must say which cause is named: `cause` is missing")
    return Case(file=file, **({"quotes": []} | one))


def run(case: Case, binary: Path, servers: Servers, directory: Path) -> Outcome:
    """Does what goes before, and runs the binary on the case."""
    values: dict[str, str] = {}
    touched: set[str] = set()
    fill = lambda text: servers.fill(text, values)
    try:
        for name in case.servers:
            servers.ensure(name)
        for step in case.before:
            prepare(step, servers, values, touched, fill)
        case.quotes = [fill(words) for words in case.quotes]
        return execute(case, binary, directory, values, servers, fill)
    finally:
        # The next case shall find servers as if this one had never been.
        for name in touched:
            servers.throw_away(name)


def prepare(step: dict, servers: Servers, values: dict[str, str], touched: set[str], fill) -> None:
    """Does one step."""
    match step["do"]:
        case "run":
            got = servers.act([fill(word) for word in step["command"]])
        case "request":
            got = ask(step, fill)
        case "restart":
            touched.add(step["server"])
            servers.stop(step["server"])
            if step.get("fresh"):
                servers.throw_away(step["server"])
            servers.ensure(step["server"], step.get("clock"))
            return
        case "wait":
            time.sleep(min(step["seconds"], 10))
            return
        case other:
            raise Trouble(f"there is no step {other}")
    if "as" in step:
        values[f"got.{step['as']}"] = got


def ask(step: dict, fill) -> str:
    """One request to a server, and what is taken from its answer."""
    headers = {}
    if "basic" in step:
        client, secret = (quote_plus(fill(part)) for part in step["basic"])
        headers["Authorization"] = f"Basic {base64.b64encode(f'{client}:{secret}'.encode()).decode()}"
    if "bearer" in step:
        headers["Authorization"] = f"Bearer {fill(step['bearer'])}"
    body = None
    if "form" in step:
        body = urlencode({name: fill(value) for name, value in step["form"].items()}).encode()
        headers["Content-Type"] = "application/x-www-form-urlencoded"
    url = fill(step["url"])
    method = step.get("method", "POST" if body else "GET")
    status, answer = request(method, url, body=body, headers=headers)
    if status != step.get("status", 200):
        raise Trouble(f"{method} {url} answered {status}: {answer[:500].decode(errors='replace')}")
    return str(json.loads(answer)[step["take"]]) if "take" in step else ""


def execute(case: Case, binary: Path, directory: Path, values: dict[str, str], servers: Servers, fill) -> Outcome:
    """Runs the binary as a person would, with a JSON report beside the table."""
    home = directory / "home"
    home.mkdir(exist_ok=True)
    report = directory / "report.json"
    report.unlink(missing_ok=True)
    pack = str(HERE / case.pack) if case.pack.startswith("packs/") else case.pack
    command = [str(binary), "check", pack, "--report", f"json:{report}"]
    for name, value in case.set.items():
        command += ["--set", f"{name}={fill(value)}"]
    command += [fill(word) for word in case.args]
    environment = bare_environment() | {"HOME": str(home), "NO_COLOR": "1", "COLUMNS": "160"}
    environment |= {name: fill(value) for name, value in case.env.items()}
    started = time.monotonic()
    done = subprocess.run(
        command, cwd=home, env=environment, stdin=subprocess.DEVNULL, capture_output=True, timeout=RUN_SECONDS,
    )
    raw = report.read_bytes() if report.exists() else b""
    return Outcome(
        command=command,
        seconds=time.monotonic() - started,
        exit=done.returncode,
        stdout=done.stdout.decode(errors="replace"),
        stderr=done.stderr.decode(errors="replace"),
        report=raw.decode(errors="replace"),
        secrets=secrets_of(servers, values),
    )


def secrets_of(servers: Servers, values: dict[str, str]) -> list[str]:
    """Everything that no output may hold."""
    secrets = [value for name, value in servers.values.items() if name.startswith("secret.")]
    secrets += [value for value in values.values() if value]
    for server in servers.all.values():
        issued = server.directory / "issued.txt"
        if issued.exists():
            secrets += issued.read_text().split()
    return secrets
