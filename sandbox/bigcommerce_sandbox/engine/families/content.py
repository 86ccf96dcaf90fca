"""Content of a storefront: scripts, widgets and where they are placed, pages and blog posts.

Source: BigCommerce docs, scripts, widgets and pages v3 references, blog and pages v2 references; webhook events,
channels.
"""

from collections.abc import Mapping
from typing import Any

from bigcommerce_sandbox.engine.behaviour import operation
from bigcommerce_sandbox.engine.call import Answer, Call
from bigcommerce_sandbox.engine.changes import Change, Draft, Event, data
from bigcommerce_sandbox.engine.dates import as_iso, as_rfc, parse_date
from bigcommerce_sandbox.engine.indexes import Row
from bigcommerce_sandbox.engine.rules import Reference, Rules
from bigcommerce_sandbox.engine.store import Store
from bigcommerce_sandbox.errors import refused
from bigcommerce_sandbox.pages import read_page

_TEMPLATES = "v3/content/widget-templates"

_WIDGETS = "v3/content/widgets"


def _is_of_channel(change: Change) -> bool:
    return bool(change.after.get("channel_id"))


def _sends(name: str, **names: str) -> tuple[Event, ...]:
    scope = f"store/channel/{{channel_id}}/{name}/{{write}}"
    return (Event(scope, data(**names), ("created", "updated"), _is_of_channel),)


def _template(store: Store, widget: Row) -> Any:
    return store.find(_TEMPLATES, widget["widget_template_uuid"])


def _widget(store: Store, placement: Row) -> Any:
    widget = store.find(_WIDGETS, placement["widget_uuid"])
    return widget and {**widget, "widget_template": _template(store, widget)}


def _template_of_widget(store: Store, placement: Row) -> Any:
    widget = store.find(_WIDGETS, placement["widget_uuid"])
    return widget and widget["widget_template_uuid"]


def _published(draft: Draft) -> Mapping[str, Any]:
    """Return the date of publication as an object, though a request brings it as text."""
    date = draft.given.get("published_date", None if draft.before else as_rfc(draft.store.now))
    if not isinstance(date, str):
        return {}
    try:
        moment = parse_date(date)
    except ValueError as error:
        raise refused("v2", {"published_date": "Must be a date"}) from error
    shown = {"timezone_type": 1, "date": as_iso(moment.timestamp()), "timezone": "+00:00"}
    return {"published_date": shown, "published_date_iso8601": as_iso(moment.timestamp())}


def _template_kind(_store: Store, _row: Row) -> str:
    # Every template of a store was made by an app: those of BigCommerce are of its themes.
    return "custom"


@operation("GET /v2/blog/tags")
def _list_tags(call: Call) -> Answer:
    posts = call.store.of("v2/blog/posts")
    tags = dict.fromkeys(tag for post in posts for tag in post.get("tags", ()))
    found = [{"tag": tag, "post_ids": [post["id"] for post in posts if tag in post.get("tags", ())]} for tag in tags]
    return Answer(200, [found])


@operation("DELETE /v2/blog/posts")
def _delete_page(call: Call) -> Answer:
    for post in read_page(call.query).of(call.store.of("v2/blog/posts")):
        call.store.delete("v2/blog/posts", post["id"])
    return Answer(204)


RULES: Mapping[str, Rules] = {
    "v3/content/scripts": Rules(events=_sends("script", uuid="uuid")),
    _TEMPLATES: Rules(derived={"kind": _template_kind}, filters={"widget_template_kind": _template_kind}),
    _WIDGETS: Rules(
        refers={"widget_template_uuid": Reference(_TEMPLATES, on_delete="delete")},
        derived={"widget_template": _template},
        filters={
            "widget_template_kind": _template_kind,
            "widget_template_uuid": lambda _store, widget: widget["widget_template_uuid"],
        },
    ),
    "v3/content/placements": Rules(
        refers={"widget_uuid": Reference(_WIDGETS, on_delete="delete")},
        derived={"widget": _widget},
        filters={
            "widget_template_kind": _template_kind,
            "widget_template_uuid": _template_of_widget,
            "widget_uuid": lambda _store, placement: placement["widget_uuid"],
        },
    ),
    "v2/pages": Rules(events=_sends("page", page_id="id")),
    "v2/blog/tags": Rules(),
    "v2/blog/posts": Rules(
        computed=(_published,),
        filters={"published_date": "published_date.date", "tag": "tags"},
    ),
}
