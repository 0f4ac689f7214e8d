"""``python -m bench``: measure, print one table, say whether the goals are met."""

from __future__ import annotations

import argparse
import os
import sys

from bench import browser, science
from bench.report import Row, print_rows


def main() -> int:
    """Exit code: 0, or 1 if a goal is missed."""
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer repetitions, no stock way")
    arguments = parser.parse_args()

    tell("classification")
    rows = science.measure(quick=arguments.quick)
    try:
        rows += browser.measure(quick=arguments.quick, tell=tell)
    except browser.Missing as reason:
        rows.append(Row("browser part skipped", str(reason)))
    print_rows("Ankunft: median (least–most) of one run", rows)
    print(NOTES)
    print(f"Load of the last five minutes: {os.getloadavg()[1]:.1f} on {os.cpu_count()} processors.")
    missed = [row.figure for row in rows if row.met is False]
    print(f"Goals missed: {'; '.join(missed)}." if missed else "All goals that were measured are met.")
    return 1 if missed else 0


def tell(text: str) -> None:
    """Progress, beside the result."""
    print(f"… {text}", file=sys.stderr, flush=True)


NOTES = """\
Times end when the browser had two animation frames to show the result; the servers take turns, so
that a busy machine slows all of them. “Received” is the sum of all frames of the websocket.
Stock way: st_folium(folium.GeoJson) of the same municipalities and classes in EPSG:4326, without
tooltips. Its Leaflet is served locally as well, so that the way of drawing is compared and not
missing downloads; figures and outlines are kept in memory, and panning causes no rerun."""


if __name__ == "__main__":
    sys.exit(main())
