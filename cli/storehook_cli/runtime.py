"""The Python that the local AWS runs functions in: what a Lambda runtime has, and nothing of the development tools.

So a module that the bundle forgot to ship is missing here too.
"""

import os
import subprocess
import sys
from pathlib import Path

from storehook_cli.errors import CommandError

ROOT = Path(__file__).parents[2]
"""The folder of this checkout: its lock file pins the runtime's packages."""


def install_runtime(folder: Path) -> None:
    """Make the virtual environment, or bring it up to date.

    Raises:
        CommandError: the packages could not be installed.
    """
    done = subprocess.run(
        [
            str(Path(sys.executable).parent / "uv"),
            *("sync", "--frozen", "--quiet", "--no-default-groups", "--only-group", "runtime"),
            *("--python", sys.executable, "--project", str(ROOT)),
        ],
        env={key: value for key, value in os.environ.items() if key != "VIRTUAL_ENV"}
        | {"UV_PROJECT_ENVIRONMENT": str(folder)},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise CommandError(f"The functions' Python could not be set up:\n\n{done.stderr.strip()}")
