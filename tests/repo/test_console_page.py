"""The console's page is plain files that its policy lets load, and that never make markup of text."""

import re
from pathlib import Path

import pytest
from tests.repo import page_types
from tests.support.repository import ROOT

PAGE = ROOT / "layers" / "core" / "storehook" / "console" / "page"
MODULES = sorted(path for path in PAGE.glob("*.js") if path.name != "theme.js")
LARGEST = 132 * 1024
"""Bytes of all files together that a browser may get: types included, as comments."""

MARKUP = r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|DOMParser|createContextualFragment|setHTML|srcdoc"
CODE = r"\beval\(|new Function|setTimeout\(['\"`]|import\("


def read(name: str) -> str:
    return (PAGE / name).read_text()


def test_the_page_preloads_every_module_that_there_is() -> None:
    preloaded = re.findall(r'<link rel="modulepreload" href="([^"]+)">', read("index.html"))

    assert sorted([*preloaded, "page.js"]) == [path.name for path in MODULES]


def test_the_page_has_neither_scripts_nor_styles_of_its_own() -> None:
    page = read("index.html")

    assert re.findall(r"<script(?![^>]* src=)|<style|\bstyle=|\bon\w+=", page) == []


def test_the_page_loads_from_its_own_address_only() -> None:
    addresses = re.findall(r'(?:src|href)="([^"]*)"', read("index.html"))

    assert [each for each in addresses if not re.match(r"[a-z]+\.(js|css)$|\?view=|#|data:image/svg", each)] == []


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.name)
def test_no_module_makes_markup_or_code_of_text(path: Path) -> None:
    assert re.findall(f"{MARKUP}|{CODE}", path.read_text()) == []


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.name)
def test_every_module_says_what_it_is_for(path: Path) -> None:
    assert path.read_text().startswith("/** ")


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.name)
def test_no_module_is_longer_than_250_lines(path: Path) -> None:
    assert len(path.read_text().splitlines()) <= 250


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.name)
def test_every_import_is_there_and_used(path: Path) -> None:
    text = path.read_text()
    for names, source in re.findall(r"import (\{.*?\}|\* as \w+) from '\./(.*?)';", text):
        body = text.replace(f"import {names} from './{source}';", "")
        for name in re.findall(r"\w+", names.replace("* as", "")):
            assert re.search(rf"\b{name}\b", body), f"{name} is not used"
            assert "*" in names or re.search(rf"export (async )?(function|const|class) {name}\b", read(source))


def test_the_page_is_small() -> None:
    assert sum(path.stat().st_size for path in PAGE.iterdir() if path.suffix != ".ts") <= LARGEST


def test_the_page_has_the_types_of_the_apis_answers() -> None:
    assert page_types.PATH.read_text() == page_types.render(), "python -m tests.repo.page_types writes them anew"
