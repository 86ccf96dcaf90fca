"""Actions may do what the file beside them says, and no more."""

from pathlib import Path
from typing import Any

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


def test_an_action_with_a_package_of_its_own_writes_where_its_file_says_and_nowhere_else(deployed: Deployed) -> None:
    s3: Any = deployed.stack.emulator.client("s3")  # type: ignore[call-overload]
    s3.create_bucket(Bucket="mugs-invoices")
    invoices, elsewhere = (
        deployed.delivery("store/order/metafield/updated", {"id": 7, "folder": folder, "title": "Mug, no. 7"})
        for folder in ("invoices", "elsewhere")
    )
    for delivery in (invoices, elsewhere):
        deployed.deliver(delivery)

    deployed.run(invoices.id, "file_invoice", "completed")
    refused = deployed.run(elsewhere.id, "file_invoice", "failed")

    body = s3.get_object(Bucket="mugs-invoices", Key="invoices/mug-no-7.txt")["Body"].read()
    assert body == b"From shop@example.com"
    assert "AccessDenied" in str(refused["attempts"][-1]["failure"])
