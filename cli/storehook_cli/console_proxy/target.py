"""Address of the console's API: its URL for signing, and the address to connect to."""

from dataclasses import dataclass
from urllib.parse import urlsplit


@dataclass(frozen=True, slots=True)
class Target:
    """API of a deployed stack.

    Args:
        url: base URL for signing, with the stage and without a trailing slash.
        connect_to: scheme, host and port to connect to; empty for those of the URL.
    """

    url: str
    region: str
    connect_to: str = ""

    @property
    def host(self) -> str:
        """Value of the Host header."""
        return urlsplit(self.url).netloc

    @property
    def connect_url(self) -> str:
        """Base URL of the connection."""
        return (self.connect_to or self.url.removesuffix(self._stage)) + self._stage

    @property
    def _stage(self) -> str:
        return urlsplit(self.url).path


def on_aws(api_url: str, region: str) -> Target:
    """Return the target of a stack on AWS, by its output ApiUrl."""
    return Target(api_url.rstrip("/"), region)


def on_this_machine(api_url: str, region: str, endpoint_url: str) -> Target:
    """Return the target of the stack of `storehook run`. The local AWS finds its APIs by the Host header."""
    parts = urlsplit(api_url)
    host = f"{parts.netloc.split('.')[0]}.execute-api.localhost:{urlsplit(endpoint_url).port}"
    return Target(f"http://{host}{parts.path.rstrip('/')}", region, endpoint_url.rstrip("/"))
