"""New and traditional arrival: classes, presets, their firmness, and the reason for each class."""

from ankunft.typology.case import Case
from ankunft.typology.explain import explain
from ankunft.typology.firmness import firmness_figures, firmness_sentence, firmness_word
from ankunft.typology.parameters import (
    LABELS,
    ArrivalClass,
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
    reference_shares,
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
    "Level",
    "Panel",
    "Parameters",
    "Preset",
    "agreement",
    "change",
    "classify",
    "default_parameters",
    "excess",
    "explain",
    "firmness_figures",
    "firmness_sentence",
    "firmness_word",
    "growth_cutoff",
    "known",
    "location_quotients",
    "noise_robustness",
    "panel_for",
    "preset_parameters",
    "quotient",
    "reference_shares",
    "required_excess",
    "robustness",
    "standard_error",
]
