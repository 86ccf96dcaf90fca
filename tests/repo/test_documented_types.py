"""The library has the types of the documented answers, and no function loads them."""

from tests.support import documented_types


def test_the_library_has_the_types_of_the_facts() -> None:
    assert documented_types.FILE.read_text() == documented_types.written(), "python -m tests.support.documented_types"


def test_the_types_are_a_stub_that_nothing_can_load() -> None:
    assert documented_types.FILE.suffix == ".pyi"
    assert not documented_types.FILE.with_suffix(".py").exists()
