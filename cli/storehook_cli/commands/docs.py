"""`storehook docs`: the documentation, in a terminal."""

from typing import Annotated

import typer
from rich.console import Console
from rich.markdown import Markdown

from storehook_cli.documents.pages import find, pages
from storehook_cli.views.printing import print_table, say, say_beside


def docs(
    topic: Annotated[
        list[str] | None, typer.Argument(metavar="TOPIC", help="Name of a page, or words of a heading.")
    ] = None,
) -> None:
    """Read the documentation.

    Without a topic, lists the pages. With a topic, shows that page, or the section whose heading contains these words.
    """
    if not topic:
        print_table(("TOPIC", "TITLE", "KIND"), ((page.name, page.title, page.kind) for page in pages()))
        return
    sections = find(" ".join(topic), pages())
    if len(sections) > 1:
        say_beside("Several headings match. Name more words of one heading, or its page:")
        print_table(("PAGE", "HEADING"), ((section.page, section.heading) for section in sections))
        return
    _print(sections[0].text)


def _print(text: str) -> None:
    """Print Markdown page by page in a terminal, and as it is to a pipe."""
    console = Console()
    if not console.is_terminal:
        return say(text)
    with console.pager(styles=True):
        return console.print(Markdown(text, hyperlinks=False))
