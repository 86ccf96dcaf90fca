"""Look at what stands beside your actions before it is deployed."""

from pathlib import Path

from storehook_cli.authoring import project
from storehook_cli.views.printing import say


def settings() -> None:
    """Check your actions' settings and permissions.

    It reads functions/worker/settings.py, settings.toml and permissions.json in this folder.
    """
    if environments := project.environments(Path.cwd()):
        say(f"The settings fit, in {', '.join(environments)}.")
    else:
        say("There are none.")
