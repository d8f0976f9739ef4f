"""In the tests alone passwords are kept by a cheap hash: the program's own takes as long as a guess shall take.

What the program itself keeps passwords with stays at hand as `own_hasher` and has its test in `tests/duty_desk/test_officers.py`.
"""

from __future__ import annotations

from argon2 import PasswordHasher

from duty_desk.people import passwords

own_hasher = passwords.hasher


def keep_cheaply() -> None:
    """Hash by the least that Argon2 does; it is still Argon2, with parameters that can be told from older ones."""
    cheap = PasswordHasher(time_cost=1, memory_cost=16, parallelism=1)
    passwords.hasher = lambda: cheap
