"""A merchant's use of the app in a store's control panel: install it, open it, remove a user, uninstall it.

Source: BigCommerce docs, single-click app callbacks. A browser goes to `auth` and `load`; the server itself calls
`uninstall` and `remove_user`, once, and does not mind the answer.
"""

from collections.abc import Callable
from urllib.parse import urlencode

import httpx

from bigcommerce_sandbox.apps import App
from bigcommerce_sandbox.errors import ApiError
from bigcommerce_sandbox.login import Login
from bigcommerce_sandbox.signed_payloads import signed_payload
from bigcommerce_sandbox.state import StoreState
from bigcommerce_sandbox.users import OWNER, STAFF, User, account_uuid, users_of

CALLBACK_SECONDS = 30.0
"""Seconds that the app may take to answer. The first request to a cold function is slow."""


class ControlPanel:
    """The control panels of all stores.

    Args:
        login: gives out the codes.
        clock: gives unix seconds.
        transport: carries what the server calls; None for the network.
        app: the app that stores may install.
    """

    def __init__(
        self,
        login: Login,
        clock: Callable[[], float],
        transport: httpx.AsyncBaseTransport | None = None,
        app: App | None = None,
    ) -> None:
        self._login = login
        self._clock = clock
        self._transport = transport
        self.app = app

    def has_app(self, state: StoreState) -> bool:
        """Return true if the app has a valid token of a store."""
        return self.app is not None and state.accounts.has_token(self.app.client_id)

    def auth_url(self, state: StoreState) -> str:
        """Return the URL that a browser opens when the merchant agrees to an installation.

        Raises:
            ApiError: 409, if there is no app.
        """
        app, store_hash = self._app(), state.store.store_hash
        query = {
            "code": self._login.code(app, state),
            "context": f"stores/{store_hash}",
            "scope": " ".join(app.granted),
            "account_uuid": account_uuid(store_hash),
        }
        return _with_query(app.auth_url, query)

    def load_url(self, state: StoreState, role: str = OWNER) -> str:
        """Return the URL that a browser opens for somebody who opens the app; `role` is "owner" or "staff".

        Raises:
            ApiError: 409 without an app, 404 for another role.
        """
        return self._callback(self._app().load_url, state, _user(state, role))

    async def uninstall(self, state: StoreState) -> int | None:
        """Take the app out of a store with its token and its hooks, and tell it so.

        Returns:
            The status that the app answered with; None if it was not told, or did not answer.

        Raises:
            ApiError: 409 without an app, 404 if the store does not have it.
        """
        app = self._app()
        state.delete_account(app.client_id)
        return await self._call(app.uninstall_url, state, OWNER)

    async def remove_user(self, state: StoreState) -> int | None:
        """Tell the app that the staff member of a store may not use it any more. Returns as `uninstall` does.

        Raises:
            ApiError: 409, if there is no app.
        """
        return await self._call(self._app().remove_user_url, state, STAFF)

    async def _call(self, url: str, state: StoreState, role: str) -> int | None:
        if not url:
            return None
        # trust_env off: a proxy meant for the internet must not get what is meant for this machine.
        async with httpx.AsyncClient(transport=self._transport, timeout=CALLBACK_SECONDS, trust_env=False) as client:
            try:
                return (await client.get(self._callback(url, state, _user(state, role)))).status_code
            except (httpx.HTTPError, httpx.InvalidURL, OSError):
                return None

    def _callback(self, url: str, state: StoreState, user: User) -> str:
        payload = signed_payload(self._app(), state.store.store_hash, user, self._clock())
        return _with_query(url, {"signed_payload_jwt": payload})

    def _app(self) -> App:
        if self.app is None:
            raise ApiError(409, "The sandbox knows no app. Describe one with PUT /_sandbox/app.")
        return self.app


def _user(state: StoreState, role: str) -> User:
    users = users_of(state.store.store_hash)
    if role not in users:
        raise ApiError(404, "A store has an owner and a staff user.")
    return users[role]


def _with_query(url: str, query: dict[str, str]) -> str:
    return f"{url}{'&' if '?' in url else '?'}{urlencode(query)}"
