"""Inputs in which everything that comes from elsewhere tries to break out of whatever shows it."""

import json
from pathlib import Path

# What a server may put into its answer to break out of a format.
EVIL = (
    "]]> --> </script> ::error::owned %0A::error::owned \u0007\u001b[2J\u001b]0;owned\u0007 \u202etxet\u202c \u2028 \ufffe"
    " | a | `b` \"c\" 'd' \\ # SKIP \\n Bail out! ok 1 - forged & < > {x=\"y\"} \U0001f600 LONE"
)


def hostile(folder: Path) -> None:
    # Half a character, as a server may write it.
    body = json.dumps({"code": "unauthorized", "message": EVIL, "contextId": EVIL}).replace("LONE", "\\ud800")
    (folder / "hostile.txt").write_text(
        f"$ curl -i https://api.example.com/v1/messages?q={EVIL} -H 'Authorization: Bearer abc'\n\n"
        f"HTTP/1.1 401 Unauthorized\nServer: {EVIL}\nContent-Type: application/json\n"
        f'WWW-Authenticate: Bearer error="invalid_token", error_description="The token expired {EVIL}"\n\n{body}\n'
    )
    headers = [{"name": "Content-Type", "value": "application/json"}, {"name": "X-Request-Id", "value": EVIL}]
    entry = {
        "startedDateTime": "2026-11-22T15:00:00.000Z",
        "time": 1,
        "request": {"method": "GET", "url": "https://api.example.com/v1/" + EVIL, "headers": [], "httpVersion": "HTTP/1.1"},
        "response": {"status": 403, "statusText": EVIL, "headers": headers, "content": {"mimeType": "application/json", "text": body}},
    }
    (folder / "hostile.har").write_text(json.dumps({"log": {"version": "1.2", "entries": [entry] * 20}}))
    (folder / "broken.yaml").write_text(f"version: 1\nname: x\n{json.dumps(EVIL)}: 1\nchecks: [\n")
    check = {
        "pack": EVIL, "id": EVIL, "title": EVIL, "kind": "http", "status": "fail", "severity": "error", "effect": "read",
        "proves": None, "saw": EVIL * 100, "mismatches": [], "blocked_by": None, "skipped": None, "facts": [],
        "attempts": 1, "duration_ms": 1, "source": {"file": EVIL, "line": 1, "column": 1}, "remedies": [EVIL],
        "docs": EVIL, "cleanup": {"done": False, "saw": EVIL, "facts": []},
    }
    report = {
        "version": 1, "tool": {"name": "why401", "version": "0.1.0"},
        "run": {"id": EVIL, "started": "2026-11-22T15:00:00Z", "duration_ms": 1, "target": EVIL, "faults": [EVIL],
                "interrupted": False, "deadline_passed": False},
        "summary": {"pass": 0, "warn": 0, "fail": 1, "error": 0, "skip": 0, "blocked": 0, "exit_code": 1},
        "packs": [{"name": EVIL, "title": EVIL}], "checks": [check],
        "diagnosis": {"root": None, "others": [], "ruled_out": [], "experiments": [], "unexplained": [EVIL], "next": EVIL,
                      "remedies": []},
        "redaction": {"secrets_known": 0, "forms_searched": 0, "hits": 0, "not_searchable": 0},
    }
    (folder / "report.json").write_text(json.dumps(report))
