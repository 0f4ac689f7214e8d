"""A level of the edition, classed: what the map colours, the table lists and the click explains."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ankunft import typology
from ankunft.base.language import translator
from ankunft.base.reasons import Reason
from ankunft.base.town_groups import part_of_country
from ankunft.typology import ArrivalClass, Case, Coverage, Panel, Parameters
from ankunft.typology.level_panel import panel

ESTIMATED_LEVELS = ("state", "county", "municipality")
"""Levels whose inhabitants of 2011 are estimated from grid cells."""


@dataclass(frozen=True, eq=False)
class Classification:
    """The classes of all areas of a level and what they were made from.

    `level` is the row of default thresholds (see :func:`ankunft.typology.default_parameters`) that
    the areas are of; `outside` the coverage of a reference that is none of these areas (Germany
    beside the districts of a town), and `unit` the kind of unit where it is not the level.
    """

    level: str
    parameters: Parameters
    panel: Panel
    classes: NDArray[np.uint8]
    outside: Coverage | None = None
    unit: str = ""

    def coverage(self, rows: NDArray[np.bool_] | None = None) -> Coverage | None:
        """How much of the town or nation S adds up; None where that is not known.

        `rows` are the areas that the town or nation is made of, all unless told.
        """
        measured = self.panel
        if measured.counted is None:
            return self.outside
        people = np.stack([measured.n_t0, measured.n_t1])
        years = (measured.year_t0, measured.year_t1)
        every = slice(None) if rows is None else rows
        return typology.coverage(measured.counted, people, years, every)

    def reference_words(self, lang: str, rows: NDArray[np.bool_] | None = None) -> str:
        """The coverage in few words (see :meth:`coverage`), "" where it is not known."""
        found = self.coverage(rows)
        kind = (self.unit or self.level) if self.outside is None else "municipality"
        return typology.coverage_text(found, kind, lang) if found else ""

    def reference_lines(self, lang: str) -> list[str]:
        """The coverage in few words and, where it is low, what to beware of."""
        found = self.coverage()
        warning = typology.coverage_warning(found, lang) if found else ""
        return [line for line in (self.reference_words(lang), warning) if line]

    def robustness(self) -> NDArray[np.float64]:
        """See :func:`ankunft.typology.robustness`."""
        return typology.robustness(self.panel, self.parameters)

    def noise_robustness(self) -> NDArray[np.float64]:
        """See :func:`ankunft.typology.noise_robustness`."""
        return typology.noise_robustness(self.panel, self.parameters)

    def firmness(self, position: int) -> tuple[float, float]:
        """Robustness and noise robustness of one area, as they are among all; NaN where unknown."""
        one = _panel_of(self.panel, position)
        settings = typology.robustness(one, self.parameters)
        noise = typology.noise_robustness(one, self.parameters)
        return float(settings[0]), float(noise[0])


def classify_level(
    frame: pd.DataFrame, level: str, parameters: Parameters, *, measured: Panel | None = None
) -> Classification:
    """Class every area of a level; `frame` is that of :func:`ankunft.edition.figures.figures`.

    `measured` is the panel of the level for the reference of the parameters, where it is at hand.
    """
    if measured is None:
        measured = panel(frame, level, parameters)
    return Classification(level, parameters, measured, typology.classify(measured, parameters))


def preset_classes(
    result: Classification, classify: Callable[[Parameters], Classification]
) -> dict[str, NDArray[np.uint8]]:
    """The classes of the same areas by every fixed preset that applies on the level.

    `classify` classes them by other parameters, from the same figures.
    """
    here = result.parameters
    return {
        preset: classify(
            typology.preset_parameters(
                preset, result.level, berlin=here.berlin, min_n=here.min_n, ground=here.ground
            )
        ).classes
        for preset in typology.fixed_presets(result.level)
    }  # fmt: skip


def level_reference(
    frame: pd.DataFrame, result: Classification, lang: str, position: int | None = None
) -> str:
    """How much of the nation S adds up, in few words (see :meth:`Classification.reference_words`).

    Cells have a town each: "" unless one is asked for by its row, whose town it then is.
    """
    parameters = result.parameters
    if result.level != "cell":
        rows = frame["has_figures"].to_numpy() if "has_figures" in frame else None
        return result.reference_words(lang, rows)
    if position is None or not frame["ags"].iloc[position]:
        return ""
    if parameters.reference == "part":
        part = part_of_country([frame["state"].iloc[position]], parameters.berlin)[0]
        found = frame.attrs["parts"][parameters.ground, parameters.berlin][part].coverage
        return typology.coverage_text(found, "municipality", lang)
    return result.reference_words(lang, (frame["ags"] == frame["ags"].iloc[position]).to_numpy())


def preset_agreement(
    result: Classification, classify: Callable[[Parameters], Classification]
) -> typology.Agreement:
    """In how many of the fixed presets that apply each area has the class it has here.

    `classify` classes the same areas by other parameters, from the same figures.
    """
    by_preset = preset_classes(result, classify)
    return typology.agreement(result.classes, list(by_preset.values()))


def classification_table(frame: pd.DataFrame, result: Classification) -> pd.DataFrame:
    """One row per area: the figures behind the class, the class, and how firm it is.

    Columns: id, name, share_2011, share_2022 (percent), lq_2011, lq_2022, change, excess
    (percentage points), class (id of the class), robustness, noise_robustness (0 to 1); under the
    rule "fifth" also position_2011, position_2022 (0 to 1, see `ankunft.typology.standing`).
    """
    lq0, lq1 = typology.location_quotients(result.panel)
    stand = result.panel.standing
    places = {} if stand is None else {"position_2011": stand.t0, "position_2022": stand.t1}
    return pd.DataFrame(
        {
            "id": frame["id"],
            "name": frame["name"],
            "share_2011": result.panel.share_t0,
            "share_2022": result.panel.share_t1,
            "lq_2011": lq0,
            "lq_2022": lq1,
            "change": typology.change(result.panel),
            "excess": typology.excess(result.panel),
            "class": class_ids(result.classes),
            "robustness": result.robustness(),
            "noise_robustness": result.noise_robustness(),
            **places,
        }
    )


def class_ids(codes: NDArray[np.uint8]) -> NDArray[np.str_]:
    """The ids of the classes with these codes."""
    return np.array([kind.id for kind in ArrivalClass])[codes]


def explain_area(
    frame: pd.DataFrame, result: Classification, position: int, lang: str
) -> list[str]:
    """Why the area in this row has its class, in sentences."""
    row = frame.iloc[position]
    reasons = [Reason(int(row["share_foreign_2011_reason"])), _reason_2022(row, result.level)]
    return explain_position(result, position, reasons, _reference(row, result, lang), lang)


def explain_position(
    result: Classification,
    position: int,
    reasons: list[Reason],
    reference_name: str,
    lang: str,
    firmness: tuple[float, float] | None = None,
) -> list[str]:
    """Why the area at this position has its class; `reasons` say why a share of either year is
    missing, `reference_name` what it was compared with. `firmness` is that of the area
    (:meth:`Classification.firmness`), where it is at hand."""
    one = _panel_of(result.panel, position)
    robustness, noise = firmness or result.firmness(position)
    case = Case(
        share_t0=float(one.share_t0[0]),
        share_t1=float(one.share_t1[0]),
        n_t0=float(one.n_t0[0]),
        n_t1=float(one.n_t1[0]),
        ref_t0=float(one.ref_t0[0]),
        ref_t1=float(one.ref_t1[0]),
        year_t0=one.year_t0,
        year_t1=one.year_t1,
        arrival_class=ArrivalClass(int(result.classes[position])),
        robustness=robustness,
        reason_t0=reasons[0],
        reason_t1=reasons[1],
        noise=noise,
        estimated_t0=result.level in ESTIMATED_LEVELS,
        **standing_of(one),
    )
    return typology.explain(case, result.parameters, lang, reference_name=reference_name)


def standing_of(one: Panel) -> dict[str, Any]:
    """Where the only area of a panel stands, as a :class:`Case` wants it."""
    stand = one.standing
    if stand is None:
        return {}
    return {
        "position_t0": float(stand.t0[0]),
        "position_t1": float(stand.t1[0]),
        "units": int(stand.units[0]),
    }


def _reason_2022(row: pd.Series, level: str) -> Reason:
    """A cell of a town that is not covered has nothing to be compared with, figure or not."""
    if level == "cell" and not row["town_covered_2022"]:
        return Reason.NO_CELLS
    return Reason(int(row["share_foreign_2022_reason"]))


def _panel_of(panel: Panel, position: int) -> Panel:
    """The panel of this one area."""

    def at(values: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.atleast_1d(np.broadcast_to(values, len(panel))[position])

    return Panel(
        at(panel.share_t0),
        at(panel.share_t1),
        at(panel.n_t0),
        at(panel.n_t1),
        at(panel.ref_t0),
        at(panel.ref_t1),
        year_t0=panel.year_t0,
        year_t1=panel.year_t1,
        standing=None if panel.standing is None else panel.standing.at(position),
    )


def _reference(row: pd.Series, result: Classification, lang: str) -> str:
    _ = translator(lang)
    if result.parameters.reference == "part" and row["state"]:
        part = part_of_country([row["state"]], result.parameters.berlin)[0]
        return _("Ostdeutschland") if part == "east" else _("Westdeutschland")
    return row["name"] if result.level == "cell" else _("Deutschland")
