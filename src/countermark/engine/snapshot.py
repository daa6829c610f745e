"""The snapshot: everything that a decision depends on except the listing. Immutable, named by its content.

A snapshot is a set of files (in memory, or a folder that formats.snapshot_folder keeps): registry tables, policy,
weights, vocabulary, and a manifest with the hash of each. Its own hash is that of the manifest, so that two snapshots
with the same hash decide alike, whoever built them and when. `as_of` is the date that stands for today in a snapshot:
the engine has no clock, and a listing screened twice under one snapshot gets the same decision, on any day.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import msgspec
import numpy as np

import countermark
from countermark.engine.errors import InvalidInputError, SnapshotError
from countermark.engine.ids import SnapshotHash
from countermark.engine.model.additive import Weights, parse_weights, weights_bytes
from countermark.engine.policy import Policy, parse_policy, policy_bytes
from countermark.engine.registry.model import Registry
from countermark.engine.registry.parse import parse_registry
from countermark.engine.registry.write import registry_files
from countermark.engine.text.vocabulary import Vocabulary

FORMAT: Final = 1
"""Version of the file layout; a snapshot of another version is refused."""
MANIFEST: Final = "manifest.json"
POLICY: Final = "policy.yaml"
WEIGHTS: Final = "weights.yaml"
WORDS: Final = "words.u64"
FREQUENT: Final = "frequent.u64"
_REGISTRY: Final = "registry/"


class Manifest(msgspec.Struct, frozen=True):
    """manifest.json: what the snapshot is made of."""

    format: int
    engine: str
    """Version of countermark that built it; another version may decide differently."""
    as_of: date
    files: dict[str, str]
    """File name -> SHA-256, hexadecimal."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Everything a decision depends on except the listing."""

    registry: Registry
    policy: Policy
    weights: Weights
    vocabulary: Vocabulary
    as_of: date
    manifest: Manifest
    hash: SnapshotHash

    @classmethod
    def build(
        cls,
        registry: Registry,
        policy: Policy,
        weights: Weights,
        *,
        as_of: date,
        vocabulary: Vocabulary | None = None,
    ) -> "Snapshot":
        """Return the snapshot of these parts; the same parts give the same hash.

        Raises:
            InvalidInputError: the registry contradicts itself.
        """
        vocabulary = vocabulary or Vocabulary.of(())
        # Read back from its files, the registry is in the order in which a loaded snapshot has it, and is valid.
        registry = parse_registry(registry_files(registry))
        parts = _part_files(registry, policy, weights, vocabulary)
        manifest = Manifest(
            format=FORMAT,
            engine=countermark.__version__,
            as_of=as_of,
            files={name: hashlib.sha256(parts[name]).hexdigest() for name in sorted(parts)},
        )
        return cls(registry, policy, weights, vocabulary, as_of, manifest, _hash(manifest))

    @classmethod
    def from_files(cls, files: Mapping[str, Any]) -> "Snapshot":
        """Return the snapshot that these files hold; words may be memory-mapped buffers.

        Raises:
            SnapshotError: a file is missing, was changed, or the format is of another version.
        """
        manifest = _read_manifest(files)
        for name, digest in manifest.files.items():
            if name not in files:
                raise SnapshotError(f"the snapshot has no file {name}, which its manifest lists")
            if hashlib.sha256(files[name]).hexdigest() != digest:
                raise SnapshotError(f"{name} is not the file that the snapshot was built with (its SHA-256 differs)")
        tables = {name.removeprefix(_REGISTRY): bytes(files[name]) for name in files if name.startswith(_REGISTRY)}
        try:
            registry = parse_registry(tables)
            policy = parse_policy(bytes(files[POLICY]), POLICY)
            weights = parse_weights(bytes(files[WEIGHTS]), WEIGHTS)
        except InvalidInputError as error:
            raise SnapshotError(f"the snapshot cannot be read by this version of countermark: {error}") from error
        words, frequent = (np.frombuffer(files[name], dtype="<u8") for name in (WORDS, FREQUENT))
        vocabulary = Vocabulary(words, Vocabulary(frequent))
        return cls(registry, policy, weights, vocabulary, manifest.as_of, manifest, _hash(manifest))

    def files(self) -> dict[str, bytes]:
        """Return the snapshot's files, manifest included."""
        parts = _part_files(self.registry, self.policy, self.weights, self.vocabulary)
        return {MANIFEST: _manifest_bytes(self.manifest), **parts}


def _part_files(registry: Registry, policy: Policy, weights: Weights, vocabulary: Vocabulary) -> dict[str, bytes]:
    files = {f"{_REGISTRY}{name}": data for name, data in registry_files(registry).items()}
    files[POLICY] = policy_bytes(policy)
    files[WEIGHTS] = weights_bytes(weights)
    files[WORDS] = vocabulary.hashes.astype("<u8").tobytes()
    files[FREQUENT] = vocabulary.frequent.hashes.astype("<u8").tobytes()
    return files


def _manifest_bytes(manifest: Manifest) -> bytes:
    return msgspec.json.format(msgspec.json.encode(manifest, order="sorted"), indent=2) + b"\n"


def _hash(manifest: Manifest) -> SnapshotHash:
    return SnapshotHash(hashlib.sha256(_manifest_bytes(manifest)).hexdigest())


def _read_manifest(files: Mapping[str, Any]) -> Manifest:
    if MANIFEST not in files:
        raise SnapshotError(f"there is no {MANIFEST}; expected a folder made by `countermark snapshot build`")
    try:
        manifest = msgspec.json.decode(bytes(files[MANIFEST]), type=Manifest)
    except msgspec.DecodeError as error:
        raise SnapshotError(f"{MANIFEST} cannot be read: {error}") from error
    if manifest.format != FORMAT:
        raise SnapshotError(f"the snapshot's format is {manifest.format}; this version reads {FORMAT}: build it anew")
    missing = {POLICY, WEIGHTS, WORDS, FREQUENT} - set(manifest.files)
    if missing:
        raise SnapshotError(f"{MANIFEST} does not list {', '.join(sorted(missing))}")
    return manifest
