"""The code on a pass: a number nobody can guess, of which the office keeps only the fingerprint.

42 decimal digits: one for the version, 39 for 128 random bits, two check digits (ISO 7064 MOD 97-10). Digits alone survive Caps Lock,
input methods and keyboard layouts, and make a small QR code. A sealed copy lets a jammed printer print the same code again.
"""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
from typing import TYPE_CHECKING

from sqlalchemy import select

from db.models import Setting
from duty_desk.codes import DEMO, LENGTH, REAL, check_digits, is_token, normalise
from duty_desk.errors import StorageError
from duty_desk.passes.quick import ask
from duty_desk.work import Read, shelved

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

__all__ = [
    "DEMO",
    "LENGTH",
    "REAL",
    "check_code",
    "fingerprint",
    "is_demo",
    "is_foreign",
    "is_token",
    "new_token",
    "normalise",
    "seal",
    "unseal",
]
# Without look-alikes: 0 O Q D, 1 I L, 2 Z, 5 S, 8 B, U V. Guards compare these six characters by eye.
CHECK_ALPHABET = "2345678ACEFGHJKMNPRTWXY"
_NONCE = 12


def new_token(*, demo: bool = False) -> str:
    """A code never given out before and not to be guessed; those of a sample office begin with another digit."""
    body = f"{DEMO if demo else REAL}{secrets.randbits(128):039d}"
    return body + check_digits(body)


def is_foreign(text: str, *, demo: bool) -> bool:
    """Whether it is a well-formed code of the other world: a sample pass at a real gate, or the other way round."""
    return is_token(text, demo=not demo)


def fingerprint(token: str) -> str:
    """What is stored of a code. A plain hash is enough for 128 random bits."""
    return hashlib.sha256(token.encode()).hexdigest()


def check_code(token: str) -> str:
    """Six characters derived from the code, printed beside it: K7P4-2M."""
    number = int.from_bytes(hashlib.sha256(b"check code:" + token.encode()).digest()[:8])
    letters = ""
    for _ in range(6):
        number, position = divmod(number, len(CHECK_ALPHABET))
        letters += CHECK_ALPHABET[position]
    return f"{letters[:4]}-{letters[4:]}"


def seal(read: Read, token: str) -> str:
    """The code encrypted with the office's key."""
    nonce = secrets.token_bytes(_NONCE)
    return base64.b64encode(nonce + _cipher(read).encrypt(nonce, token.encode(), None)).decode()


def unseal(read: Read, sealed: str) -> str:
    """The code back from its sealed copy. Raises StorageError when it was altered."""
    from cryptography.exceptions import InvalidTag

    raw = base64.b64decode(sealed)
    try:
        return _cipher(read).decrypt(raw[:_NONCE], raw[_NONCE:], None).decode()
    except InvalidTag as error:
        raise StorageError("passes.error.seal_broken") from error


def is_demo(read: Read) -> bool:
    """Whether this office is a sample office, whose passes are refused at real gates."""
    return bool(_setting(read, "office.demo"))


def _cipher(read: Read) -> AESGCM:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    def make() -> AESGCM:
        key = _setting(read, "token.key")
        if not isinstance(key, str):
            raise StorageError("storage.not_an_office")
        return AESGCM(bytes.fromhex(key))

    return shelved(read, "token.cipher", make)


_SETTINGS = select(Setting.key, Setting.value).where(
    Setting.owner == 0, Setting.key.in_(("office.demo", "token.key"))
)


def _setting(read: Read, key: str) -> object:
    found = shelved(
        read, "tokens.settings", lambda: {row.key: json.loads(row.value) for row in ask(read, _SETTINGS)}
    )
    return found.get(key)
