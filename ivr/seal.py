"""How do we keep a secret, and recognise it again?"""

import base64
import hashlib
import hmac
from collections.abc import Sequence
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

__all__ = ["BrokenSeal", "Seal", "call_id_of"]


class BrokenSeal(ValueError):
    """Raised when sealed bytes were changed, belong elsewhere, or no key of ours opens them."""


@lru_cache(maxsize=64)
def _derived(key: bytes, purpose: str, length: int) -> bytes:
    return HKDF(SHA256(), length, salt=None, info=b"helpline:" + purpose.encode()).derive(key)


@lru_cache(maxsize=64)
def _cipher(key: bytes, purpose: str) -> AESSIV:
    return AESSIV(_derived(key, purpose, 64))


class Seal:
    """Seals with the newest key and opens with all: keys can be rotated without losing a call.

    AES-SIV (RFC 5297) is deterministic: the same words about the same thing give the same
    sealed text, so that a repeated webhook gets the same answer.
    """

    def __init__(self, keys: Sequence[bytes]) -> None:
        """`keys` newest first; raises ValueError when there is none."""
        if not keys or not all(keys):
            raise ValueError("at least one secret key is needed")
        self._keys = tuple(keys)

    def close(self, purpose: str, plain: bytes, about: str = "") -> bytes:
        """Sealed bytes that only `open` with the same purpose and `about` can read."""
        return _cipher(self._keys[0], purpose).encrypt(plain, [about.encode()])

    def open(self, purpose: str, sealed: bytes, about: str = "") -> bytes:
        """The plain bytes; raises BrokenSeal when they are not ours."""
        for key in self._keys:
            try:
                return _cipher(key, purpose).decrypt(sealed, [about.encode()])
            except (InvalidTag, ValueError):
                continue
        raise BrokenSeal(purpose)

    def close_text(self, purpose: str, plain: bytes, about: str = "") -> str:
        """Like `close`, as text that is safe inside a URL path."""
        return base64.urlsafe_b64encode(self.close(purpose, plain, about)).rstrip(b"=").decode()

    def open_text(self, purpose: str, sealed: str, about: str = "") -> bytes:
        """Like `open`, from URL-safe text."""
        try:
            raw = base64.b64decode(sealed + "=" * (-len(sealed) % 4), altchars=b"-_", validate=True)
        except ValueError as problem:
            raise BrokenSeal(purpose) from problem
        return self.open(purpose, raw, about)

    def fingerprint(self, text: str) -> str:
        """A keyed hash (64 hex digits) to find a number again; protected like the number itself."""
        return self._fingerprint(self._keys[0], text)

    def fingerprints(self, text: str) -> list[str]:
        """The fingerprints under every key, newest first: what to look for after a rotation."""
        return [self._fingerprint(key, text) for key in self._keys]

    @staticmethod
    def _fingerprint(key: bytes, text: str) -> str:
        secret = _derived(key, "fingerprint", 32)
        return hmac.new(secret, text.encode(), hashlib.sha256).hexdigest()


def call_id_of(call_sid: str) -> str:
    """Our id of a call, the same in every process without asking anybody: 20 hex digits."""
    return hashlib.blake2b(call_sid.encode(), digest_size=10).hexdigest()
