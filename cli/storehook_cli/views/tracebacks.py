"""Tracebacks in the terminal: the author's frames in full, and the number of frames of the library."""

import re
from collections.abc import Iterator
from itertools import groupby

_FRAME = r'  File "(?P<path>[^"\n]+)", line (?P<line>\d+), in .*\n?(?:    .*\n?|  \[Previous line .*\n?)*'

_PART = re.compile(rf"(?P<frame>{_FRAME})|.*\n|.+", re.MULTILINE)

# The layer on Lambda, in the local AWS, and in a checkout. Its dependencies are not the author's code either.
_LAYER = re.compile(r"/opt/python/|/layer_\d+/python/|/layers/core/")

_FOLDER = re.compile(
    r"^(?:/var/task|.*/ministack-lambda-[^/]+/code|.*/functions/worker|.*/site-packages|.*/lib/python3\.\d+)/"
)


def folded(traceback: str) -> str:
    """Shorten a stored traceback.

    Paths are relative to the author's folder. Consecutive frames of the library are replaced by their number, unless
    the traceback has no others.
    """
    parts = list(_PART.finditer(traceback))
    if all(_is_ours(part) for part in parts if part["frame"]):
        return "".join(map(_shortened, parts))
    return "".join(_parts(parts))


def places(traceback: str) -> list[tuple[str, int]]:
    """Return the file and line of each frame that is not the library's. Files are relative to the author's folder."""
    frames = [part for part in _PART.finditer(traceback) if part["frame"] and not _is_ours(part)]
    return [(_FOLDER.sub("", part["path"]), int(part["line"])) for part in frames]


def _parts(parts: list[re.Match[str]]) -> Iterator[str]:
    for is_ours, group in groupby(parts, _is_ours):
        if is_ours:
            count = len(list(group))
            yield f"  … {count} {'frame' if count == 1 else 'frames'} of storehook\n"
        else:
            yield from map(_shortened, group)


def _is_ours(part: re.Match[str]) -> bool:
    return bool(part["frame"] and _LAYER.search(part["path"]))


def _shortened(part: re.Match[str]) -> str:
    return part[0].replace(part["path"], _FOLDER.sub("", part["path"]), 1) if part["frame"] else part[0]
