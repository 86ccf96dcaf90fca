"""The documentation, in a terminal."""

from typing import Annotated

import typer

from storehook_cli.documents.pages import find, pages
from storehook_cli.views.markdown import print_markdown
from storehook_cli.views.printing import print_table, say_beside


def docs(
    topic: Annotated[
        list[str] | None, typer.Argument(metavar="TOPIC", help="The name of a page, or words of a heading.")
    ] = None,
) -> None:
    """Read the documentation.

    Without a topic it lists the pages. With one it shows that page, or the section whose heading has these words.
    """
    if not topic:
        print_table(("TOPIC", "TITLE", "KIND"), ((page.name, page.title, page.kind) for page in pages()))
        return
    sections = find(" ".join(topic), pages())
    if len(sections) > 1:
        say_beside("Several headings match. Give more of the one that you want, or its page:")
        print_table(("PAGE", "HEADING"), ((section.page, section.heading) for section in sections))
        return
    print_markdown(sections[0].text)
