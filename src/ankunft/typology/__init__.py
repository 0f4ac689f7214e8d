"""New and traditional arrival: classes, presets, their firmness, and the reason for each class."""

from ankunft.typology.case import Case
from ankunft.typology.coverage_words import coverage_text, coverage_warning
from ankunft.typology.explain import explain
from ankunft.typology.ground import Coverage, counted, coverage, reference_shares, references
from ankunft.typology.parameters import (
    LABELS,
    ArrivalClass,
    Ground,
    Level,
    Parameters,
    default_parameters,
)
from ankunft.typology.presets import (
    FIXED,
    PRESETS,
    Preset,
    agreement,
    panel_for,
    preset_parameters,
)
from ankunft.typology.robustness import noise_robustness, robustness, standard_error
from ankunft.typology.rules import (
    Panel,
    change,
    classify,
    excess,
    growth_cutoff,
    known,
    location_quotients,
    quotient,
    required_excess,
)

__all__ = [
    "FIXED",
    "LABELS",
    "PRESETS",
    "ArrivalClass",
    "Case",
    "Coverage",
    "Ground",
    "Level",
    "Panel",
    "Parameters",
    "Preset",
    "agreement",
    "change",
    "classify",
    "counted",
    "coverage",
    "coverage_text",
    "coverage_warning",
    "default_parameters",
    "excess",
    "explain",
    "growth_cutoff",
    "known",
    "location_quotients",
    "noise_robustness",
    "panel_for",
    "preset_parameters",
    "quotient",
    "reference_shares",
    "references",
    "required_excess",
    "robustness",
    "standard_error",
]
