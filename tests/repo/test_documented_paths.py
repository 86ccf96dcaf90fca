"""The library knows the paths that BigCommerce documents."""

from tests.support import documented_paths


def test_the_library_has_the_paths_of_the_facts() -> None:
    assert documented_paths.FILE.read_text() == documented_paths.written(), "python -m tests.support.documented_paths"
