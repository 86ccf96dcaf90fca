"""Events of B2B Edition."""

from storehook.payloads.resources import Payload


class CompanyPayload(Payload):
    """`store/company/*`, except users and addresses.

    ```python
    @action(webhooks=["store/company/created"])
    def keep(params: CompanyPayload, ctx: Context) -> None:
        ctx.logger.info("A new company", extra={"company": params.company_id})
    ```
    """

    company_id: int


class CompanyUserPayload(CompanyPayload):
    """`store/company/user/*`.

    ```python
    @action(webhooks=["store/company/user/created"])
    def keep(params: CompanyUserPayload, ctx: Context) -> None:
        ctx.logger.info("A new user", extra={"company": params.company_id, "user": params.user_id})
    ```
    """

    user_id: int


class CompanyAddressPayload(CompanyPayload):
    """`store/company/address/*`.

    ```python
    @action(webhooks=["store/company/address/created"])
    def keep(params: CompanyAddressPayload, ctx: Context) -> None:
        ctx.logger.info("A new address", extra={"company": params.company_id, "address": params.address_id})
    ```
    """

    address_id: int


class SuperadminPayload(Payload):
    """`store/superadmin/*`.

    ```python
    @action(webhooks=["store/superadmin/created"])
    def keep(params: SuperadminPayload, ctx: Context) -> None:
        ctx.logger.info("A new superadmin", extra={"user": params.user_id})
    ```
    """

    user_id: int


class QuotePayload(Payload):
    """`store/quote/*`.

    ```python
    @action(webhooks=["store/quote/created"])
    def keep(params: QuotePayload, ctx: Context) -> None:
        ctx.logger.info("A new quote", extra={"quote": params.quote_id})
    ```
    """

    quote_id: int
    quote_uuid: str
