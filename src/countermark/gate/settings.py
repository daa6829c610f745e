"""What an operator can set."""

from dataclasses import dataclass, field
from pathlib import Path

from countermark.evidence.log import SEGMENT_BYTES
from countermark.evidence.segment import Durability

MIB = 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How much is taken, and how long."""

    deadline_ms: int = 500
    """Milliseconds for the screening of a request that names no deadline, from when its body has arrived."""
    max_deadline_ms: int = 10_000
    """A request that asks for more gets this."""
    body_bytes: int = 1 * MIB
    """Longest body of one listing."""
    batch_body_bytes: int = 32 * MIB
    """Longest body of a batch."""
    bodies_bytes: int = 256 * MIB
    """Memory for all bodies under way in one worker."""
    body_s: float = 10.0
    """Seconds within which a body must have arrived."""
    waiting_listings: int = 8_000
    """Listings that may wait for the engine of one worker; more are refused with 503."""
    connections: int = 1_024
    """Open connections of one worker; more wait to be accepted."""
    log_s: float = 5.0
    """Seconds to wait for the log; then 503, and nothing is claimed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GateSettings:
    """What a worker needs to know."""

    snapshot: Path
    """A snapshot folder, or a folder of them with a link or file `current`."""
    log: Path
    runtime: Path
    """A folder of this run, for what its workers share: metrics, rates."""
    keys: Path | None
    """API keys; None lets everybody in, which only a gate on loopback may do."""
    fallback: Path | None = None
    durability: Durability = Durability.FSYNC
    segment_bytes: int = SEGMENT_BYTES
    seal: bool = True
    """Whether closed segments are sealed, by a process of their own."""
    accept_unknown_fields: bool = False
    """Whether fields of a listing that are not known are ignored instead of refused."""
    access_log: bool = False
    """Whether each request gets a line in the service's log."""
    poll_s: float = 1.0
    """Seconds between looks at snapshot, keys and fallback."""
    limits: Limits = field(default_factory=Limits)


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerSettings:
    """What the server in front of the workers needs to know."""

    host: str = "127.0.0.1"
    port: int = 8080
    workers: int = 2
    tls_certificate: Path | None = None
    tls_key: Path | None = None
    stop_s: int = 30
    """Seconds that requests under way have when the gate is stopped."""
