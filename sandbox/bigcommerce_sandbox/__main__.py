"""The stand-in store alone: `python -m bigcommerce_sandbox` serves it until Ctrl-C."""

import argparse
import hashlib
import secrets
import signal
import threading

from bigcommerce_sandbox.accounts import oauth_scopes
from bigcommerce_sandbox.html_pages import PATH
from bigcommerce_sandbox.server import SandboxServer
from bigcommerce_sandbox.state import MAX_FILLED
from bigcommerce_sandbox.stores import Store

STORE_HASH = "8jbhprizry"
CLIENT_ID = "bigcommerce-sandbox"

_EXAMPLES = """\
examples:
  a small shop on a port of your choice:
    python -m bigcommerce_sandbox --port 8080
  a big one, with the same credentials at each start:
    python -m bigcommerce_sandbox --size 20000 --seed mine
  a token that may only read orders, so that a missing scope shows here:
    python -m bigcommerce_sandbox --scopes "store_v2_orders_read_only"
  the 48 hours of a webhook's retries in three minutes:
    python -m bigcommerce_sandbox --retry-factor 0.001
"""


def main() -> None:
    """Serve one store; Ctrl-C or SIGTERM ends it with exit code 0."""
    stopped = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda _signal, _frame: stopped.set())
    parser = _parser()
    options = parser.parse_args()
    try:
        token = options.token or _secret(options.seed, "token")[:32]
        store = Store(options.store, token, CLIENT_ID, _secret(options.seed, "client secret"), scopes=options.scopes)
        server = SandboxServer(port=options.port, stores=[store], retry_factor=options.retry_factor, size=options.size)
        with server:
            print(_told(server.url, store), flush=True)  # noqa: T201 - it is what the command is for
            stopped.wait()
    except ValueError as error:
        parser.error(str(error))
    except (OSError, OverflowError) as error:
        parser.exit(1, f"Port {options.port} cannot be used: {error}\n")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m bigcommerce_sandbox",
        description="A stand-in BigCommerce store on this machine: its API, and webhooks when something in it changes.",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--port", type=int, default=0, help="the port of 127.0.0.1 to serve on; 0 takes a free one")
    parser.add_argument("--store", default=STORE_HASH, metavar="HASH", help="the store's hash (%(default)s)")
    parser.add_argument("--token", help="the access token, which requests carry as X-Auth-Token (random)")
    parser.add_argument(
        "--scopes",
        type=_scopes,
        metavar="SCOPES",
        help='the OAuth scopes of the token, with spaces between them; "" for none. By default it has all',
    )
    parser.add_argument(
        "--seed",
        metavar="TEXT",
        help="make the token and the client secret from this text, so that they are the same at each start",
    )
    parser.add_argument(
        "--retry-factor",
        type=float,
        default=1.0,
        metavar="FACTOR",
        help="multiplies the time between a webhook's attempts: 0.001 turns 48 hours into three minutes (%(default)s)",
    )
    parser.add_argument(
        "--size",
        type=_size,
        metavar="N",
        help=f"begin with N orders, N products and N customers, up to {MAX_FILLED}; 0 is an empty store. By default it "
        "is a small shop",
    )
    return parser


def _secret(seed: str | None, name: str) -> str:
    return secrets.token_hex(32) if seed is None else hashlib.sha256(f"{seed}\0{name}".encode()).hexdigest()


def _scopes(text: str) -> frozenset[str]:
    scopes = frozenset(text.split())
    unknown = scopes - {*oauth_scopes(), *(f"{scope}_read_only" for scope in oauth_scopes())}
    if unknown:
        raise argparse.ArgumentTypeError(
            f"{sorted(unknown)[0]!r} is not a scope that the store checks. It checks {', '.join(oauth_scopes())}, and "
            "each of them with _read_only at its end"
        )
    return scopes


def _size(text: str) -> int:
    if not text.isdecimal() or len(text) > len(str(MAX_FILLED)) or int(text) > MAX_FILLED:
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number up to {MAX_FILLED}")
    return int(text)


def _told(url: str, store: Store) -> str:
    api = f"{url}/stores/{store.store_hash}"
    return f"""The stand-in store runs until Ctrl-C.

store          {store.store_hash}
token          {store.access_token}
client secret  {store.client_secret}
API            {api}
page           {url}{PATH}

curl -H 'X-Auth-Token: {store.access_token}' {api}/v2/orders"""


if __name__ == "__main__":
    main()
