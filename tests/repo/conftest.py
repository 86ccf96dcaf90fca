"""The template, read once."""

import pytest
import yaml
from tests.support.repository import ROOT

from storehook_cli.authoring.template import Resources, Template, TemplateLoader


@pytest.fixture(scope="session")
def template() -> Template:
    return yaml.load((ROOT / "template.yaml").read_text(), TemplateLoader)  # noqa: S506 - a SafeLoader


@pytest.fixture(scope="session")
def resources(template: Template) -> Resources:
    return template["Resources"]
