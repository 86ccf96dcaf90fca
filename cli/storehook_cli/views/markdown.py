"""Markdown for a terminal, page by page; as it is for a pipe."""

from rich.console import Console
from rich.markdown import Markdown

from storehook_cli.views.printing import say


def print_markdown(text: str) -> None:
    """Print a text in Markdown."""
    console = Console()
    if not console.is_terminal:
        say(text)
        return
    with console.pager(styles=True):
        console.print(Markdown(text, hyperlinks=False))
