"""Merkle tree hashes as Certificate Transparency defines them, so that any verifier of that family can check ours.

Source: RFC 6962, section 2.1.
"""

import hashlib
from typing import Final

_LEAF: Final = b"\x00"
_NODE: Final = b"\x01"
EMPTY_ROOT: Final = hashlib.sha256(b"").digest()


def leaf_hash(data: bytes) -> bytes:
    """Return the hash of one leaf."""
    return hashlib.sha256(_LEAF + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return the hash of the node above two hashes."""
    return hashlib.sha256(_NODE + left + right).digest()


class MerkleTree:
    """Takes leaves in order and gives the root of all taken so far; memory grows with the logarithm of their number."""

    def __init__(self) -> None:
        self.size = 0
        """Leaves taken."""
        self._peaks: list[bytes] = []

    def add(self, data: bytes) -> None:
        """Take the next leaf."""
        node = leaf_hash(data)
        # Each trailing one bit of the size is a complete subtree as large as the one that just came about.
        size = self.size
        while size & 1:
            node = node_hash(self._peaks.pop(), node)
            size >>= 1
        self._peaks.append(node)
        self.size += 1

    def root(self) -> bytes:
        """Return the root, 32 bytes; that of no leaves is the hash of nothing."""
        if not self._peaks:
            return EMPTY_ROOT
        root = self._peaks[-1]
        for peak in reversed(self._peaks[:-1]):
            root = node_hash(peak, root)
        return root
