"""Actions may do what the file beside them says, and no more."""

from pathlib import Path

from tests.support.deployed import Deployed

DENIED = "AccessDeniedException"


def test_an_action_may_do_what_its_file_says_with_what_it_names_and_nothing_else(
    deployed: Deployed, tmp_path: Path
) -> None:
    answers, outputs = tmp_path / "answers", deployed.info.outputs
    named = {"granted": outputs["HookSecret"], "other": outputs["AppSecret"]}
    delivery = deployed.delivery(
        "store/order/metafield/created", {"type": "metafield", **named, "answers": str(answers)}
    )
    deployed.deliver(delivery)

    deployed.run(delivery.id, "use_permission", "completed")

    assert answers.read_text().split() == ["yes", DENIED, DENIED]
