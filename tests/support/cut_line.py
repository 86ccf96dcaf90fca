"""A connection to the local AWS that goes dead at an exact call, so that a killed process is between two calls."""

import json
import threading
from collections.abc import Collection, Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import httpx


@dataclass
class CutLine:
    """Counts calls, and goes dead after some of them.

    Args:
        calls: the number of calls to pass on.
        counted: the `X-Amz-Target` of the calls that count. All others pass until the line is dead.
        hides_for: the visibility timeout of received messages in seconds, in place of the requested one.
    """

    calls: int
    counted: Collection[str]
    hides_for: int
    url: str = ""
    dead: threading.Event = field(default_factory=threading.Event)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def lets_through(self, target: str | None) -> bool:
        """Return whether a call is passed on."""
        with self.lock:
            if target in self.counted and self.calls == 0:
                self.dead.set()
            self.calls -= target in self.counted and not self.dead.is_set()
            return not self.dead.is_set()


@contextmanager
def cut_line(aws_url: str, *, calls: int, counted: Collection[str], hides_for: int) -> Generator[CutLine]:
    """Listen in front of the local AWS. A call that is not passed on is never answered."""
    line, over = CutLine(calls, counted, hides_for), threading.Event()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            if not line.lets_through(self.headers["X-Amz-Target"]):
                over.wait()
                self.close_connection = True
                return
            headers = {name: value for name, value in self.headers.items() if name != "Content-Length"}
            if self.headers["X-Amz-Target"] == "AmazonSQS.ReceiveMessage":  # STS has no such header
                body = json.dumps(json.loads(body) | {"VisibilityTimeout": line.hides_for}).encode()
            answer = aws.post(self.path, content=body, headers=headers)
            self.send_response(answer.status_code)
            self.send_header("Content-Type", answer.headers["Content-Type"])
            self.send_header("Content-Length", str(len(answer.content)))
            self.end_headers()
            self.wfile.write(answer.content)

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the name is http.server's
            pass

    with httpx.Client(base_url=aws_url, timeout=60) as aws, ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        line.url = f"http://127.0.0.1:{server.server_port}"
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield line
        finally:
            over.set()
            server.shutdown()
