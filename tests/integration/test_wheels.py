"""The wheels as a package index gets them: their metadata, and the pages that the command ships."""

import re
import subprocess
import zipfile
from email import message_from_bytes
from email.message import Message
from pathlib import Path

import pytest
from docs.site.pages import DOCS, repository
from tests.support.own_projects import UV
from tests.support.repository import ROOT
from tests.support.rules import expect_none

type Wheels = dict[str, zipfile.ZipFile]


@pytest.fixture(scope="module")
def wheels(tmp_path_factory: pytest.TempPathFactory) -> Wheels:
    """Each wheel of the workspace, by the name of its package."""
    folder = tmp_path_factory.mktemp("wheels")
    build = [UV, "build", "--quiet", "--wheel", "--all-packages", "--out-dir", folder]
    subprocess.run(build, cwd=ROOT, check=True)
    return {file.name.partition("-")[0]: zipfile.ZipFile(file) for file in folder.glob("*.whl")}


def metadata(wheel: zipfile.ZipFile) -> Message:
    (path,) = (name for name in wheel.namelist() if name.endswith(".dist-info/METADATA"))
    return message_from_bytes(wheel.read(path))


def test_a_package_index_shows_the_repository_its_documents_and_its_issues(wheels: Wheels) -> None:
    fields = {name: metadata(wheel).get_all("Project-URL", []) for name, wheel in wheels.items()}
    urls = [(name, *field.split(", ")) for name, values in fields.items() for field in values]

    assert fields.keys() == {"bigcommerce_sandbox", "storehook", "storehook_core"}
    for label in ("Repository", "Documentation", "Issues"):
        assert {name for name, found, _ in urls if found == label} == fields.keys()
    expect_none(f"{name}: {url}" for name, _, url in urls if not url.startswith(repository()))


def test_a_package_says_who_it_is_for(wheels: Wheels) -> None:
    fields = ("Author", "Keywords", "Classifier", "License-Expression", "Summary")

    expect_none(f"{name}: {field}" for name, wheel in wheels.items() for field in fields if not metadata(wheel)[field])


def test_links_and_pictures_of_a_description_lead_somewhere_without_the_repository(wheels: Wheels) -> None:
    texts = {name: str(metadata(wheel).get_payload()) for name, wheel in wheels.items()}
    links = [(name, link) for name, text in texts.items() for link in re.findall(r"\]\(([^)#]+)", text)]
    files = [(name, link.removeprefix(f"{repository()}/blob/main/")) for name, link in links]

    assert len(links) > 10
    assert "https://raw.githubusercontent.com/storehook/storehook/main/docs/pictures/" in texts["storehook"]
    expect_none(f"{name}: {link}" for name, link in links if not link.startswith("https://"))
    expect_none(f"{name}: {file}" for name, file in files if "://" not in file and not (ROOT / file).exists())


def test_the_command_ships_every_page(wheels: Wheels) -> None:
    folder = Path("storehook_cli/documents/docs")
    shipped = {name for name in wheels["storehook"].namelist() if Path(name).is_relative_to(folder)}

    assert shipped == {(folder / page.relative_to(DOCS)).as_posix() for page in DOCS.rglob("*.md")}
