"""Packages that functions/worker requires, for the local stack. An edit of the code need not send them again.

On AWS, `sam` builds them into the functions' code. Here, they stay in a folder of this machine, and a layer of one line
adds that folder to Python's path, before the library's layers.
"""

import hashlib
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from storehook_cli.stack import bundle
from storehook_cli.stack.archives import archive_of
from storehook_cli.stack.packages import uv

if TYPE_CHECKING:
    from types_boto3_lambda import LambdaClient

POINTER = "python/lib/python3.13/site-packages/packages.pth"
"""File in the layer. Python runs its line as it runs that of a `.pth` file in any site-packages (Python docs, site)."""

PREFIX = "storehook-packages-"
"""Begin of the layer's name. A digest of the folder's path follows."""


@dataclass(frozen=True, slots=True)
class LocalPackages:
    """Packages of one requirements.txt.

    Args:
        state: folder of the local stack. It keeps what was installed.
    """

    requirements: Path
    state: Path

    @property
    def folder(self) -> Path:
        """Folder to import the packages from."""
        return self.state / "site-packages" / self._digest

    @property
    def installed(self) -> Path | None:
        """The folder, if the packages are in it."""
        return self.folder if self.folder.exists() else None

    def install(self) -> None:
        """Install the packages, unless these are installed.

        Raises:
            CommandError: a package cannot be installed.
        """
        if self.folder.exists() or not lists_packages(self.requirements):
            return
        partial = self.folder.with_suffix(".partial")
        shutil.rmtree(partial, ignore_errors=True)
        partial.mkdir(parents=True)
        target = ("--target", str(partial), "--python", sys.executable)
        problem = f"The packages of {self.requirements.name} could not be installed:"
        uv("pip", "install", "--quiet", *target, "--requirement", str(self.requirements), problem=problem)
        bundle.compile_folder(partial)
        partial.rename(self.folder)

    def remove_others(self) -> None:
        """Delete the packages of earlier requirements.txt. No function may use them any more."""
        for folder in self.folder.parent.glob("*"):
            if folder != self.folder:
                shutil.rmtree(folder, ignore_errors=True)

    def add_to(self, functions: "LambdaClient", names: list[str]) -> None:
        """Give functions the layer for these packages, in place of earlier ones."""
        layers = {name: self._layers(functions, name) for name in names}
        own = {name: [layer for layer in before if PREFIX in layer] for name, before in layers.items()}
        if all(self._is_current(arns) for arns in own.values()):
            return
        added = [self._publish(functions)] if lists_packages(self.requirements) else []
        for name, before in layers.items():
            others = [layer for layer in before if layer not in own[name]]
            functions.update_function_configuration(FunctionName=name, Layers=[*others, *added])

    def _is_current(self, arns: list[str]) -> bool:
        if lists_packages(self.requirements):
            return len(arns) == 1 and self._name in arns[0]
        return not arns

    def _publish(self, functions: "LambdaClient") -> str:
        self.install()
        content = archive_of({POINTER: f"import sys; sys.path.insert(0, {str(self.folder.resolve())!r})\n"})
        return functions.publish_layer_version(LayerName=self._name, Content={"ZipFile": content})["LayerVersionArn"]

    def _layers(self, functions: "LambdaClient", name: str) -> list[str]:
        configuration = functions.get_function_configuration(FunctionName=name)
        return [layer.get("Arn", "") for layer in configuration.get("Layers", [])]

    @property
    def _name(self) -> str:
        return PREFIX + hashlib.sha256(str(self.folder.resolve()).encode()).hexdigest()[:16]

    @property
    def _digest(self) -> str:
        return hashlib.sha256(self.requirements.read_bytes()).hexdigest()[:16]


def lists_packages(requirements: Path) -> bool:
    """Return whether a requirements.txt lists packages."""
    lines = requirements.read_text().splitlines() if requirements.is_file() else []
    return any(line.strip() and not line.lstrip().startswith("#") for line in lines)
