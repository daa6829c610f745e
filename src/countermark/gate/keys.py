"""API keys: who may ask. The file holds hashes only, so that it gives nobody a key.

keys:
- name: shop
sha256: 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08
listings_per_s: 2000        # optional
"""

import hashlib
import hmac
from typing import Annotated, Final

import msgspec

from countermark.engine.documents import parse_yaml
from countermark.engine.errors import InvalidInputError, Problem
from countermark.gate.refusal import RefusalError

_CHALLENGE: Final = [(b"www-authenticate", b'Bearer realm="countermark"')]
_ANYBODY: Final = "anonymous"


class ApiKey(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One key."""

    name: Annotated[str, msgspec.Meta(pattern=r"^[A-Za-z0-9._-]{1,64}$")]
    """Whose it is; stands in the decision log and in the metrics."""
    sha256: Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{64}$")]
    """SHA-256 of the key, lower-case hexadecimal."""
    listings_per_s: Annotated[float, msgspec.Meta(gt=0)] | None = None
    """How many listings a second it may bring, over all workers; None for any number."""


class _KeysFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    keys: list[ApiKey]


class KeyRing:
    """The keys that are valid now."""

    def __init__(self, keys: list[ApiKey]) -> None:
        self._keys = keys

    def authenticate(self, headers: dict[bytes, bytes]) -> ApiKey:
        """Return the key that a request shows.

        Every key is compared in constant time, and all of them, so that the time says nothing about any.

        Raises:
            RefusalError: it shows none, or one that is not valid.
        """
        scheme, _, token = headers.get(b"authorization", b"").partition(b" ")
        if scheme.lower() != b"bearer" or not token.strip():
            raise RefusalError("unauthenticated", "expected the header Authorization: Bearer KEY", headers=_CHALLENGE)
        shown = hashlib.sha256(token.strip()).hexdigest()
        found = None
        for key in self._keys:
            if hmac.compare_digest(shown, key.sha256):
                found = key
        if found is None:
            raise RefusalError("unauthenticated", "the API key is not valid", headers=_CHALLENGE)
        return found


class OpenRing:
    """Lets anybody in; only for a gate that listens on loopback alone."""

    def authenticate(self, headers: dict[bytes, bytes]) -> ApiKey:
        """Return the same key for everybody."""
        del headers
        return ApiKey(_ANYBODY, "0" * 64)


def parse_keys(data: bytes, name: str) -> KeyRing:
    """Return the keys of a file.

    Args:
        data: YAML.
        name: of the file, for messages.

    Raises:
        InvalidInputError: the file is not readable, has no keys, or the same name or hash twice.
    """
    try:
        keys = msgspec.convert(parse_yaml(data, name), _KeysFile).keys
    except msgspec.ValidationError as error:
        raise InvalidInputError([Problem(name, None, None, str(error))]) from error
    problems = []
    if not keys:
        problems.append(Problem(name, None, "keys", "is empty; expected at least one key"))
    for field in ("name", "sha256"):
        values = [getattr(key, field) for key in keys]
        problems += [
            Problem(name, None, f"keys[{at}].{field}", f"{value!r} is there twice")
            for at, value in enumerate(values)
            if value in values[:at]
        ]
    if problems:
        raise InvalidInputError(problems)
    return KeyRing(keys)
