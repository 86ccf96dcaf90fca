"""What the pages of the sandbox are made of: plain HTML, without scripts. What is not said to be a text is HTML."""

from collections.abc import Mapping, Sequence
from html import escape

HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'",
    "X-Content-Type-Options": "nosniff",
}
"""What a page is sent with. No `form-action`: browsers hold it against where a form's answer redirects to."""

# On a phone a row is a card, and each of its cells says what it is.
_STYLE = (
    ":root{color-scheme:light dark;--line:light-dark(#ccc,#555);--quiet:light-dark(#595959,#aaa)}"
    "body{font:16px/1.5 system-ui,sans-serif;max-width:72rem;margin:2rem auto;padding:0 1rem}"
    "h1{font-size:1.6rem}h2{font-size:1.2rem;margin:2rem 0 .5rem}main>div{margin:1rem 0}form{display:inline}"
    "nav{display:flex;flex-wrap:wrap;gap:.25rem 1.25rem;margin:1rem 0}a[aria-current]{font-weight:bold;color:inherit}"
    "input,select,textarea,button{font:inherit;max-width:100%;margin:.15rem 0;box-sizing:border-box}"
    "input[type=number]{width:6rem}textarea{width:100%;min-width:10rem;field-sizing:content}"
    "table{border-collapse:collapse;width:100%}th{color:var(--quiet);font-weight:normal}"
    "td,th{border-bottom:1px solid var(--line);padding:.3rem .8rem .3rem 0;text-align:left;vertical-align:top}"
    "td>div>*{margin-top:0}main{overflow-x:auto}"
    "ol{margin:.3rem 0;padding-left:1.5rem}summary{cursor:pointer}"
    "@media(max-width:48rem){thead{display:none}tr{display:block;border-bottom:1px solid var(--line);padding:.8rem 0}"
    "td{display:grid;grid-template-columns:7rem 1fr;border:0;padding:.1rem 0;overflow-wrap:anywhere}"
    "td:before{content:attr(data-label);color:var(--quiet)}}"
)


def document(title: str, body: str) -> str:
    """A whole document.

    Args:
        title: a text.
        body: what is below the title.
    """
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width">'
        f"<title>{escape(title)}</title><style>{_STYLE}</style></head>"
        f"<body><main><h1>{escape(title)}</h1>{body}</main></body></html>"
    )


def table(heads: Sequence[str], rows: Mapping[str, Sequence[str]]) -> str:
    """A table.

    Args:
        heads: texts, one for each column; empty over buttons.
        rows: by an id for each, which is a text, what is in its cells.
    """
    head = "".join(f'<th scope="col">{escape(each)}</th>' if each else "<td></td>" for each in heads)
    body = "".join(f'<tr id="{escape(name)}">{_cells(heads, cells)}</tr>' for name, cells in rows.items())
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>" if body else "<p>None.</p>"


def _cells(heads: Sequence[str], cells: Sequence[str]) -> str:
    # What is not wrapped would be a column of its own in a card for each piece of it.
    pairs = zip(heads, cells, strict=True)
    return "".join(f'<td data-label="{escape(head)}"><div>{cell}</div></td>' for head, cell in pairs)


def form(action: str, fields: str, label: str = "", *, method: str = "post", name: str = "") -> str:
    """A form.

    Args:
        action: where it goes, a text.
        fields: what is in it.
        label: of its button, a text; without one, there is none.
        method: get or post.
        name: its id, by which fields elsewhere belong to it.
    """
    button = f"<button>{escape(label)}</button>" if label else ""
    known = f' id="{escape(name)}"' if name else ""
    return f'<form method="{method}" action="{escape(action)}"{known}>{fields}{button}</form>'


def pager(path: str, before: int, after: int) -> str:
    """The links to the other pages of a list.

    Args:
        path: the list's, a text.
        before: the number of the page before; 0 if there is none.
        after: the number of the page after; 0 if there is none.
    """
    numbers = {"Previous": before, "Next": after}
    links = (f'<a href="{escape(path)}?page={number}">{label}</a> ' for label, number in numbers.items() if number)
    return f"<p>{''.join(links)}</p>"


def options(names: Mapping[str, str], chosen: object) -> str:
    """What a select offers.

    Args:
        names: by their values, all of them texts.
        chosen: one of the values.
    """
    return "".join(
        f'<option value="{escape(value)}"{" selected" if value == str(chosen) else ""}>{escape(name)}</option>'
        for value, name in names.items()
    )
