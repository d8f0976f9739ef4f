"""Opens a sealed copy of an office without the program: needs Python 3.11 or newer and the package `cryptography` only.

    python recover.py office-20200306-120000.ddsealed office.db

asks for the password and writes a plain SQLite file; attachments are opened in the same way, one by one. Nothing is written when the
password is wrong or the file was cut, altered or put together from others. The form of a sealed file:

    8 bytes  "DDSEALED"      1 byte  version, 1      1 byte  c: scrypt with n = 2^c, r = 8, p = 1, 32 bytes
    16 bytes salt of scrypt  7 bytes prefix of nonces
    then pieces of AES-256-GCM: 65,536 bytes (the last one fewer or as many) and a tag of 16; the nonce of a piece is the prefix, its
    number from 0 as 4 bytes (big-endian), and one byte that is 1 for the last piece and 0 for others; the 33 bytes above are
    authenticated with each.
"""

from __future__ import annotations

import getpass
import hashlib
import os
import struct
import sys
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

HEAD = struct.Struct(">8sBB16s7s")
PIECE = 65_536 + 16


def recover(source: Path, target: Path, password: str) -> None:
    """Write the plain file. Raises ValueError when the password is wrong or the file is not whole."""
    part = target.with_name(f".{target.name}.part")
    try:
        with source.open("rb") as sealed, part.open("wb") as plain:
            head = sealed.read(HEAD.size)
            if len(head) != HEAD.size:
                raise ValueError("not a sealed copy")
            magic, version, cost, salt, prefix = HEAD.unpack(head)
            if magic != b"DDSEALED" or version != 1 or not 10 <= cost <= 17:
                raise ValueError("not a sealed copy of a kind this script knows")
            key = hashlib.scrypt(
                password.encode(), salt=salt, n=1 << cost, r=8, p=1, dklen=32, maxmem=256 * 1024 * 1024
            )
            cipher, number, piece = AESGCM(key), 0, sealed.read(PIECE)
            while True:
                following = sealed.read(PIECE)
                nonce = prefix + struct.pack(">IB", number, not following)
                plain.write(cipher.decrypt(nonce, piece, head))
                if not following:
                    break
                number, piece = number + 1, following
            plain.flush()
            os.fsync(plain.fileno())
        part.replace(target)
    except InvalidTag as error:
        raise ValueError("the password is wrong, or the file was cut or altered") from error
    finally:
        part.unlink(missing_ok=True)


def main(arguments: list[str]) -> int:
    """The command line."""
    if len(arguments) != 2:
        print(__doc__)
        return 2
    source, target = map(Path, arguments)
    if target.exists():
        print(f"{target} is there already")
        return 1
    try:
        recover(source, target, getpass.getpass("Password: "))
    except (ValueError, OSError) as error:
        print(error)
        return 1
    print(f"{target}: {target.stat().st_size:,} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
