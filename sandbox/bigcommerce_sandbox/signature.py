"""The signature of a webhook, by the Standard Webhooks scheme.

It is HMAC-SHA256 over `webhook-id.webhook-timestamp.body`, keyed with the UTF-8 bytes of the API account's client
secret.
Source: BigCommerce docs, "HTTPS webhooks", section "Security".
"""

import base64
import hashlib
import hmac


def sign(secret: str, delivery_id: str, timestamp: int, body: bytes) -> str:
    """Make the `webhook-signature` header.

    Args:
        secret: the client secret, as the developer portal shows it.
        delivery_id: the `webhook-id` header.
        timestamp: the `webhook-timestamp` header, in unix seconds.
        body: the exact bytes that are sent.
    """
    content = b"%s.%d.%s" % (delivery_id.encode(), timestamp, body)
    digest = hmac.digest(secret.encode(), content, hashlib.sha256)
    return "v1," + base64.b64encode(digest).decode()
