"""Proves that a case can fail: made-up runs, each wrong in one way, held against one case."""

import base64
import json
import unittest
from dataclasses import replace
from types import SimpleNamespace

from .judge import Outcome, judge

SECRET = "k3+/pt=%secret:9f"
CASE = SimpleNamespace(
    exit=1, checks={"token": "fail", "signature": "blocked"}, cause="client-secret-wrong likely", quotes=["client authentication failed"],
    hides=["missing"],
)
REPORT = {
    "summary": {"exit_code": 1},
    "checks": [
        {"id": "token", "status": "fail", "saw": "401 invalid_client: client authentication failed"},
        {"id": "signature", "status": "blocked", "saw": ""},
    ],
    "diagnosis": {"root": {"cause": "client-secret-wrong", "confidence": "likely"}},
}
GOOD = Outcome(
    command=["why401"], seconds=0.1, exit=1, stdout="✗ token  401 invalid_client: client\n authentication failed\n"
    "why  the secret is refused     client-secret-wrong · likely\n",
    stderr="", report=json.dumps(REPORT), secrets=[SECRET],
)


def changed(**changes) -> str:
    return json.dumps(REPORT | changes)


class Judging(unittest.TestCase):
    """Every way to be wrong is noticed, and a run without fault is not accused."""

    def test_a_run_without_fault(self):
        self.assertEqual(judge(CASE, GOOD), [])

    def test_each_fault_is_noticed(self):
        passed = [{**REPORT["checks"][0], "status": "pass"}, REPORT["checks"][1]]
        silent = [{**REPORT["checks"][0], "saw": "401"}, REPORT["checks"][1]]
        more = [*REPORT["checks"], {"id": "another", "status": "pass", "saw": ""}]
        basic = base64.b64encode(f"client:{SECRET}".encode()).decode()
        for name, wrong, words in [
            ("exit code", replace(GOOD, exit=0), "the exit code is 0, not 1"),
            ("status", replace(GOOD, report=changed(checks=passed)), "token is `pass`, not `fail`"),
            ("check missing", replace(GOOD, report=changed(checks=REPORT["checks"][:1])), "signature is `not there`"),
            ("check not named", replace(GOOD, report=changed(checks=more)), "another is `pass`, not `not there`"),
            ("no report", replace(GOOD, report=""), "no JSON report"),
            ("report disagrees", replace(GOOD, report=changed(summary={"exit_code": 0})), "another exit code"),
            ("not printed", replace(GOOD, stdout="✗ token 401"), "not in what was printed"),
            ("not reported", replace(GOOD, report=changed(checks=silent)), "not in the JSON report"),
            ("printed in spite", replace(GOOD, stdout=GOOD.stdout + "missing"), "should not be"),
            ("secret raw", replace(GOOD, stderr=f"secret is {SECRET}"), "stderr holds a secret"),
            ("secret in Basic", replace(GOOD, stdout=GOOD.stdout + basic), "stdout holds a secret"),
            ("secret encoded", replace(GOOD, stderr="k3%2B%2Fpt%3D%25secret%3A9f"), "stderr holds a secret"),
            ("a JWT", replace(GOOD, stderr="Bearer eyJhbGciOiJSUzI1NiJ9.e30.AA"), "part of a JWT"),
        ]:
            with self.subTest(name):
                complaints = judge(CASE, wrong)
                self.assertTrue(any(words in one for one in complaints), complaints)
                self.assertFalse(any(SECRET in one for one in complaints))


def passes() -> bool:
    """Whether the judge can be trusted."""
    suite = unittest.defaultTestLoader.loadTestsFromTestCase(Judging)
    return unittest.TextTestRunner(verbosity=0).run(suite).wasSuccessful()
