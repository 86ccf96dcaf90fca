"""`python -m docs.site.reference` writes docs/reference from the code."""

from docs.site.pages import DOCS
from docs.site.reference import PAGES

if __name__ == "__main__":
    for name, page in PAGES.items():
        (DOCS / "reference" / f"{name}.md").write_text(page())
