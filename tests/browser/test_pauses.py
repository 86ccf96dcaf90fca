"""Pausing actions and lanes: what is paused stands above the runs, and is resumed there."""

from playwright.sync_api import expect
from tests.browser.console import Console


def test_a_lane_is_paused_with_a_reason_and_resumed(console: Console) -> None:
    page = console.open("")
    page.get_by_role("button", name="Pause long …").click()
    page.get_by_label("Reason").fill("the printer is out")
    page.get_by_role("button", name="Pause", exact=True).click()
    line = page.locator(".note", has_text="The lane long is paused:")
    expect(line).to_contain_text("12 runs held since")
    expect(line).to_contain_text("assumed-role/Operator/zoe. the printer is out")

    page.get_by_role("button", name="Resume … the lane long").click()
    page.get_by_role("button", name="Resume", exact=True).click()

    expect(line).to_have_count(0)
    assert [path for path, _ in console.data.posted] == ["/api/lanes/long/pause", "/api/lanes/long/resume"]


def test_an_action_is_paused_from_one_of_its_runs(console: Console) -> None:
    run = console.data.runs[0]
    page = console.open(f"?view=run&store={run['store_hash']}&event={run['event_id']}&action={run['action']}")
    page.get_by_role("button", name="Pause action …").click()
    page.get_by_role("button", name="Pause", exact=True).click()

    expect(page.get_by_role("dialog")).to_have_count(0)
    assert console.data.posted == [(f"/api/actions/{run['action']}/pause", {"reason": ""})]
