"""Intended deviations of the stand-in store from the names and types in BigCommerce's documents, with reasons.

A line is as `sandbox.tests.support.conformity` tells a deviation; in it, `*` is anything.
"""

from collections.abc import Mapping

_BY_REASON = {
    "A v2 list that would be empty is 204, as the text of the documents says, which their statuses leave out.": """
        GET /v2/* answers 204
    """,
    "v2 writes dates as RFC 2822.": """
        * /v2/currencies* answers last_updated: string, not date-time
    """,
    "v2 takes numbers for the amounts that it writes as text.": """
        POST /v2/coupons takes amount: integer, not string
        POST /v2/coupons takes min_purchase: integer, not string
        PUT /v2/orders/{} takes *: integer, not string
    """,
    "What an order does not have is null.": """
        * /v2/orders* answers cart_id: null, not string
        * /v2/orders* answers payment_provider_id: null, not string
    """,
    "What is included takes the place of the link that is documented.": """
        GET /v2/orders* answers consignments.*: undocumented
        * /v2/orders* answers fees: array, not object
    """,
    "The example in the documents has the fees in an object.": """
        GET /v2/orders/{}/fees answers fees: undocumented
    """,
    "A customer needs an email, which the documents leave out here alone.": """
        POST /v2/customers takes email: undocumented
    """,
    "A manual redirect refers to an address, as the text says.": """
        GET /v2/redirects* answers forward.ref: string, not integer
    """,
    "The parameter `include` names these, which the answer's schema leaves out.": """
        GET /v3/customers answers data.shopper_profile_id: undocumented
        GET /v3/customers answers data.segment_ids: undocumented
    """,
    "Every other answer has the id of its item, which the documents leave out of this one.": """
        PUT /v2/customers/{} answers id: undocumented
    """,
    "A form field of an address has the second of two documented shapes, of which the names know the first.": """
        GET /v3/customers/form-field-values answers data.address_id: undocumented
    """,
    "A change brings what it changes, where the documents say for it what a new item needs.": """
        PUT * takes *: missing
    """,
    "What there is none of is null; the documents say of few fields that they may be.": """
        * /v3/catalog/products/{}/*/values* answers data.value_data: null, not object
        * /v3/catalog/products* answers data.base_variant_id: null, not integer
        GET /v3/catalog/products* answers data.primary_image: null, not object
        * /v3/catalog/variants answers data.*: null, not number
        * /v3/catalog/variants answers data.sku_id: null, not integer
        GET /v3/orders/{}/transactions answers data.*: null, not object
        GET /v3/orders/{}/transactions answers data.reference_transaction_id: null, not integer
        * /v3/hooks* answers data.headers: null, not object
        * /v3/pricelists/{}/records* answers data.*_price: null, not number
        * /v3/promotions* answers data.end_date: null, not string
        * /v3/promotions* answers data.max_uses: null, not integer
        * /v3/promotions* answers data.codes: null, not object
        * /v3/promotions* answers data.schedule: null, not object
        * /v3/promotions* answers data.shipping_address: null, not object
    """,
    "A channel that has no setting of its own shows null, and takes it for that.": """
        * /v3/customers/settings/channels/{} answers data.*: null, not *
        PUT /v3/customers/settings/channels/{} takes privacy_settings: null, not object
        GET /v3/orders/settings/channels/{} answers notifications.*.email_addresses: null, not array
    """,
    "A page that has no items has no cursors.": """
        GET * answers meta.cursor_pagination.*_cursor: null, not string
    """,
    "Every list has the same `meta`, of which some documents leave out some or all.": """
        GET * answers meta.pagination*: undocumented
        GET * answers meta.cursor_pagination: undocumented
    """,
    "The counts of an array of metafields are documented for some kinds of resource.": """
        * /v3/*/metafields answers meta.total: undocumented
        * /v3/*/metafields answers meta.success: undocumented
        * /v3/*/metafields answers meta.failed: undocumented
    """,
    "Metafields are alike for every kind of resource; the documents of some differ by oversight.": """
        * /v3/*/metafields* answers data.owner_client_id: undocumented
        * /v3/*/metafields* answers data.id: integer, not string
        PUT /v3/*/metafields takes id: integer, not string
        GET /v3/carts/{}/metafields answers data: array, not object
        * /v3/customers/{}/metafields* answers data: object, not array
        DELETE /v3/customers/metafields takes a body
    """,
    "Every answer of that API is in `data`, beside `meta`, which the documents leave out here alone.": """
        DELETE /v3/carts/{}/items/{} answers data: undocumented
        DELETE /v3/carts/{}/items/{} answers meta: undocumented
        GET /v3/carts/{}/metafields* answers meta: undocumented
        * /v3/channels/{}/metafields* answers data: undocumented
        * /v3/channels/{}/metafields* answers meta: undocumented
    """,
    "The documents have one item in the place of a list, or a part in that of the whole.": """
        GET /v3/carts/{} answers data.promotions.banners: array, not object
        GET /v3/catalog/products/{}/bulk-pricing-rules answers data: array, not object
        POST /v3/catalog/products/{}/modifiers answers data.*: undocumented
        * /v3/catalog/products/{}/modifiers* takes option_values.*: undocumented
    """,
    "An item has the same fields in each of its answers, of which some leave out what others document.": """
        GET /v3/promotions answers data.codes: undocumented
        GET /v3/promotions answers data.coupon_*: undocumented
        GET /v3/promotions answers data.multiple_codes: undocumented
    """,
    "`include` is documented to take these names; what it shows then is not.": """
        GET /v3/carts/{} answers data.redirect_urls: undocumented
        GET /v3/catalog/products* answers data.variants: undocumented
        GET /v3/catalog/products* answers data.reviews: undocumented
        GET /v3/channels answers data.currencies: undocumented
    """,
    "Of an array, some may be refused: the text of the documents says so.": """
        POST /v3/catalog/trees/categories answers errors: undocumented
    """,
    "Whatever parameters the redirect is to have.": """
        POST /v3/carts/{}/redirect_urls takes query_params.*: undocumented
    """,
    "The documents have alternatives there, of which the table has the first.": """
        POST /v3/orders/{}/payment_actions/refund* takes items.amount: undocumented
        PUT /v3/inventory/adjustments/absolute takes items.variant_id: undocumented
    """,
    "BigCommerce answers with it, though it is not documented.": """
        * /v3/hooks* answers data.*events_history_enabled: undocumented
    """,
}

