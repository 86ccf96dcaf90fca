"""Layers of the local AWS, unpacked once for all processes of all functions."""

import hashlib
import zipfile
from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import Any

FOLDER = "layers"
"""Folder with the unpacked layers, beside the folders of the processes."""

_unpacking = Lock()


class LayerZip(zipfile.ZipFile):
    """Archive that ministack unpacks for each process of a function: the code to `code`, a layer to `layer_…`.

    A process gets a link to the unpacked layer. On AWS, no function can change a layer either.
    """

    def namelist(self) -> list[str]:
        """Return the names that ministack must check before it unpacks them."""
        return [] if self._layer.exists() else super().namelist()

    def extractall(self, path: Any = None, members: Any = None, pwd: bytes | None = None) -> None:
        """Unpack the code. Replace a layer's folder with a link."""
        folder = Path(path)
        if not folder.name.startswith("layer_"):
            return super().extractall(path, members, pwd)
        with _unpacking:
            self._unpack_layer()
        folder.rmdir()
        return folder.symlink_to(self._layer)

    def _unpack_layer(self) -> None:
        if not self._layer.exists():
            partial = self._layer.with_suffix(".partial")
            super().extractall(partial)
            partial.rename(self._layer)

    @cached_property
    def _layer(self) -> Path:
        archive = Path(str(self.filename))
        with archive.open("rb") as content:
            digest = hashlib.file_digest(content, "sha256").hexdigest()
        return archive.parent.parent / FOLDER / digest
