"""docs/reference/context.md: the members of `ctx`, and of what they give."""

from collections.abc import Iterator

from docs.site.reference.docstrings import Docstring
from docs.site.reference.markdown import block, code, described, errors, sentence, table
from docs.site.reference.markdown import page as whole_page
from docs.site.reference.source import Member, members

import storehook
from storehook.actions.calls import Enqueued
from storehook.actions.secrets import Secrets
from storehook.bigcommerce.client import Api, StoreClient
from storehook.bigcommerce.connections import BigCommerceConnections
from storehook.records.repository import Records

INTERNAL = {
    "own_settings",
    "session",
    "calls",
    "steps",
    "deadline",
    "model",
    "texts",
    "without_current_store",
    "without_current",
}
"""Members that only storehook itself uses."""

PARTS: tuple[tuple[str, type, str], ...] = (
    ("ctx", storehook.Context, "ctx"),
    ("ctx.trigger", storehook.Trigger, "ctx.trigger"),
    ("ctx.connections.bigcommerce", BigCommerceConnections, "ctx.connections.bigcommerce"),
    ("A store's API", StoreClient, "store"),
    ("Calls of a store's API", Api, "store.v3"),
    ("ctx.secrets", Secrets, "ctx.secrets"),
    ("ctx.records", Records, "ctx.records(Model)"),
    ("A record", storehook.Model, "record"),
    ("The result of ctx.enqueue", Enqueued, "enqueued"),
    ("params", storehook.Params, "params"),
)
"""The page's sections: the heading, the class, and a name for an object of it."""


def page() -> str:
    """Write the page."""
    introduction = "An action takes two arguments, `params` and `ctx`. This page lists the members of both."
    return whole_page("Context", "the docstrings of `Context` and its parts", introduction, *_sections())


def _sections() -> Iterator[str]:
    for heading, documented, name in PARTS:
        doc = Docstring.of_object(documented)
        yield f"## {heading}"
        yield doc.text
        yield errors(doc)
        yield block(doc.example)
        public = [member for member in members(documented) if member.name not in INTERNAL]
        yield table(("member", "type", "description"), (_row(member, name) for member in public))
        for member in public:
            yield from _details(member, name)


def _row(member: Member, name: str) -> tuple[str, str, str]:
    call = "()" if member.arguments else ""
    return code(f"{name}.{member.name}{call}"), code(member.annotation), sentence(member.doc.summary)


def _details(member: Member, name: str) -> Iterator[str]:
    doc = member.doc
    if not (member.arguments or doc.entries or doc.example):
        return
    yield f"### {name}.{member.name}"
    if member.arguments:
        yield block(f"{name}.{member.name}{member.arguments}")
    yield doc.text
    yield table(("argument", "description"), described(doc, "Args"))
    yield errors(doc)
    yield block(doc.example)
