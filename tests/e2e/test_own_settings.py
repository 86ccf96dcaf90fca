"""An action has the settings of its stack's environment."""

from pathlib import Path

from tests.support.deployed import Deployed


def test_an_action_has_what_the_stacks_environment_says_and_else_what_holds_everywhere(
    deployed: Deployed, tmp_path: Path
) -> None:
    told = tmp_path / "told"
    delivery = deployed.delivery("store/information/updated", {"type": "store", "told": str(told)})
    deployed.deliver(delivery)

    deployed.run(delivery.id, "use_settings", "completed")

    assert told.read_text() == "shop@example.com 7"
