"""Examples of docs/examples, as the reference quotes them."""

from collections.abc import Iterator

from docs.site.pages import DOCS
from docs.site.reference.markdown import block

FOLDER = DOCS / "examples"


def section(name: str) -> str:
    """Return the section of an example: its action, its event, and the runs that its test expects."""
    return "\n\n".join(_parts(name))


def _parts(name: str) -> Iterator[str]:
    folder = FOLDER / name
    test = f"[Its test](../examples/{name}/test_action.py)"
    yield f"### Example of {name}"
    yield block((folder / "action.py").read_text())
    if (event := folder / "event.json").exists():
        yield "`data` of its event:"
        yield block(event.read_text(), "json")
        yield f"{test} sends it, and sees these runs:"
    else:
        yield f"{test} lets time pass, and sees these runs:"
    yield block((folder / "output.txt").read_text(), "text")
