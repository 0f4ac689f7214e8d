"""Speed of the classification and its robustness, memory of the edition, time of a build."""

from __future__ import annotations

import base64
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd

from ankunft import typology
from ankunft.app.view import SCHEMES
from ankunft.edition import Edition, open_edition
from ankunft.edition.figures import figures
from ankunft.output.maps.breaks import class_limits
from ankunft.output.maps.folium_map import pack_codes
from ankunft.output.maps.pack import inhabited
from ankunft.typology import Panel
from ankunft.typology.level_panel import panel
from bench.report import Row, kilobytes, milliseconds

CLASSIFY_GOAL, ROBUSTNESS_GOAL = 30.0, 3_000.0
"""Milliseconds (median) for all cells with both years present."""

LIMITS_GOAL = 50.0
"""Milliseconds (median) for all cells: a map is painted within a frame or two."""

CODES_GOAL = 60_000
"""Bytes of the deflated class string of all cells that the map draws."""

ROOT = Path(__file__).resolve().parents[1]
SEED = 2022


def made_up_cells(edition: Edition) -> Panel:
    """All cells with figures for both years.

    Real: shares and inhabitants of 2011 where published, and which town a cell belongs to. Made
    up, the same at every run: the missing figures of 2011 (drawn from the published ones) and the
    change until 2022 (normal, 5 ± 4 points; inhabitants within a few percent).
    """
    frame = figures(edition, "cell")
    random = np.random.default_rng(SEED)
    people = _filled(frame["population_2011"], random)
    share = _filled(frame["share_foreign_2011"], random)
    later = np.clip(share + random.normal(5, 4, len(frame)), 0, 100).round(2)
    grown = np.maximum(np.round(people * random.lognormal(0, 0.05, len(frame))), 1)
    frame = frame.assign(
        population_2011=people,
        share_foreign_2011=share,
        population_2022=grown,
        share_foreign_2022=later,
        town_covered_2022=True,
    )
    return panel(frame, "cell", typology.default_parameters("cell"))


def _filled(column: pd.Series, random: np.random.Generator) -> np.ndarray:
    values = column.to_numpy(copy=True)
    missing = np.isnan(values)
    values[missing] = random.choice(values[~missing], missing.sum())
    return values


def measure(*, quick: bool) -> list[Row]:
    """The rows of this part of the table."""
    edition = open_edition()
    cells = made_up_cells(edition)
    towns = panel(
        figures(edition, "municipality"),
        "municipality",
        typology.default_parameters("municipality"),
    )
    of_cells = typology.default_parameters("cell")
    of_towns = typology.default_parameters("municipality")
    both_known = np.isfinite(cells.share_t0) & np.isfinite(cells.share_t1)
    many = f"{both_known.sum():,}"

    classify = timed(lambda: typology.classify(cells, of_cells), 15)
    robust = timed(lambda: typology.robustness(cells, of_cells), 5)
    noise = timed(lambda: typology.noise_robustness(towns, of_towns), 1 if quick else 3)
    steps = {
        scheme: timed(lambda scheme=scheme: class_limits(cells.share_t1, scheme, 5), 9)
        for scheme in SCHEMES
    }
    rows = [
        *(
            goal_row(
                f"limits of colour steps of {len(cells):,} cells, {name}", samples, LIMITS_GOAL
            )
            for name, samples in steps.items()
        ),
        goal_row(f"classify {many} cells, both years", classify, CLASSIFY_GOAL),
        goal_row(f"robustness of {many} cells, 125 settings", robust, ROBUSTNESS_GOAL),
        _codes(edition, typology.classify(cells, of_cells)),
        Row(f"noise robustness of {len(towns):,} municipalities, 200 draws", milliseconds(noise)),
        Row("peak memory of opening all layers", _memory()),
    ]
    return rows if quick else [*rows, *_build()]


def timed(work: Callable[[], object], times: int) -> list[float]:
    """Milliseconds of each call, after one that does not count."""
    work()
    samples = []
    for _ in range(times):
        began = time.perf_counter()
        work()
        samples.append((time.perf_counter() - began) * 1000)
    return samples


def goal_row(figure: str, samples: list[float], goal: float) -> Row:
    """The row of a figure that is to stay below a goal (milliseconds)."""
    met = bool(np.median(samples) <= goal)
    return Row(figure, milliseconds(samples), goal=f"≤ {goal:,.0f} ms", met=met)


def _codes(edition: Edition, classes: np.ndarray) -> Row:
    """What the map of cells will send once 2022 is there for all of them.

    The made-up change of a cell does not resemble that of its neighbours, which packs worse than
    real figures would.
    """
    drawn = classes[inhabited(figures(edition, "cell"))]
    size = len(base64.b64decode(pack_codes(drawn)))
    figure = f"class string of {len(drawn):,} inhabited cells, deflated"
    goal = f"≤ {CODES_GOAL / 1000:.0f} KB"
    return Row(figure, kilobytes([size]), goal=goal, met=size <= CODES_GOAL)


def _memory() -> str:
    command = [sys.executable, "-m", "bench.memory"]
    answer = subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    size = json.loads(answer.stdout)
    if size["after"] is None:
        return "this system does not tell"
    return f"{size['after'] / 1e6:,.0f} MB  ({size['before'] / 1e6:,.0f} MB of it packages)"


def _build() -> list[Row]:
    """Time of `ankunft build`, where the publishers' files and its packages are at hand."""
    sources = Path(os.environ.get("ANKUNFT_SOURCES", ROOT.parent / "shared" / "sources"))
    if not sources.is_dir():
        return []
    command = "from ankunft.cli import app; app()"
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "edition"
        arguments = ["build", "--sources", str(sources), "--out", str(out)]
        began = time.perf_counter()
        done = subprocess.run(
            [sys.executable, "-c", command, *arguments], cwd=ROOT, capture_output=True, check=False
        )
        seconds = time.perf_counter() - began
    if done.returncode:
        last = done.stderr.decode(errors="replace").strip().rsplit("\n", 1)[-1]
        return [Row("ankunft build", f"failed: {last}")]
    return [Row("ankunft build (whole edition)", f"{seconds:.1f} s")]
