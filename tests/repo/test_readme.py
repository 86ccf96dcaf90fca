"""The README quotes files that are tested."""

import re

import pytest
from tests.repo.conftest import ROOT

README = (ROOT / "README.md").read_text()
QUOTED = re.findall(r"```python\n# (functions/\S+)\n(.*?)```", README, re.DOTALL)


def test_the_readme_quotes_an_action_and_a_model() -> None:
    assert {path.split("/")[2] for path, _ in QUOTED} == {"actions", "models"}


@pytest.mark.parametrize(("path", "text"), QUOTED)
def test_a_quoted_file_is_quoted_as_it_is(path: str, text: str) -> None:
    assert text == (ROOT / path).read_text()


@pytest.mark.parametrize("command", re.findall(r"^\$ make (\w+)", README, re.MULTILINE))
def test_every_make_target_in_the_readme_exists(command: str) -> None:
    assert re.search(rf"^{command}:", (ROOT / "Makefile").read_text(), re.MULTILINE)
