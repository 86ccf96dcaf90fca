"""`python -m docs.site` builds the site in strict mode; `--serve` serves it on loopback and follows edits."""

import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

from docs.site.mermaid import fetch_mermaid
from docs.site.pages import ROOT, stage

SITE = ROOT / ".site"
"""The folder of everything that is built. Git ignores it."""

UV = Path(sys.executable).with_name("uv")
ZENSICAL = [UV, "run", "--quiet", "--isolated", "--frozen", "--only-group", "docs", "zensical"]


def build() -> int:
    """Build the site, and return the exit code: a broken link or anchor is an error."""
    return subprocess.run([*ZENSICAL, "build", "--strict", "--clean"], cwd=SITE, check=False).returncode


def serve() -> int:
    """Serve the site until Ctrl-C, and copy each edited page to it."""
    with suppress(KeyboardInterrupt), subprocess.Popen([*ZENSICAL, "serve"], cwd=SITE) as server:
        while server.poll() is None:
            time.sleep(1)
            stage(SITE)
    return 0


if __name__ == "__main__":
    SITE.mkdir(exist_ok=True)
    stage(SITE)
    fetch_mermaid(SITE / "pages" / "assets" / "mermaid.min.js")
    sys.exit(serve() if "--serve" in sys.argv else build())
