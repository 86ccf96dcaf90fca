"""docs/reference/run-states.md: the states of a run, and the results of a message."""

from docs.site.reference.docstrings import items
from docs.site.reference.markdown import code, sentence, table
from docs.site.reference.markdown import page as whole_page
from docs.site.reference.source import attribute_docstring

from storehook.runs import run


def page() -> str:
    """Write the page."""
    states = items(attribute_docstring(run, "State"))
    rows = ((code(state), sentence(states[state]), _ends(state)) for state in run.STATES)
    return whole_page(
        "Run states",
        "`storehook.runs.run`",
        "A run is one action on one event. The console, `storehook runs` and the logs name its state.",
        table(("state", "description", "final"), rows),
    )


def _ends(state: str) -> str:
    return "yes" if state in run.FINISHED or state == "failed" else "no"
