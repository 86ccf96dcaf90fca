"""Clients of BigCommerce's API that others have published, called in one way."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import copytree
from typing import Any, Protocol
from urllib.parse import urlsplit

from bigcommerce.connection import OAuthConnection

TESTS = Path(__file__).parents[1]

NPM, NODE = (Path(sys.executable).with_name(name) for name in ("npm", "node"))


class Client(Protocol):
    """One of them."""

    def __call__(self, method: str, path: str, body: Any = None, **query: Any) -> Any:
        """Make a call, by its method in lower case and its path with version; gives what is in the answer.

        A refusal raises.
        """
        ...


class PypiConnection(OAuthConnection):
    """The connection of `bigcommerce`, which by itself speaks to `https://api.bigcommerce.com` alone."""

    def full_path(self, url: str) -> str:
        """The address of a path."""
        return super().full_path(url).replace("https://", "http://", 1)


def pypi_connection(store_url: str, token: str, version: str) -> PypiConnection:
    """A connection to a store's API."""
    url = urlsplit(store_url)
    api_path = "/stores/{}/" + version + "/{}"
    connection = PypiConnection("client-1", url.path.split("/")[2], token, host=url.netloc, api_path=api_path)
    connection._session.trust_env = False
    return connection


def pypi_client(store_url: str, token: str) -> Client:
    """`bigcommerce` of PyPI."""
    connections = {version: pypi_connection(store_url, token, version) for version in ("v2", "v3")}

    def call(method: str, path: str, body: Any = None, **query: Any) -> Any:
        version, rest = path[1:].split("/", 1)
        answer = connections[version].make_request(method.upper(), rest, body, query)
        return answer.get("data", answer) if version == "v3" else answer

    return call


def install(folder: Path) -> Path:
    """Install the clients of npm into a folder that is not there yet; gives it back."""
    copytree(TESTS / "integration" / "npm", folder)
    quiet = ("--loglevel=error", "--no-audit", "--no-fund", "--ignore-scripts", "--prefer-offline")
    subprocess.run([NPM, "ci", *quiet], cwd=folder, check=True, capture_output=True)
    return folder


@contextmanager
def npm_client(name: str, store_url: str, token: str, folder: Path) -> Iterator[Client]:
    """A client of npm that is installed in a folder, in a process of its own."""
    command = [NODE, "calls.mjs", name, store_url, token]
    with subprocess.Popen(command, cwd=folder, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        asked_in, told_in = process.stdin, process.stdout
        assert asked_in is not None
        assert told_in is not None

        def call(method: str, path: str, body: Any = None, **query: Any) -> Any:
            version, rest = path[1:].split("/", 1)
            asked = {"method": method, "version": version, "path": f"/{rest}", "query": query, "body": body}
            print(json.dumps(asked), file=asked_in, flush=True)
            told = json.loads(told_in.readline())
            if "error" in told:
                raise AssertionError(told["error"])
            return told["value"]

        yield call
        asked_in.close()
