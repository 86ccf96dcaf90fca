"""Outcomes of mutants, from mutmut's files."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import ndiff
from pathlib import Path
from typing import Literal

ALIVE = {0, 5, 33}
"""mutmut's exit codes of a surviving mutant: all tests passed, or none executed it."""

ENDLESS = {-24, 24, 36, 152, 255}
"""mutmut's exit codes of a mutant whose tests did not end in time."""

type Result = Literal["killed", "timed out", "survived", "not run"]


@dataclass(frozen=True, slots=True)
class Mutant:
    """One change of the library.

    Args:
        name: mutmut's name, such as `storehook.runs.open.x_due_in__mutmut_1`.
        function: the changed function, such as `runs.open.due_in`.
        result: `survived` if no test failed; `timed out` if a test did not end.
        before: the changed lines in the library.
        after: the changed lines in the mutant.
    """

    name: str
    function: str
    result: Result
    before: str
    after: str

    @property
    def survived(self) -> bool:
        """No test failed."""
        return self.result == "survived"

    @property
    def module(self) -> str:
        """The changed module, such as `runs.open`."""
        return self.name.removeprefix("storehook.").rpartition(".")[0]

    def __str__(self) -> str:
        return f"{self.name}\n    - {self.before}\n    + {self.after}"


def mutants_in(workplace: Path) -> Iterator[Mutant]:
    """Return the mutants, by module and in their order there."""
    source = workplace / "mutants" / "src"
    for file in sorted(source.rglob("*.py.meta")):
        path = file.with_suffix("")
        codes: dict[str, int | None] = json.loads(file.read_text())["exit_code_by_key"]
        lines = path.read_text().splitlines()
        spans: dict[str, list[int]] = json.loads(path.with_suffix(".py.spans").read_text())["spans"]
        for name, code in codes.items():
            yield _mutant(name, _result(code), lines, spans)


def forget_survivors(workplace: Path) -> None:
    """Forget the results of all mutants but the killed ones. mutmut runs mutants that have no result."""
    for file in (workplace / "mutants" / "src").rglob("*.py.meta"):
        outcome = json.loads(file.read_text())
        codes: dict[str, int | None] = outcome["exit_code_by_key"]
        kept = {name: code if _result(code) == "killed" else None for name, code in codes.items()}
        file.write_text(json.dumps(outcome | {"exit_code_by_key": kept}))


def _result(code: int | None) -> Result:
    if code is None:
        return "not run"
    if code in ALIVE:
        return "survived"
    return "timed out" if code in ENDLESS else "killed"


def _mutant(name: str, result: Result, lines: list[str], spans: dict[str, list[int]]) -> Mutant:
    module, _, mangled = name.rpartition(".")
    original, _, _ = mangled.partition("__mutmut_")
    before, after = (_body(lines, spans[span]) for span in (f"{original}__mutmut_orig", mangled))
    diff = list(ndiff(before, after))
    changed = (" ".join(line[2:].strip() for line in diff if line.startswith(sign)) for sign in ("- ", "+ "))
    function = original.removeprefix("xǁ").removeprefix("x_").replace("ǁ", ".")
    return Mutant(name, f"{module.removeprefix('storehook.')}.{function}", result, *changed)


def _body(lines: list[str], span: list[int]) -> list[str]:
    """Return a function's lines without its name, which always differs."""
    start, end = span
    return [line.partition("(")[2] if "__mutmut_" in line else line for line in lines[start - 1 : end]]
