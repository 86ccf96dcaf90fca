"""The sample that the documents quote is sound."""

import os
import subprocess
import sys

from tests.support.repository import ROOT, SAMPLES


def test_the_sample_passes_the_test_that_is_shown_with_it() -> None:
    paths = os.pathsep.join(str(path) for path in (SAMPLES / "functions/worker", ROOT / "layers/core"))
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-c",
        os.devnull,
        "-p",
        "no:cacheprovider",
        "--noconftest",
        "tests/actions",
    ]

    done = subprocess.run(
        command, cwd=SAMPLES, env=os.environ | {"PYTHONPATH": paths}, capture_output=True, text=True, check=False
    )

    assert done.returncode == 0, done.stdout
