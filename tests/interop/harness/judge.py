"""Holds what the binary did against what the case says: pure, so that it can be tried on made-up runs."""

import base64
import json
import re
from dataclasses import dataclass
from urllib.parse import quote, quote_plus

# The beginning of any JWT: `{"` in base64url, and enough behind it to be no accident.
JWT = re.compile(r"eyJ[A-Za-z0-9_-]{12,}")


@dataclass
class Outcome:
    """What one run of the binary left behind."""

    command: list[str]
    seconds: float
    exit: int
    stdout: str
    stderr: str
    report: str
    secrets: list[str]

    def everything(self) -> str:
        """All of it, for people."""
        return (
            f"$ {' '.join(self.command)}\nexit code {self.exit}\n"
            f"--- stdout\n{self.stdout}\n--- stderr\n{self.stderr}\n--- report\n{self.report}\n"
        )


def judge(case, outcome: Outcome) -> list[str]:
    """Everything that is not as the case says; empty when all is well."""
    complaints = []
    if outcome.exit != case.exit:
        complaints.append(f"the exit code is {outcome.exit}, not {case.exit}")
    try:
        report = json.loads(outcome.report)
    except ValueError:
        return [*complaints, *leaks(outcome), "there is no JSON report, or it cannot be read"]
    if report.get("summary", {}).get("exit_code") != outcome.exit:
        complaints.append("the report names another exit code")
    complaints += statuses(case.checks, report)
    complaints += wrong_cause(case.cause, report, outcome.stdout)
    printed, reported = flat(outcome.stdout), flat(" ".join(strings(report)))
    for words in case.quotes:
        if flat(words) not in printed:
            complaints.append(f"not in what was printed: {words!r}")
        if flat(words) not in reported:
            complaints.append(f"not in the JSON report: {words!r}")
    for words in case.hides:
        if flat(words) in printed:
            complaints.append(f"printed, though it should not be: {words!r}")
    return complaints + leaks(outcome)


def wrong_cause(expected: str, report: dict, printed: str) -> list[str]:
    """The cause named first, such as `scope-missing likely`: in the report and in the table."""
    if not expected:
        return []
    root = (report.get("diagnosis") or {}).get("root")
    named = f"{root['cause']} {root['confidence']}" if root else "none"
    if named != expected:
        return [f"the cause is `{named}`, not `{expected}`"]
    if root and f"{root['cause']} · {root['confidence']}" not in printed:
        return [f"the cause is not in what was printed: {named}"]
    return []


def statuses(expected: dict[str, str], report: dict) -> list[str]:
    """Every check must be named in the case and have the status that the case says."""
    found = {check["id"]: check["status"] for check in report.get("checks", [])}
    ids = list(expected) + [one for one in found if one not in expected]
    return [
        f"{one} is `{found.get(one, 'not there')}`, not `{expected.get(one, 'not there')}`"
        for one in ids
        if found.get(one) != expected.get(one)
    ]


def leaks(outcome: Outcome) -> list[str]:
    """Secrets in any output, in any form. The complaint never repeats the secret."""
    complaints = []
    for place in ("stdout", "stderr", "report"):
        text = getattr(outcome, place)
        if any(form in text for secret in outcome.secrets for form in forms(secret)):
            complaints.append(f"{place} holds a secret")
        if JWT.search(text):
            complaints.append(f"{place} holds a part of a JWT")
    return complaints


def forms(secret: str) -> set[str]:
    """The secret as it might appear: raw, escaped, percent-encoded, in base64 at any alignment."""
    found = {secret, json.dumps(secret)[1:-1], quote(secret, safe=""), quote_plus(secret), secret.encode().hex()}
    found |= {re.sub(r"%[0-9A-F]{2}", lambda match: match[0].lower(), form) for form in list(found)}
    if secret.count(".") == 2:
        found.add(secret.rsplit(".", 1)[1])
    for plain in (secret, quote_plus(secret)):
        for shift in range(3):
            # The characters at both ends depend on the neighbours.
            core = base64.b64encode(b"\0" * shift + plain.encode()).decode().rstrip("=")
            core = core[(0, 2, 3)[shift]:-1]
            found |= {core, core.replace("+", "-").replace("/", "_")}
    return {form for form in found if len(form) >= 8}


def strings(value) -> list[str]:
    """Every text in a JSON value."""
    match value:
        case str():
            return [value]
        case list():
            return [text for one in value for text in strings(one)]
        case dict():
            return [text for one in value.values() for text in strings(one)]
        case _:
            return []


def flat(text: str) -> str:
    """The text in one line."""
    return " ".join(text.split())
