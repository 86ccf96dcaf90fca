"""Bytecode beside a package: Python's use of it, and its compilation as by `compileall`."""

import importlib
import os
import py_compile
from importlib.util import cache_from_source
from pathlib import Path

import pytest

from storehook.reconciler.bytecode import is_compiled

MODES = py_compile.PycInvalidationMode


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The first file of a package without bytecode."""
    source = tmp_path / "brought" / "__init__.py"
    source.parent.mkdir()
    source.write_text("KEPT = 1\n")
    monkeypatch.syspath_prepend(tmp_path)
    importlib.invalidate_caches()
    return source


def test_a_package_without_bytecode_is_not_compiled(package: Path) -> None:
    assert not is_compiled("brought")


@pytest.mark.parametrize("mode", MODES)
def test_a_package_is_compiled_by_each_mode_of_pep_552(package: Path, mode: py_compile.PycInvalidationMode) -> None:
    py_compile.compile(str(package), invalidation_mode=mode)

    assert is_compiled("brought")


def test_bytecode_of_another_date_than_its_source_is_not_valid(package: Path) -> None:
    py_compile.compile(str(package), invalidation_mode=MODES.TIMESTAMP)
    os.utime(package, (0, 315_619_200))

    assert not is_compiled("brought")


def test_bytecode_of_another_python_is_not_valid(package: Path) -> None:
    compiled = Path(py_compile.compile(str(package)) or "")
    compiled.write_bytes(b"none" + compiled.read_bytes()[4:])

    assert not is_compiled("brought")


def test_bytecode_that_was_cut_off_is_not_valid(package: Path) -> None:
    Path(cache_from_source(str(package))).parent.mkdir()
    Path(cache_from_source(str(package))).write_bytes(b"")

    assert not is_compiled("brought")


def test_a_package_that_is_not_there_is_not_compiled() -> None:
    assert not is_compiled("brought_by_nobody")
