"""The script that draws diagrams. The site brings its own copy, so that a reader's browser asks nobody else for it."""

import base64
import hashlib
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

VERSION = "12.3.0"
SHA512 = "4113TdXeLAsMruJ79OpFL5O8+LTFXhQqZ260rF3tgUmiNAtRm4Uume04I+65PRN6yZ69J4f8rVYWW8zRk65UYw=="
"""The checksum that npm publishes for the package."""

SCRIPT = "package/dist/mermaid.min.js"


def fetch_mermaid(file: Path) -> None:
    """Write mermaid's script into a file, unless it is there."""
    if file.is_file():
        return
    with tempfile.TemporaryDirectory() as folder:
        npm = Path(sys.executable).with_name("npm")
        subprocess.run(
            [npm, "pack", "--silent", f"mermaid@{VERSION}"], cwd=folder, check=True, stdout=subprocess.DEVNULL
        )
        (package,) = Path(folder).glob("*.tgz")
        if base64.b64encode(hashlib.sha512(package.read_bytes()).digest()).decode() != SHA512:
            sys.exit(f"npm's mermaid {VERSION} is not the package whose checksum {__file__} has.")
        with tarfile.open(package) as archive:
            archive.extract(SCRIPT, folder, filter="data")
        file.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(Path(folder, SCRIPT), file)
