"""Built folders get bytecode that Lambda can use."""

import importlib.util
from pathlib import Path

import pytest

from storehook_cli.errors import CommandError
from storehook_cli.stack.bundle import compile_bytecode


def test_a_built_modules_bytecode_names_the_path_that_it_has_in_lambda(tmp_path: Path) -> None:
    (tmp_path / "Worker").mkdir()
    (tmp_path / "Worker" / "consumer.py").write_text("def handler(): ...\n")

    compile_bytecode(tmp_path)

    compiled = Path(importlib.util.cache_from_source(str(tmp_path / "Worker" / "consumer.py"))).read_bytes()
    assert b"/var/task/consumer.py" in compiled


def test_a_layers_bytecode_names_the_path_that_it_has_in_lambda(tmp_path: Path) -> None:
    (tmp_path / "Layer" / "python").mkdir(parents=True)
    (tmp_path / "Layer" / "python" / "library.py").write_text("def work(): ...\n")

    compile_bytecode(tmp_path)

    compiled = Path(importlib.util.cache_from_source(str(tmp_path / "Layer" / "python" / "library.py"))).read_bytes()
    assert b"/opt/python/library.py" in compiled


def test_the_core_layer_gets_the_bytecode_of_the_bytecode_layer(tmp_path: Path) -> None:
    module = tmp_path / "CoreLayer" / "python" / "library.py"
    cached = Path(importlib.util.cache_from_source(str(module)))
    built = tmp_path / "BytecodeLayer" / cached.relative_to(tmp_path / "CoreLayer")
    for folder in (module.parent, built.parent):
        folder.mkdir(parents=True)
    module.write_text("def work(): ...\n")
    built.write_bytes(b"compiled by sam build")

    compile_bytecode(tmp_path)

    assert cached.read_bytes() == b"compiled by sam build"


def test_a_file_that_is_no_python_fails_the_build(tmp_path: Path) -> None:
    (tmp_path / "Worker").mkdir()
    (tmp_path / "Worker" / "broken.py").write_text("def (:\n")

    with pytest.raises(CommandError, match="Worker is not valid Python"):
        compile_bytecode(tmp_path)
