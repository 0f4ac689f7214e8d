"""``python -m bench``: measure, print one table, say whether the goals are met."""

from __future__ import annotations

import argparse
import os
import signal
import sys

from bench import browser, coverage, grid, load, science, towns
from bench.report import Row, print_rows


def main() -> int:
    """Exit code: 0, or 1 if a goal is missed."""
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer repetitions, no stock way")
    arguments = parser.parse_args()

    # so that the servers end too when this program is told to end
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    before = os.getloadavg()[0]
    tell("classification")
    rows = [*science.measure(quick=arguments.quick), *towns.measure()]
    tell("intervals of segregation")
    rows += coverage.measure(quick=arguments.quick)
    tell("whole grid")
    rows += grid.measure(quick=arguments.quick)
    rows += load.measure(quick=arguments.quick, tell=tell)
    notes: list[str] = []
    try:
        more, notes = browser.measure(quick=arguments.quick, tell=tell)
        rows += more
    except browser.MissingError as reason:
        rows.append(Row("browser part skipped", str(reason)))
    print_rows("Ankunft: median (least–most) of one run", rows)
    if notes:
        print(NOTES, *notes, sep="\n")
    print(
        f"Load of the machine, other programs included: {before:.1f} before, {os.getloadavg()[0]:.1f} "
        f"after, on {os.cpu_count()} processors; above {os.cpu_count()} the times say little."
    )
    missed = [row.figure for row in rows if row.met is False]
    print(
        f"Goals missed: {'; '.join(missed)}." if missed else "All goals that were measured are met."
    )
    return 1 if missed else 0


def tell(text: str) -> None:
    """Progress, beside the result."""
    print(f"… {text}", file=sys.stderr, flush=True)


NOTES = """\
Times end when the browser had two animation frames to show the result; the servers take turns, so
that a busy machine slows all of them. “Received” is the sum of all frames of the websocket. Every
key sets a threshold that was not reckoned before.
Stock way: st_folium(folium.GeoJson) of the same municipalities and classes in EPSG:4326, without
tooltips. Its Leaflet is served locally as well, so that the way of drawing is compared and not
missing downloads; figures and outlines are kept in memory, and panning causes no rerun."""


if __name__ == "__main__":
    sys.exit(main())
