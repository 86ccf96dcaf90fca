"""Questions that wait for a person come first on the page, and are answered there."""

from typing import Any

from playwright.sync_api import expect
from tests.browser.console import Console


def asks(run: dict[str, Any], **asked: Any) -> None:
    """Let a run ask."""
    names = ("store_hash", "event_id", "action")
    question = {"generation": 0, "question": None, "choices": [], "asked_at": run["created_at"], "until": None} | asked
    run.update(state="held", waits_for="answer/" + question["step"])
    run["question"] = {name: run[name] for name in names} | question


def test_questions_come_first_and_are_answered_with_a_choice_or_a_result(console: Console) -> None:
    refund, charge = console.failed("sync_order")[:2]
    asks(refund, step="refund?", question="Refund order 7?", choices=["refund", "refuse"])
    asks(charge, step="charge")
    page = console.open("")
    lines = page.locator(".notes").first.locator(".note")
    expect(lines).to_have_count(2)

    page.get_by_role("button", name="refuse …").click()
    page.get_by_role("dialog", name="Refund order 7?").get_by_role("button", name="refuse", exact=True).click()
    expect(page.get_by_text('Answered: "refuse". The run continues.')).to_be_visible()
    expect(lines).to_have_count(1)

    lines.get_by_role("link").click()
    page.get_by_role("button", name="It happened …").click()
    dialog = page.get_by_role("dialog", name="Has the step charge happened?")
    dialog.get_by_label("Result").fill('"ch_1"')
    dialog.get_by_role("button", name="It happened", exact=True).click()

    expect(page.get_by_role("heading", level=1)).to_contain_text("waiting")
    assert [body.get("choice", body.get("result")) for _, body in console.data.posted] == ["refuse", '"ch_1"']
