"""Where the why401 is that is tried."""

import os
import subprocess
from pathlib import Path

from .servers import Trouble

ROOT = Path(__file__).resolve().parents[3]


def find_binary() -> Path:
    """`WHY401`, or the release build. Raises Trouble when it is not there."""
    if named := os.environ.get("WHY401"):
        binary = Path(named).resolve()
    else:
        subprocess.run(["cargo", "build", "--release", "--quiet"], cwd=ROOT, check=False, stdin=subprocess.DEVNULL)
        binary = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target")) / "release" / "why401"
    if not os.access(binary, os.X_OK):
        raise Trouble(f"{binary} is not there: build it, or name another one with WHY401")
    return binary
