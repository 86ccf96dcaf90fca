"""`storehook settings`: check settings and permissions before a deploy."""

from pathlib import Path

from storehook_cli.authoring import project
from storehook_cli.views.printing import say


def settings() -> None:
    """Check your actions' settings and permissions.

    Reads functions/worker/settings.py, settings.toml and permissions.json in this folder.
    """
    if environments := project.environments(Path.cwd()):
        say(f"The settings are valid in {', '.join(environments)}.")
    else:
        say("This project has no settings.")
