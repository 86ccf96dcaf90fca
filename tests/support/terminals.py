"""A terminal, as somebody who sits before it sees it."""

import os
import select


def read_until(terminal: int, text: str) -> str:
    """What appears on a terminal up to a text; fails if it does not appear within half a minute."""
    shown = ""
    while text not in shown:
        assert select.select([terminal], [], [], 30)[0], f"{text!r} was not asked; the terminal shows {shown!r}"
        shown += os.read(terminal, 1000).decode()
    return shown
