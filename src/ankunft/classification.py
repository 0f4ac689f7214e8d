"""A level of the edition, classed: what the map colours, the table lists and the click explains."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ankunft import typology
from ankunft.figures import panel
from ankunft.i18n import translator
from ankunft.places import part_of_country
from ankunft.reasons import Reason
from ankunft.typology import ArrivalClass, Case, Panel, Parameters

ESTIMATED_LEVELS = ("state", "county", "municipality")
"""Levels whose inhabitants of 2011 are estimated from grid cells."""


@dataclass(frozen=True, eq=False)
class Classification:
    """The classes of all areas of a level and what they were made from.

    `required` is the excess (percentage points) that new and emerging areas need.
    """

    level: str
    parameters: Parameters
    panel: Panel
    required: float
    classes: NDArray[np.uint8]

    def robustness(self) -> NDArray[np.float64]:
        """See :func:`ankunft.typology.robustness`."""
        return typology.robustness(self.panel, self.parameters, required=self.required)

    def noise_robustness(self) -> NDArray[np.float64]:
        """See :func:`ankunft.typology.noise_robustness`."""
        return typology.noise_robustness(self.panel, self.parameters, required=self.required)

    def firmness(self, position: int) -> tuple[float, float]:
        """Robustness and noise robustness of one area, as they are among all; NaN where unknown."""
        one = _panel_of(self.panel, position)
        settings = typology.robustness(one, self.parameters, required=self.required)
        noise = typology.noise_robustness(one, self.parameters, required=self.required)
        return float(settings[0]), float(noise[0])


def classify_level(
    frame: pd.DataFrame, level: str, parameters: Parameters, *, measured: Panel | None = None
) -> Classification:
    """Class every area of a level; `frame` is that of :func:`ankunft.figures.figures`.

    `measured` is the panel of the level for the reference of the parameters, where it is at hand.
    """
    if measured is None:
        measured = panel(frame, level, parameters)
    required = typology.required_excess(measured, parameters)
    classes = typology.classify(measured, parameters, required=required)
    return Classification(level, parameters, measured, required, classes)


def preset_agreement(
    result: Classification, classify: Callable[[Parameters], Classification]
) -> NDArray[np.uint8]:
    """In how many of the four fixed presets (0 to 4) each area has the class it has here.

    `classify` classes the same areas by other parameters, from the same figures.
    """
    here = result.parameters
    presets = [typology.preset_parameters(preset, result.level) for preset in typology.FIXED]
    alike = [replace(preset, berlin=here.berlin, min_n=here.min_n) for preset in presets]
    return typology.agreement(result.classes, [classify(preset).classes for preset in alike])


def classification_table(frame: pd.DataFrame, result: Classification) -> pd.DataFrame:
    """One row per area: the figures behind the class, the class, and how firm it is.

    Columns: id, name, share_2011, share_2022 (percent), lq_2011, lq_2022, change, excess
    (percentage points), class (id of the class), robustness, noise_robustness (0 to 1).
    """
    lq0, lq1 = typology.location_quotients(result.panel)
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
            "class": np.array([c.id for c in ArrivalClass])[result.classes],
            "robustness": result.robustness(),
            "noise_robustness": result.noise_robustness(),
        }
    )


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
        cutoff=result.required if result.parameters.rule == "growth" else None,
        reason_t0=reasons[0],
        reason_t1=reasons[1],
        noise=noise,
        estimated_t0=result.level in ESTIMATED_LEVELS,
    )
    return typology.explain(case, result.parameters, lang, reference_name=reference_name)


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
    )


def _reference(row: pd.Series, result: Classification, lang: str) -> str:
    _ = translator(lang)
    if result.parameters.reference == "part" and row["state"]:
        part = part_of_country([row["state"]], result.parameters.berlin)[0]
        return _("Ostdeutschland") if part == "east" else _("Westdeutschland")
    return row["name"] if result.level == "cell" else _("Deutschland")
