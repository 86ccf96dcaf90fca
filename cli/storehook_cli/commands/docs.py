"""`storehook docs`: the documentation, in a terminal."""

from typing import Annotated

import typer

from storehook_cli.documents.pages import find, pages
from storehook_cli.views.markdown import print_markdown
from storehook_cli.views.printing import print_table, say_beside


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
    print_markdown(sections[0].text)
