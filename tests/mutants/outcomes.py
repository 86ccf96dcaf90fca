"""What became of each mutant, as mutmut left it in its files."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import ndiff
from pathlib import Path

ALIVE = {0, 5, 33}
"""mutmut's exit codes of a mutant that no test has noticed: all passed, or none came by."""


@dataclass(frozen=True, slots=True)
class Mutant:
    """One change of the library.

    Args:
        name: mutmut's name of it, such as `storehook.runs.open.x_due_in__mutmut_1`.
        function: what it is in, such as `runs.open.due_in`.
        survived: whether no test has noticed it.
        before: the changed lines as they are.
        after: as the mutant has them.
    """

    name: str
    function: str
    survived: bool
    before: str
    after: str

    @property
    def module(self) -> str:
        """The module that it is in, such as `runs.open`."""
        return self.name.removeprefix("storehook.").rpartition(".")[0]

    def __str__(self) -> str:
        return f"{self.name}\n    - {self.before}\n    + {self.after}"


def mutants_in(workplace: Path) -> Iterator[Mutant]:
    """All that were tried, by module and as they come in it."""
    source = workplace / "mutants" / "src"
    for file in sorted(source.rglob("*.py.meta")):
        path = file.with_suffix("")
        codes: dict[str, int | None] = json.loads(file.read_text())["exit_code_by_key"]
        lines = path.read_text().splitlines()
        spans: dict[str, list[int]] = json.loads(path.with_suffix(".py.spans").read_text())["spans"]
        for name, code in codes.items():
            if code is not None:
                yield _mutant(name, code, lines, spans)


def _mutant(name: str, code: int, lines: list[str], spans: dict[str, list[int]]) -> Mutant:
    module, _, mangled = name.rpartition(".")
    original, _, _ = mangled.partition("__mutmut_")
    before, after = (_body(lines, spans[each]) for each in (f"{original}__mutmut_orig", mangled))
    told = list(ndiff(before, after))
    changed = (" ".join(line[2:].strip() for line in told if line.startswith(sign)) for sign in ("- ", "+ "))
    function = original.removeprefix("xǁ").removeprefix("x_").replace("ǁ", ".")
    return Mutant(name, f"{module.removeprefix('storehook.')}.{function}", code in ALIVE, *changed)


def _body(lines: list[str], span: list[int]) -> list[str]:
    """A function's lines but the first ones, where its name stands, which is never the same."""
    start, end = span
    return [line.partition("(")[2] if "__mutmut_" in line else line for line in lines[start - 1 : end]]
