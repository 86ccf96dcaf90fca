"""Packages that functions/worker requires, in a layer of the local stack. An edit of the code need not send them again.

On AWS, `sam` builds them into the functions' code. Python looks there first, and then in the layers (AWS docs, "Working
with layers for Python Lambda functions").
"""

import hashlib
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from storehook_cli.stack import bundle
from storehook_cli.stack.archives import archive
from storehook_cli.stack.packages import uv

if TYPE_CHECKING:
    from types_boto3_lambda import LambdaClient

PREFIX = "storehook-packages-"
"""Begin of the layer's name. A digest of requirements.txt follows."""


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
        """Folder with the installed packages, in the form of a layer."""
        return self.state / "packages" / self._digest

    @property
    def modules(self) -> Path:
        """Folder to import the packages from."""
        return self.folder / "python"

    def install(self) -> None:
        """Install the packages, unless these are installed.

        Raises:
            CommandError: a package cannot be installed.
        """
        if self.folder.exists() or not lists_packages(self.requirements):
            return
        partial = self.folder.with_suffix(".partial")
        shutil.rmtree(self.folder.parent, ignore_errors=True)  # packages of an earlier requirements.txt
        (partial / "python").mkdir(parents=True)
        target = ("--target", str(partial / "python"), "--python", sys.executable)
        problem = f"The packages of {self.requirements.name} could not be installed:"
        uv("pip", "install", "--quiet", *target, "--requirement", str(self.requirements), problem=problem)
        bundle.compile_folder(partial)
        partial.rename(self.folder)

    def add_to(self, functions: "LambdaClient", names: list[str]) -> None:
        """Give functions the layer with these packages, in place of earlier ones."""
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
        content = archive(self.folder)
        return functions.publish_layer_version(LayerName=self._name, Content={"ZipFile": content})["LayerVersionArn"]

    def _layers(self, functions: "LambdaClient", name: str) -> list[str]:
        configuration = functions.get_function_configuration(FunctionName=name)
        return [layer.get("Arn", "") for layer in configuration.get("Layers", [])]

    @property
    def _name(self) -> str:
        return f"{PREFIX}{self._digest}"

    @property
    def _digest(self) -> str:
        return hashlib.sha256(self.requirements.read_bytes()).hexdigest()[:16]


def lists_packages(requirements: Path) -> bool:
    """Return whether a requirements.txt lists packages."""
    lines = requirements.read_text().splitlines() if requirements.is_file() else []
    return any(line.strip() and not line.lstrip().startswith("#") for line in lines)
