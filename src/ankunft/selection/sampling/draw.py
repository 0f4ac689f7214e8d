"""The draw: all towns of one group, and a stratified random sample of the others.

Within a stratum towns are ordered by the SHA-256 of "seed|AGS" and the first n_h are drawn, so a draw
depends on no library's random numbers and the relative order of two towns on no third town. The
probability of being drawn is n_h / N_h for every town of a stratum, 1 where all are taken; the design
weight is its reciprocal (Horvitz & Thompson 1952).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ankunft.base.errors import ParameterError
from ankunft.base.language import format_integer, translator
from ankunft.selection.frame.criteria import verdict
from ankunft.selection.plan import Decision, Sampling
from ankunft.selection.sampling.allocation import allocate, spreads
from ankunft.selection.sampling.replacement import carried_out, decide
from ankunft.selection.sampling.strata import Described, Strata, strata

ALL_IN = "all_in"
"""Id of the stratum of which all towns are taken."""


@dataclass(frozen=True, eq=False)
class Sample:
    """A sample of the towns of a frame, after all decisions.

    Attributes
    ----------
    table
        One row per town of the frame, and per town from outside that people included; index: ags,
        ascending.

        stratum: its id (:data:`ALL_IN` where all are taken, "" outside of the frame).
        order: place in the order of its stratum, from 1; missing outside of the frame.
        drawn: chance took it, before any decision.
        selected: it belongs to the sample now.
        inclusion_probability: n_h / N_h, also of the towns that were not drawn; NaN where people
        included it. That of a replacement is the one of the draw: it takes replacing for chance.
        design_weight: 1 / inclusion_probability of a drawn town; a replacement takes over the weight
        of the town it replaces, whose own is NaN then. In every stratum of which at least one town
        is drawn they add up to its towns.
        role: "all_in", "sampled", "replacement" and "included" (these four are selected), "reserve",
        "no_response", "veto".
        reason: of the last decision that had an effect; replaced_by, replaces: AGS, or "".
    design
        One row per stratum, :data:`ALL_IN` first; index: stratum. towns (N_h), n (drawn, before any
        decision), inclusion_probability, spread (standard deviation of the variable of the
        allocation "neyman" in its unit, else NaN).
    strata
        The strata of the towns that are not :data:`ALL_IN`.
    unknown_all_in
        Towns without the figure that decides whether all are taken; they stand among the others.
    unreplaced
        AGS of towns that dropped out and have no replacement, as their stratum is used up.
    without_effect
        AGS of decisions that changed nothing (not in the frame, not drawn anyway, already in).
    """

    table: pd.DataFrame
    design: pd.DataFrame
    strata: Strata
    unknown_all_in: int
    unreplaced: tuple[str, ...]
    without_effect: tuple[str, ...]

    def label(self, stratum: str, lang: str) -> str:
        """A stratum in words."""
        _ = translator(lang)
        return _("Vollerhebung") if stratum == ALL_IN else self.strata.label(stratum, lang)

    def notes(self, lang: str) -> list[str]:
        """What a reader has to know about this sample."""
        _ = translator(lang)
        notes = self.strata.notes(lang)
        nothing = self.design["towns"][self.design["n"] == 0]
        alone = (self.design["n"] == 1) & (self.design["towns"] > 1)
        for count, text in (
            (self.unknown_all_in, _("Ohne Angabe, ob sie zur Vollerhebung gehören, und deshalb in "
             "der Stichprobe: {count} Gemeinden.")),
            (int(nothing.sum()), _("Aus Schichten, aus denen nichts gezogen wird, und deshalb "
             "ohne Aussage: {count} Gemeinden.")),
            (int(alone.sum()), _("Schichten, aus denen nur eine Gemeinde gezogen wird und deren "
             "Streuung sich deshalb nicht schätzen lässt: {count}.")),
        ):  # fmt: skip
            if count:
                notes.append(text.format(count=format_integer(count, lang)))
        for listed, text in (
            (self.unreplaced, _("Ausgefallen, ohne dass die Schicht noch Ersatz hat: {ags}.")),
            (self.without_effect, _("Entscheidungen ohne Wirkung auf die Stichprobe: {ags}.")),
        ):
            if listed:
                notes.append(text.format(ags=", ".join(listed)))
        return notes


def draw(
    frame: pd.DataFrame,
    sampling: Sampling,
    decisions: Sequence[Decision] = (),
    variables: Mapping[str, Described] | None = None,
) -> Sample:
    """Draw from the towns of a sampling frame (index: AGS; one column per variable) and carry out
    the decisions; `variables` order and name the values of strata.

    Raises
    ------
    ParameterError
        If the plan cannot be carried out in this frame, or decisions contradict each other.
    """
    if frame.index.has_duplicates:
        twice = frame.index[frame.index.duplicated()][0]
        raise ParameterError(f"Die Gemeinde {twice} steht zweimal in der Grundgesamtheit.")
    frame = frame.sort_index()
    certain, unknown = _all_in(frame, sampling)
    others = frame[~certain]
    found = strata(others, sampling, variables)
    stratum = found.of.reindex(frame.index).fillna(ALL_IN).astype("str")
    spread = _spread(frame, stratum, sampling)
    n = allocate(found.sizes, sampling, spread)
    design = _design(int(certain.sum()), found.sizes, n, spread)
    order = _places(stratum, sampling.seed)
    drawn = order <= stratum.map(design["n"]).astype("float64")
    role = np.select([certain, drawn], ["all_in", "sampled"], "reserve")
    table = pd.DataFrame(
        {
            "stratum": stratum,
            "order": order,
            "drawn": drawn,
            "inclusion_probability": stratum.map(design["inclusion_probability"]).astype("float64"),
            "role": pd.Series(role, frame.index, dtype="str"),
        }
    ).rename_axis("ags")
    state = decide(table, decisions)
    return Sample(
        table=carried_out(table, state)[list(COLUMNS)],
        design=design,
        strata=found,
        unknown_all_in=unknown,
        unreplaced=tuple(state.unreplaced),
        without_effect=tuple(state.without_effect),
    )


COLUMNS = (
    "stratum", "order", "drawn", "selected", "inclusion_probability", "design_weight", "role",
    "reason", "replaced_by", "replaces",
)  # fmt: skip


def in_order(ags: Iterable[str], seed: int) -> list[str]:
    """Towns by the SHA-256 of "seed|AGS", smallest first."""
    return sorted(ags, key=lambda key: hashlib.sha256(f"{seed}|{key}".encode()).digest())


def _places(stratum: pd.Series, seed: int) -> pd.Series:
    """Place of every town in the order of its stratum, from 1."""
    ordered = stratum.reindex(in_order(stratum.index, seed))
    return (ordered.groupby(ordered, sort=False).cumcount() + 1).reindex(stratum.index)


def _all_in(frame: pd.DataFrame, sampling: Sampling) -> tuple[NDArray[np.bool_], int]:
    """Which towns are all taken, and of how many that is not known."""
    if sampling.all_in is None:
        return np.zeros(len(frame), dtype=bool), 0
    known = pd.array(verdict(frame, sampling.all_in), dtype="boolean")
    return known.fillna(False).to_numpy(dtype=bool), int(known.isna().sum())


def _spread(frame: pd.DataFrame, stratum: pd.Series, sampling: Sampling) -> pd.Series | None:
    name = sampling.neyman_variable
    if not name:
        return None
    if name not in frame or not pd.api.types.is_numeric_dtype(frame[name]):
        raise ParameterError(
            f"Die optimale Aufteilung braucht eine Zahl oder ja/nein; „{name}“ ist es nicht."
        )
    return spreads(frame[name], stratum)


def _design(certain: int, sizes: pd.Series, n: pd.Series, spread: pd.Series | None) -> pd.DataFrame:
    design = pd.DataFrame({"towns": sizes, "n": n})
    if certain:
        first = pd.DataFrame({"towns": certain, "n": certain}, index=[ALL_IN])
        design = pd.concat([first, design]) if len(design) else first
    design.index = design.index.astype("str").rename("stratum")
    design["inclusion_probability"] = design["n"] / design["towns"]
    return design.assign(spread=np.nan if spread is None else spread.reindex(design.index))
