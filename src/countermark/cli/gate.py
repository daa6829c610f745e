"""`countermark gate`: the service that a shop asks before it posts a listing."""

import shutil
from pathlib import Path
from typing import Annotated, Final, NoReturn

import typer

from countermark.cli._inputs import read_file
from countermark.engine.errors import EngineError
from countermark.evidence.errors import LogError
from countermark.evidence.folders import prepare_folder
from countermark.evidence.segment import Durability
from countermark.formats.snapshot_folder import load_snapshot
from countermark.gate.fallback import parse_fallback
from countermark.gate.keys import parse_keys
from countermark.gate.own_engine import load_screens
from countermark.gate.server import AddressError, check_address, is_loopback, make_runtime_folder, serve
from countermark.gate.settings import MIB, GateSettings, Limits, ServerSettings
from countermark.gate.snapshots import locate_snapshot

app: Final = typer.Typer(add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None)
_DEFAULTS: Final = Limits()


@app.command("gate")
def gate(  # noqa: PLR0913 - a command's options are its parameters
    *,
    snapshot: Annotated[Path, typer.Option(help="A snapshot, or a folder of them with `current` in it.")],
    log: Annotated[Path, typer.Option(help="Folder of the decision log; made if it is not there.")],
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65_535)] = 8080,
    workers: Annotated[int, typer.Option(min=1, max=32, help="Processes that screen; as many as cores.")] = 2,
    keys: Annotated[Path | None, typer.Option(help="YAML file with the hashes of the API keys.")] = None,
    no_auth: Annotated[bool, typer.Option("--no-auth", help="Let anybody in; only on a loopback address.")] = False,
    fallback: Annotated[Path | None, typer.Option(help="YAML file: what is decided when screening fails.")] = None,
    durability: Annotated[Durability, typer.Option(help="What an answered decision outlives.")] = Durability.FSYNC,
    deadline_ms: Annotated[int, typer.Option(min=1, help="For requests that name none.")] = _DEFAULTS.deadline_ms,
    max_deadline_ms: Annotated[int, typer.Option(min=1, help="No request gets more.")] = _DEFAULTS.max_deadline_ms,
    max_body_kib: Annotated[int, typer.Option(min=1, help="Longest body of one listing.")] = (
        _DEFAULTS.body_bytes // 1024
    ),
    max_batch_body_mib: Annotated[int, typer.Option(min=1, help="Longest body of a batch.")] = (
        _DEFAULTS.batch_body_bytes // MIB
    ),
    max_waiting: Annotated[
        int, typer.Option(min=1_000, help="Listings that wait for a worker's engine; more get 503.")
    ] = _DEFAULTS.waiting_listings,
    segment_mib: Annotated[int, typer.Option(min=1, help="Size at which a log segment is closed and sealed.")] = 256,
    seal: Annotated[bool, typer.Option(help="Turn closed segments into Parquet.")] = True,
    accept_unknown_fields: Annotated[
        bool, typer.Option("--accept-unknown-fields", help="Ignore fields that a listing does not have; else 422.")
    ] = False,
    access_log: Annotated[bool, typer.Option("--access-log", help="One line for each request.")] = False,
    tls_certificate: Annotated[Path | None, typer.Option(help="PEM file; with it the gate speaks HTTPS.")] = None,
    tls_key: Annotated[Path | None, typer.Option(help="PEM file.")] = None,
) -> None:
    """Screen listings before they are posted: POST /v1/screen. A decision is durable before it is answered."""
    if (keys is None) != no_auth:
        raise typer.BadParameter("give --keys FILE, or --no-auth for a gate that only this machine can reach")
    if no_auth and not is_loopback(host):
        raise typer.BadParameter(f"--no-auth needs a loopback address such as 127.0.0.1, not {host}")
    if (tls_certificate is None) != (tls_key is None):
        raise typer.BadParameter("--tls-certificate and --tls-key go together")
    runtime = make_runtime_folder()
    settings = GateSettings(
        snapshot=snapshot,
        log=log,
        runtime=runtime,
        keys=keys,
        fallback=fallback,
        durability=durability,
        segment_bytes=segment_mib * MIB,
        seal=seal,
        accept_unknown_fields=accept_unknown_fields,
        access_log=access_log,
        limits=Limits(
            deadline_ms=deadline_ms,
            max_deadline_ms=max(deadline_ms, max_deadline_ms),
            body_bytes=max_body_kib * 1024,
            batch_body_bytes=max_batch_body_mib * MIB,
            waiting_listings=max_waiting,
        ),
    )
    server = ServerSettings(host=host, port=port, workers=workers, tls_certificate=tls_certificate, tls_key=tls_key)
    try:
        check_address(host, port)
        _check(settings)
        serve(settings, server, load_screens)
    except (EngineError, LogError, AddressError) as error:
        _stop(str(error))
    finally:
        shutil.rmtree(runtime, ignore_errors=True)


def _check(settings: GateSettings) -> None:
    """Find out what is wrong before there are workers, so that it is told once and plainly."""
    if settings.keys is not None:
        parse_keys(read_file(settings.keys), str(settings.keys))
    if settings.fallback is not None:
        parse_fallback(read_file(settings.fallback), str(settings.fallback))
    load_snapshot(locate_snapshot(settings.snapshot))
    prepare_folder(settings.log)


def _stop(message: str) -> NoReturn:
    typer.echo(message, err=True)
    raise typer.Exit(1)
