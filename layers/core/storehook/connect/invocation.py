"""Invocation of connect: handle one callback, log and count the outcome, answer with a page."""

from collections.abc import Callable
from typing import Any

from storehook.connect import pages
from storehook.connect.callback_handler import CallbackHandler
from storehook.connect.errors import LoginUnavailable
from storehook.errors import RequestRefused
from storehook.observability import count_all, logger, report_refused


def invoke(callback_handler: Callable[[], CallbackHandler], event: dict[str, Any], now: float) -> dict[str, Any]:
    """Answer a callback with a page, even if `callback_handler` raises."""
    logger().clear_state()
    try:
        page = callback_handler().answer(event, now)
    except RequestRefused as refused:
        report_refused(refused, "CallbacksRefused")
        return pages.answer(pages.refused(refused))
    except LoginUnavailable as unavailable:
        logger().error("Not answered: %s", unavailable)
        return _answer(pages.UNAVAILABLE, "CallbacksNotAnswered")
    except Exception:
        logger().exception("Not answered: the fault is ours")
        return _answer(pages.FAILED, "CallbacksNotAnswered")
    logger().info("Answered", extra={"callback": event.get("rawPath"), "store_hash": page.store_hash})
    return _answer(page, "CallbacksAnswered")


def _answer(page: pages.HtmlPage, metric: str) -> dict[str, Any]:
    count_all([{metric: 1}])
    return pages.answer(page)
