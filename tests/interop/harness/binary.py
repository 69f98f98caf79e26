"""Where the why401 is that is tried."""

import os
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]


def find_binary() -> Path:
    """`WHY401`, or the release build."""
    if named := os.environ.get("WHY401"):
        return Path(named).resolve()
    subprocess.run(["cargo", "build", "--release", "--quiet"], cwd=ROOT, check=True, stdin=subprocess.DEVNULL)
    return Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target")) / "release" / "why401"
