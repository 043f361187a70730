"""Verifies a delivery of Postrider. Needs nothing but Python 3.8 or newer.

    python3 verify.py standard|postrider SECRET 'name: value' ... < body

Exit code 0: the delivery is genuine. 1: it is not.
"""
import base64
import hashlib
import hmac
import sys
import time

TOLERANCE_SECONDS = 300


def verify_standard(secret, headers, body, now):
    """Standard Webhooks: signs the message id, the time and the body.

    `headers` has names in lower case, `body` is the bytes that came, before any JSON is read.
    """
    message_id = headers.get("webhook-id", "")
    timestamp = headers.get("webhook-timestamp", "")
    if not is_recent(timestamp, now):
        return False
    if secret.startswith("whsec_"):
        key = base64.b64decode(secret[len("whsec_"):])
    else:
        key = secret.encode()
    signed = f"{message_id}.{timestamp}.".encode() + body
    expected = b"v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest())
    # While a secret is replaced there may be several signatures; one that fits is enough.
    given = headers.get("webhook-signature", "").encode().split(b" ")
    return any(hmac.compare_digest(one, expected) for one in given)


def verify_postrider(secret, headers, body, now):
    """X-Webhook-Signature: signs the body alone, keyed by the whole secret as it was shown."""
    if not is_recent(headers.get("x-webhook-timestamp", ""), now):
        return False
    expected = "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
    return hmac.compare_digest(headers.get("x-webhook-signature", "").encode(), expected.encode())


def is_recent(timestamp, now):
    return timestamp.isascii() and timestamp.isdigit() and abs(now - int(timestamp)) <= TOLERANCE_SECONDS


if __name__ == "__main__":
    scheme, secret, *lines = sys.argv[1:]
    headers = {name.strip().lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    verify = {"standard": verify_standard, "postrider": verify_postrider}[scheme]
    genuine = verify(secret, headers, sys.stdin.buffer.read(), time.time())
    print("genuine" if genuine else "not genuine")
    sys.exit(0 if genuine else 1)
