"""Processes of functions share unpacked layers, and only these."""

from pathlib import Path

from storehook_cli.local.unpacked_layers import FOLDER, LayerZip


def unpacked(folder: Path, name: str, text: str) -> Path:
    """Unpack an archive with one file as ministack does it, and return the file."""
    target, archive = folder / name, folder / f"{name}.zip"
    target.mkdir(parents=True)
    with LayerZip(archive, "w") as packed:
        packed.writestr("module.py", text)
    with LayerZip(archive) as packed:
        assert packed.namelist() in (["module.py"], [])
        packed.extractall(target)
    return target / "module.py"


def test_two_processes_share_a_layer(tmp_path: Path) -> None:
    first, second = (unpacked(tmp_path / process, "layer_0", "same = 1") for process in ("a", "b"))

    assert first.read_text() == "same = 1"
    assert first.samefile(second)


def test_another_layer_is_another_folder(tmp_path: Path) -> None:
    unpacked(tmp_path / "a", "layer_0", "version = 1")
    changed = unpacked(tmp_path / "b", "layer_0", "version = 2")

    assert changed.read_text() == "version = 2"
    assert len([*(tmp_path / FOLDER).iterdir()]) == 2


def test_each_process_has_its_own_code(tmp_path: Path) -> None:
    first, second = (unpacked(tmp_path / process, "code", "x = 1") for process in ("a", "b"))

    assert not first.samefile(second)


def test_a_new_layer_is_checked_before_it_is_unpacked(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    with LayerZip(tmp_path / "a" / "layer_0.zip", "w") as packed:
        packed.writestr("../escapes.py", "")
    with LayerZip(tmp_path / "a" / "layer_0.zip") as packed:
        assert packed.namelist() == ["../escapes.py"]
