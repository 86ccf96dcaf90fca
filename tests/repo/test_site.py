"""The site's pages are those of docs/, and their links work without the repository."""

from pathlib import Path

import pytest
from docs.site import pages

PAGE = """\
# Operating

[Deploying](deploying.md#aws), [home](../index.md), [code](../../cli/x.py), [changes](../../CHANGELOG.md#new),
[AWS](https://aws.amazon.com), [mail](mailto:a@example.com), [here](#operating) and ![queue](../pictures/queue.png)

<!-- ::: storehook.testing -->

```markdown
[code](../../cli/x.py)
```
"""


@pytest.fixture
def docs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository's folder of documents."""
    files = {
        "docs/guides/operating.md": PAGE,
        "docs/index.md": "# Home\n",
        "docs/pictures/queue.png": "",
        "docs/budget.yaml": "",
        "docs/deployer.yaml": "",
        "docs/operators.yaml": "",
        "CHANGELOG.md": "# Changelog\n\n[Operating](docs/guides/operating.md) and [us](README.md)\n",
        "pyproject.toml": '[project.urls]\nRepository = "https://example.com/repository"\n',
    }
    for name, text in files.items():
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    for name, path in {"ROOT": "", "DOCS": "docs", "CHANGELOG": "CHANGELOG.md"}.items():
        monkeypatch.setattr(pages, name, tmp_path / path)
    return tmp_path / "docs"


@pytest.mark.usefixtures("docs")
def test_links_lead_to_pages_of_the_site_or_to_the_repository(tmp_path: Path) -> None:
    pages.stage(tmp_path / "site")

    assert (tmp_path / "site/pages/guides/operating.md").read_text() == (
        PAGE.replace("(../../cli/x.py), ", "(https://example.com/repository/blob/main/cli/x.py), ")
        .replace("../../CHANGELOG.md", "../changelog.md")
        .replace("<!-- ::: storehook.testing -->", "::: storehook.testing")
    )
    assert (
        "[Operating](guides/operating.md) and [us](https://example.com/repository/blob/main/README.md)"
        in (tmp_path / "site/pages/changelog.md").read_text()
    )


@pytest.mark.usefixtures("docs")
def test_only_pages_and_their_pictures_are_published(tmp_path: Path) -> None:
    pages.stage(tmp_path / "site")

    published = {file.relative_to(tmp_path / "site").as_posix() for file in (tmp_path / "site").rglob("*.*")}
    assert published == {
        "zensical.toml",
        *("pages/assets/diagrams.js", "pages/assets/site.css", "pages/pictures/queue.png"),
        *("pages/changelog.md", "pages/guides/operating.md", "pages/index.md"),
    }


def test_the_site_follows_the_pages_and_leaves_those_that_are_the_same_alone(docs: Path, tmp_path: Path) -> None:
    pages.stage(tmp_path / "site")
    same, edited, gone = (
        tmp_path / "site/pages" / name for name in ("index.md", "changelog.md", "guides/operating.md")
    )
    before = same.stat().st_mtime_ns
    (docs.parent / "CHANGELOG.md").write_text("# Changes\n")
    (docs / "guides/operating.md").unlink()

    pages.stage(tmp_path / "site")

    assert same.stat().st_mtime_ns == before
    assert edited.read_text() == "# Changes\n"
    assert not gone.exists()
