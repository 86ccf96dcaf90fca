"""Messages about the demo store."""

import pytest

from storehook_cli.local.demo_store import NotRegisteredError


@pytest.mark.parametrize("reason", ["Another app has a webhook there.", "HTTP 500"])
def test_a_failed_registration_ends_in_one_full_stop(reason: str) -> None:
    message = str(NotRegisteredError(reason))

    assert message == f"The demo store's webhooks were not registered: {reason.removesuffix('.')}."
