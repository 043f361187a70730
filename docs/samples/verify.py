"""Verifies a delivery of Postrider. Needs nothing but Python 3.8 or newer; for public keys also the package cryptography.

    python3 verify.py standard|postrider KEY 'name: value' ... < body

Exit code 0: the delivery is genuine. 1: it is not.
"""
import base64
import hashlib
import hmac
import sys
import time

TOLERANCE_SECONDS = 300


def verify_standard(key, headers, body, now):
    """Standard Webhooks: signs the message id, the time and the body.

    `key` is the secret, or a public key (whpk_); `headers` has names in lower case, `body` is the bytes that came, before
    any JSON is read.
    """
    message_id = headers.get("webhook-id", "")
    timestamp = headers.get("webhook-timestamp", "")
    if not is_recent(timestamp, now):
        return False
    signed = f"{message_id}.{timestamp}.".encode() + body
    # While a key is replaced there may be several signatures; one that fits is enough.
    given = headers.get("webhook-signature", "").split(" ")
    fits = fits_public_key if key.startswith("whpk_") else fits_secret
    return any(fits(key, one, signed) for one in given)


def fits_secret(secret, signature, signed):
    if secret.startswith("whsec_"):
        key = base64.b64decode(secret[len("whsec_"):])
    else:
        key = secret.encode()
    expected = b"v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest())
    return hmac.compare_digest(signature.encode(), expected)


def fits_public_key(public_key, signature, signed):
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    if not signature.startswith("v1a,"):
        return False
    key = Ed25519PublicKey.from_public_bytes(base64.b64decode(public_key[len("whpk_"):]))
    try:
        key.verify(base64.b64decode(signature[len("v1a,"):]), signed)
        return True
    except (InvalidSignature, ValueError):
        return False


def verify_postrider(secret, headers, body, now):
    """X-Webhook-Signature: signs the body alone, keyed by the whole secret as it was shown."""
    if not is_recent(headers.get("x-webhook-timestamp", ""), now):
        return False
    expected = "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
    return hmac.compare_digest(headers.get("x-webhook-signature", "").encode(), expected.encode())


def is_recent(timestamp, now):
    return timestamp.isascii() and timestamp.isdigit() and abs(now - int(timestamp)) <= TOLERANCE_SECONDS


if __name__ == "__main__":
    scheme, key, *lines = sys.argv[1:]
    headers = {name.strip().lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    verify = {"standard": verify_standard, "postrider": verify_postrider}[scheme]
    genuine = verify(key, headers, sys.stdin.buffer.read(), time.time())
    print("genuine" if genuine else "not genuine")
    sys.exit(0 if genuine else 1)
