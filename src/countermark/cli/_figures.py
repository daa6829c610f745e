"""Figures of worlds and plays: as lines of a table, and as JSON."""

import json
import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

if TYPE_CHECKING:
    from countermark.sim.score import Interval


def show_figures(figures: "Mapping[str, Interval]") -> None:
    """Print each figure on a line."""
    for name, interval in figures.items():
        typer.echo(f"{name:<60}{_interval_words(interval)}")


def write_figures(
    path: Path,
    folders: Sequence[Path],
    each: Sequence[Mapping[str, float]],
    together: "Mapping[str, Interval]",
    **more: Any,
) -> None:
    """Write the figures of each folder and of all as JSON, null for what could not be counted."""
    named = {str(folder): figures for folder, figures in zip(folders, each, strict=True)}
    data = {"worlds": named, "all": {name: _mapping(interval) for name, interval in together.items()}, **more}
    path.write_text(json.dumps(_without_nan(data), indent=2) + "\n", encoding="utf-8")


def _mapping(interval: "Interval") -> dict[str, float]:
    return {"mean": interval.mean, "low": interval.low, "high": interval.high, "worlds": interval.worlds}


def _interval_words(interval: "Interval") -> str:
    if math.isnan(interval.mean):
        return "     nothing to count"
    shown = f"{interval.mean:>12.4f}"
    if math.isnan(interval.low):
        return shown
    return f"{shown}  ({interval.low:.4f} to {interval.high:.4f}, {interval.worlds} worlds)"


def _without_nan(value: object) -> object:
    """Return the value with null for what JSON has no number for."""
    if isinstance(value, dict):
        return {name: _without_nan(each) for name, each in value.items()}
    if isinstance(value, list):
        return [_without_nan(each) for each in value]
    return None if isinstance(value, float) and math.isnan(value) else value
