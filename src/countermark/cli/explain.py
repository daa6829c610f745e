"""`countermark explain`: one listing with everything that led to its decision."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from countermark.cli._inputs import (
    AsOfOption,
    MappingOption,
    PolicyOption,
    RegistryOption,
    SnapshotOption,
    WeightsOption,
    as_date,
    check_language,
    read_snapshot,
    today,
)


def explain(  # noqa: PLR0913 - a command's options are its parameters
    file: Annotated[Path, typer.Argument(help="File of listings: JSONL, JSON, CSV or Parquet.")],
    *,
    listing_id: Annotated[str, typer.Option("--id", help="Id of the listing.")],
    mapping: MappingOption,
    registry: RegistryOption = None,
    policy: PolicyOption = None,
    weights: WeightsOption = None,
    as_of: AsOfOption = None,
    snapshot: SnapshotOption = None,
    language: Annotated[str, typer.Option(help="Of reasons and evidence: en, zh or pt.")] = "en",
    as_json: Annotated[bool, typer.Option("--json", help="For machines: print JSON.")] = False,
) -> None:
    """Show one listing with everything that led to its decision.

    The text with its marked spans, the price against the genuine band, evidence and counter-evidence, what each term
    added to the score, and for every rule whether it fired and why.
    """
    import msgspec  # noqa: PLC0415 - so that --help is quick

    from countermark.cli._explained import print_explanation  # noqa: PLC0415
    from countermark.engine.errors import InvalidInputError, Problem  # noqa: PLC0415
    from countermark.engine.screen import Screener  # noqa: PLC0415
    from countermark.formats.listings import load_mapping  # noqa: PLC0415
    from countermark.scan.explanation import explain_listing, find_listing  # noqa: PLC0415

    check_language(language)
    found = find_listing(file, load_mapping(mapping), listing_id, now=datetime.now(UTC))
    if found.reject is not None:
        problems = [Problem(found.reject.file, found.reject.row, None, text) for text in found.reject.problems]
        raise InvalidInputError(problems)
    if found.batch is None:
        message = f"none of its {found.rows_read:,} rows has the listing id {listing_id!r}"
        raise InvalidInputError([Problem(str(file), None, None, message)])
    given = read_snapshot(
        snapshot=snapshot,
        registry=registry,
        policy=policy,
        weights=weights,
        as_of=as_date(as_of),
        otherwise=today(),
    )
    explanation = explain_listing(Screener(given), found)
    if as_json:
        typer.echo(msgspec.json.format(msgspec.json.encode(explanation)).decode())
    else:
        print_explanation(explanation, given, language=language)
