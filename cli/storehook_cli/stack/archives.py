"""Zip archives of code for Lambda. Equal folders give equal archives."""

import io
import zipfile
from collections.abc import Mapping
from pathlib import Path

_DAY_ONE = (1980, 1, 1, 0, 0, 0)


def archive(folder: Path) -> bytes:
    """Return a folder's files without compression: the archive goes to the local AWS only."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as zipped:
        for path in sorted(path for path in folder.rglob("*") if path.is_file()):
            entry = zipfile.ZipInfo(path.relative_to(folder).as_posix(), _DAY_ONE)
            entry.external_attr = path.stat().st_mode << 16
            zipped.writestr(entry, path.read_bytes())
    return out.getvalue()


def archive_of(files: Mapping[str, str]) -> bytes:
    """Return an archive of files with these texts by their paths."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as zipped:
        for path, text in files.items():
            zipped.writestr(zipfile.ZipInfo(path, _DAY_ONE), text)
    return out.getvalue()
