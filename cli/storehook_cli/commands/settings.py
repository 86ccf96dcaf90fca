"""Look at your actions' settings before they are deployed."""

from pathlib import Path

from storehook_cli.authoring import project
from storehook_cli.views.printing import say


def settings() -> None:
    """Check your actions' settings, in every environment.

    It reads functions/worker/settings.py and settings.toml in this folder.
    """
    if environments := project.environments(Path.cwd()):
        say(f"The settings fit, in {', '.join(environments)}.")
    else:
        say("There are none.")