_NOT_ANSWERED_BY_REASON = {
    "A page that is the only one leads to no other.": """
        GET * meta.pagination.links.next
        GET * meta.pagination.links.previous
        GET * meta.cursor_pagination.links.*
    """,
    "Every list has the same `meta`, which some documents have otherwise, or with a slip.": """
        GET /v3/sites meta.pagination.*
        GET /v3/sites/{}/routes meta.pagination.total_page
        GET /v3/shipping/products/customs-information meta.pagination.total_page
        GET /v3/catalog/products/{}/variants/{}/metafields meta.*
    """,
    "It is one level further in, as DEVIATIONS says.": """
        GET /v3/channels/{}/metafields* *
        GET /v2/orders/{}/fees *
    """,
    "It is as a request brought it, with no more than that.": """
        GET /v3/promotions/{} data.rules.*
        GET /v3/catalog/products/{}/options* data.config.*
    """,
    "No API answers a password.": """
        GET /v2/customers* _authentication.password*
    """,
    "It is not told yet.": """
        GET /v3/catalog/products* data.parent_relations
    """,
}


def _by_line(by_reason: Mapping[str, str]) -> Mapping[str, str]:
    return {line.strip(): reason for reason, lines in by_reason.items() for line in lines.strip().splitlines()}


DEVIATIONS = _by_line(_BY_REASON)
"""By the lines, the reasons."""

NOT_ANSWERED = _by_line(_NOT_ANSWERED_BY_REASON)
"""By the endpoints and the documented fields that their answers never have, the reasons."""
