"""The five presets, where each of them applies, and the reference shares they compare with."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from ankunft.base.errors import ParameterError
from ankunft.base.language import translator
from ankunft.base.town_groups import part_of_country
from ankunft.typology.ground import counted, references
from ankunft.typology.parameters import Parameters, default_parameters
from ankunft.typology.rules import Floats, Panel
from ankunft.typology.standing import standing


@dataclass(frozen=True, slots=True)
class Preset:
    """A named way to class areas: what it is called, what it does, what it changes."""

    id: str
    labels: dict[str, str]
    descriptions: dict[str, str]
    changes: dict[str, Any]


_PRESETS = (
    Preset(
        "relative",
        {"de": "relativ", "en": "relative"},
        {
            "de": "Vergleicht den Anteil jedes Gebiets in beiden Jahren mit dem der Bezugsebene.",
            "en": "Compares the share of each area with that of its reference in both years.",
        },
        {},
    ),
    Preset(
        "absolute",
        {"de": "absolut", "en": "absolute"},
        {
            "de": "Misst den Anteil beider Jahre an festen Prozentwerten, ohne Bezugsebene.",
            "en": "Holds the share of both years against fixed percentages, without a reference.",
        },
        {"rule": "absolute"},
    ),
    Preset(
        "fifth",
        {"de": "oberes Fünftel", "en": "upper fifth"},
        {
            "de": "Ordnet die Gebiete nach ihrem Anteil; hoch ist er, wo das obere Fünftel der Menschen lebt.",
            "en": "Orders the areas by their share; it is high where the upper fifth of the people live.",
        },
        {"rule": "fifth"},
    ),
    Preset(
        "east_west",
        {"de": "Ost/West", "en": "East/West"},
        {
            "de": "Wie relativ, verglichen mit dem Anteil in Ost- oder Westdeutschland.",
            "en": "As relative, compared with the share in East or West Germany.",
        },
        {"reference": "part"},
    ),
    Preset(
        "own",
        {"de": "eigene", "en": "own"},
        {
            "de": "Ihre eigenen Schwellenwerte; sie zählen bei der Übereinstimmung nicht mit.",
            "en": "Your own thresholds; they do not count towards the agreement.",
        },
        {},
    ),
)
PRESETS: dict[str, Preset] = {preset.id: preset for preset in _PRESETS}
FIXED = ("relative", "absolute", "fifth", "east_west")
"""The presets that the agreement counts where they apply."""

RETIRED = ("growth",)
"""Presets of earlier versions, which stand in links and protocols; see :func:`what_became`."""

OF_TOWNS = ("state", "county", "municipality")
"""Levels that are compared with the nation, or with a part of it."""


def check_preset(preset: str) -> None:
    """Raise ParameterError unless there is such a preset; of a former one say what became of it."""
    if preset in RETIRED:
        raise ParameterError(what_became("de"))
    if preset not in PRESETS:
        raise ParameterError(
            f"„preset“ kennt „{preset[:40]}“ nicht; möglich: {', '.join(PRESETS)}."
        )


def what_became(lang: str) -> str:
    """What became of the preset *Zuwachs*, for links, plans and protocols that name it."""
    _ = translator(lang)
    return _(
        "Die Regel „Zuwachs“ gibt es nicht mehr, weil sie keine zweite Meinung neben „relativ“ war; "
        "hier gilt „relativ“."
    )


def applies(preset: str, level: str) -> bool:
    """Whether a preset says anything on a level: areas inside a town are compared with their town,
    so East and West are no reference of theirs."""
    return PRESETS[preset].changes.get("reference") != "part" or level in OF_TOWNS


def check_applies(preset: str, level: str) -> None:
    """Raise ParameterError unless there is such a preset and it applies on the level."""
    check_preset(preset)
    if not applies(preset, level):
        raise ParameterError(not_inside_towns("de"))


def not_inside_towns(lang: str) -> str:
    """Why the preset *Ost/West* is not offered for areas inside a town."""
    _ = translator(lang)
    return _(
        "Die Regel „Ost/West“ gilt für Länder, Kreise und Gemeinden, nicht innerhalb einer Stadt; "
        "dort gilt „relativ“."
    )


def fixed_presets(level: str) -> tuple[str, ...]:
    """The fixed presets that apply on a level."""
    return tuple(preset for preset in FIXED if applies(preset, level))


def preset_parameters(preset: str, level: str, **overrides: Any) -> Parameters:
    """The parameters of a preset on a level, some of them replaced.

    Raises
    ------
    ParameterError
        If the preset, the level or a parameter is unknown, or a value is not legal.
    """
    check_preset(preset)
    unknown = sorted(set(overrides) - {field.name for field in fields(Parameters)})
    if unknown:
        raise ParameterError(f"Diese Parameter gibt es nicht: {', '.join(unknown)}.")
    return replace(default_parameters(level), **{**PRESETS[preset].changes, **overrides})


def panel_for(
    parameters: Parameters,
    *,
    share_t0: ArrayLike,
    share_t1: ArrayLike,
    n_t0: ArrayLike,
    n_t1: ArrayLike,
    groups: ArrayLike | None = None,
    state_codes: ArrayLike | None = None,
    foreign_t0: ArrayLike | None = None,
    foreign_t1: ArrayLike | None = None,
    base_t0: ArrayLike | None = None,
    base_t1: ArrayLike | None = None,
    empty_t0: ArrayLike | None = None,
    empty_t1: ArrayLike | None = None,
    year_t0: float = 2011,
    year_t1: float = 2022,
) -> Panel:
    """The panel of a whole level, each area beside the reference that the parameters ask for.

    Shares are in percent. The reference is the sum of all areas; of the areas of the same group
    (the own town) where `groups` are given; or, with `reference="part"`, of the areas of the same
    part of the country, for which the Land of each area is needed.

    The rule "fifth" also asks where each area stands in its reference; other panels do not hold it.

    The reference adds up `foreign` persons and the inhabitants they are part of (`base`). Left out,
    the base is n and the foreign persons follow from the share; they are given where a share
    does not refer to all inhabitants of the area. `empty` marks areas of which it is known that
    nobody lived there. Which areas are added up: :func:`ankunft.typology.ground.counted`.

    Raises
    ------
    ParameterError
        If the parameters ask for the part of the country and `state_codes` are missing.
    """
    if parameters.reference == "part":
        if state_codes is None:
            raise ParameterError("Für den Vergleich mit Ost oder West fehlt das Land der Gebiete.")
        groups = part_of_country(state_codes, parameters.berlin)
    share_t0, share_t1, n_t0, n_t1 = (
        np.asarray(values, dtype=np.float64) for values in (share_t0, share_t1, n_t0, n_t1)
    )
    foreign = _years(
        share_t0 * n_t0 / 100 if foreign_t0 is None else foreign_t0,
        share_t1 * n_t1 / 100 if foreign_t1 is None else foreign_t1,
    )
    base = _years(n_t0 if base_t0 is None else base_t0, n_t1 if base_t1 is None else base_t1)
    nowhere = np.zeros(share_t0.shape)
    empty = _years(
        nowhere if empty_t0 is None else empty_t0, nowhere if empty_t1 is None else empty_t1
    )
    within = counted(foreign, base, parameters.ground, empty=empty, groups=groups)
    ref_t0, ref_t1 = references(foreign, base, within, groups)
    stand = None
    if parameters.rule == "fifth":
        stand = standing((share_t0, share_t1), (foreign[0], foreign[1]), (base[0], base[1]), groups)
    return Panel(
        share_t0, share_t1, n_t0, n_t1, ref_t0, ref_t1,
        year_t0=year_t0, year_t1=year_t1, counted=within, standing=stand,
    )  # fmt: skip


def _years(first: ArrayLike, last: ArrayLike) -> Floats:
    return np.stack([np.asarray(values, dtype=np.float64) for values in (first, last)])
