"""Where the console's API is: its URL as it is signed, and the address to connect to."""

from dataclasses import dataclass
from urllib.parse import urlsplit


@dataclass(frozen=True, slots=True)
class Target:
    """The API of a deployed stack.

    Args:
        url: its base URL as requests are signed for it, with the stage and without a last slash.
        region: its AWS region.
        connect_to: where to connect, as scheme, host and port; empty for the URL's own.
    """

    url: str
    region: str
    connect_to: str = ""

    @property
    def host(self) -> str:
        """What the Host header says."""
        return urlsplit(self.url).netloc

    @property
    def connect_url(self) -> str:
        """The base URL that the connection is made for."""
        return (self.connect_to or self.url.removesuffix(self._stage)) + self._stage

    @property
    def _stage(self) -> str:
        return urlsplit(self.url).path


def on_aws(api_url: str, region: str) -> Target:
    """A stack on AWS.

    Args:
        api_url: the stack's output ApiUrl.
        region: the stack's region.
    """
    return Target(api_url.rstrip("/"), region)


def on_this_machine(api_url: str, region: str, endpoint_url: str) -> Target:
    """The stack of `storehook run`: the local AWS knows its APIs by the Host header.

    Args:
        api_url: the stack's output ApiUrl, as on AWS.
        region: the local AWS's region.
        endpoint_url: the local AWS.
    """
    parts = urlsplit(api_url)
    host = f"{parts.netloc.split('.')[0]}.execute-api.localhost:{urlsplit(endpoint_url).port}"
    return Target(f"http://{host}{parts.path.rstrip('/')}", region, endpoint_url.rstrip("/"))
