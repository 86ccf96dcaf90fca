"""Built folders get bytecode that Lambda can use."""

import importlib.util
from pathlib import Path

import pytest

from storehook_cli.errors import CommandError
from storehook_cli.stack.bundle import compile_bytecode, without_bytecode_layer


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


def test_the_local_aws_gets_no_layer_of_bytecode() -> None:
    core, bytecode = ({"Ref": f"{name}Layer"} for name in ("Core", "Bytecode"))
    function = {"Runtime": "python3.13", "Layers": [core, bytecode]}
    resources = {"CoreLayer": {"Type": "layer"}, "BytecodeLayer": {"Type": "layer"}}

    left = without_bytecode_layer({"Globals": {"Function": function}, "Resources": resources, "Outputs": {}})

    assert left == {
        "Globals": {"Function": {"Runtime": "python3.13", "Layers": [core]}},
        "Resources": {"CoreLayer": {"Type": "layer"}},
        "Outputs": {},
    }


def test_a_file_that_is_no_python_fails_the_build(tmp_path: Path) -> None:
    (tmp_path / "Worker").mkdir()
    (tmp_path / "Worker" / "broken.py").write_text("def (:\n")

    with pytest.raises(CommandError, match="Worker is not valid Python"):
        compile_bytecode(tmp_path)
