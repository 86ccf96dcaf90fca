"""Sizes of the shipped code in bytes, unpacked and as `sam` packs it."""

import io
import zipfile
from pathlib import Path

from tests.bench.rows import Row
from tests.bench.two_stacks import LAYERS, TwoStacks

SDK = ("boto3", "botocore", "s3transfer", "jmespath", "dateutil", "urllib3")
"""The packages that the runtime includes and that the peer ships anyway."""


def size_rows(stacks: TwoStacks) -> list[Row]:
    """Compare storehook's layers and consumer with the peer's worker, with and without its SDK."""
    ours = [stacks.folder / "ours" / name for name in (*LAYERS, "DefaultConsumer")]
    theirs = [stacks.folder / "naive" / "Worker"]
    return [
        _row("zip", _zipped(ours), _zipped(theirs), "naive", 0.30),
        _row("zip", _zipped(ours), _zipped(theirs, SDK), "naive without its SDK"),
        _row("unzipped", _unzipped(ours), _unzipped(theirs), "naive", 0.45),
        _row("unzipped", _unzipped(ours), _unzipped(theirs, SDK), "naive without its SDK"),
    ]


def _row(name: str, ours: int, theirs: int, against: str, goal: float | None = None) -> Row:
    ratio = ours / theirs
    return Row(f"{name}, bytes", against, ratio, (ratio, ratio), goal)


def _files(folder: Path, without: tuple[str, ...]) -> list[Path]:
    files = [path for path in sorted(folder.rglob("*")) if path.is_file()]
    return [path for path in files if not path.relative_to(folder).parts[0].startswith(without or ("/",))]


def _unzipped(folders: list[Path], without: tuple[str, ...] = ()) -> int:
    return sum(path.stat().st_size for folder in folders for path in _files(folder, without))


def _zipped(folders: list[Path], without: tuple[str, ...] = ()) -> int:
    return sum(_archive(folder, without) for folder in folders)


def _archive(folder: Path, without: tuple[str, ...]) -> int:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in _files(folder, without):
            archive.write(path, path.relative_to(folder))
    return len(packed.getvalue())
