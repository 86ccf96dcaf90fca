"""A server that follows a script, byte by byte."""

import socket
import threading
from collections.abc import Callable


class Peer:
    """A server that follows a script, connection by connection. It records the requests.

    Args:
        speak: gets each request's connection, and answers on it.
    """

    def __init__(self, speak: Callable[[socket.socket], None]) -> None:
        self.requests: list[bytes] = []
        self.connections = 0
        self._speak = speak
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._stopped = threading.Event()
        self._threads = [threading.Thread(target=self._accept)]
        self._threads[0].start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._listener.getsockname()[1]}"

    def stop(self) -> None:
        self._stopped.set()
        self._listener.shutdown(socket.SHUT_RDWR)
        for thread in list(self._threads):
            thread.join()
        self._listener.close()

    def _accept(self) -> None:
        while not self._stopped.is_set():
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            self.connections += 1
            self._threads.append(threading.Thread(target=self._serve, args=(connection,)))
            self._threads[-1].start()

    def _serve(self, connection: socket.socket) -> None:
        with connection:
            connection.settimeout(0.1)
            while not self._stopped.is_set():
                try:
                    request = connection.recv(65_536)
                except TimeoutError:
                    continue
                except OSError:
                    return
                if not request:
                    return
                while not _is_whole(request):
                    request += connection.recv(65_536)
                self.requests.append(request)
                try:
                    self._speak(connection)
                except OSError:
                    return


def _is_whole(request: bytes) -> bool:
    """Return whether a request's body has arrived, which may take another packet."""
    head, end, body = request.partition(b"\r\n\r\n")
    lengths = [line.partition(b":")[2] for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")]
    return bool(end) and len(body) >= int(lengths[0] if lengths else b"0")
