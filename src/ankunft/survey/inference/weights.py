"""Weights of the towns that answered: design weight times an adjustment for non-response.

Within a weighting class the towns that answered stand for all that were drawn (Särndal, Swensson &
Wretman 1992, Model Assisted Survey Sampling, ch. 15: response homogeneity groups). The stratum of
which all towns were taken is no exception: as soon as one of them is silent, the others are a
random subsample of it under this model, never an exact count.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from ankunft.base.errors import ParameterError
from ankunft.base.language import format_integer, format_number, translator
from ankunft.survey.inference.merge import SEPARATOR, merge_small

ALL_IN = "all_in"
"""Stratum of which all towns were taken."""

COLUMNS = ("stratum", "drawn", "inclusion_probability", "replaces")
"""Columns of a sample that weights and response need."""

FEWEST_IN_CLASS = 5
"""Towns that answered, per weighting class: below this an adjustment rests on too few."""
FEWEST_IN_STRATUM = 2
"""Towns that answered, per stratum of the variance: one alone has no spread."""


@dataclass(frozen=True)
class Weighting:
    """The weights and how they came about.

    `table` (index ags, the towns that answered): stratum (of the variance, merged where it had
    fewer than two answers), population (towns of this stratum in the sampling frame),
    design_weight, weighting_class, adjustment (factor), weight.

    `classes` (index weighting class): drawn, responded (towns), population (towns they stand for),
    adjustment. `merged` are pairs (class, merged class). `left_out` are towns that answered but
    were not drawn: they have no inclusion probability and stand for none but themselves.
    """

    table: pd.DataFrame
    classes: pd.DataFrame
    merged: tuple[tuple[str, str], ...]
    left_out: tuple[str, ...]
    all_in: tuple[int, int]
    """Towns drawn and towns that answered in the stratum of which all were taken."""

    def notes(self, lang: str) -> list[str]:
        """What a reader of the results has to know about the weights."""
        _ = translator(lang)
        weights = self.table["weight"]
        notes = [
            _(
                "{n} Städte haben geantwortet und stehen für {population}; die wirksame Fallzahl "
                "nach Kish ist {effective}."
            ).format(
                n=format_integer(len(weights), lang),
                population=format_integer(weights.sum(), lang),
                effective=format_number(effective_n(weights), lang, 1),
            )
        ]
        drawn, answered = self.all_in
        if answered < drawn:
            notes.append(
                _(
                    "Vollerhebung: Es antworteten {n} von {drawn} Städten; auch ihre Ergebnisse sind "
                    "deshalb gewichtete Schätzungen und nicht exakt."
                ).format(n=format_integer(answered, lang), drawn=format_integer(drawn, lang))
            )
        if self.merged:
            notes.append(
                _(
                    "{n} Gewichtungsklassen wurden zu {merged} zusammengelegt, weil einzelne zu "
                    "wenige Antworten hatten."
                ).format(
                    n=format_integer(len(self.merged), lang),
                    merged=format_integer(len({new for _old, new in self.merged}), lang),
                )
            )
        if self.left_out:
            notes.append(
                _(
                    "Antworten von Städten, die nicht gezogen wurden und deshalb nicht in die "
                    "Schätzungen eingehen: {n}."
                ).format(n=format_integer(len(self.left_out), lang))
            )
        return notes


def response_weights(
    sample: pd.DataFrame,
    responded: pd.Series,
    *,
    classes: pd.Series | None = None,
    fewest: int = FEWEST_IN_CLASS,
) -> Weighting:
    """Weights that add up to the towns of the frame, as far as these could be drawn.

    Parameters
    ----------
    sample:
        The table of a :class:`ankunft.selection.sampling.draw.Sample` (:data:`COLUMNS`). A replacement
        counts as a further unit of its stratum, and the town it replaces as one that did not
        answer.
    responded:
        Index ags, True where the town answered; towns not named did not.
    classes:
        Index ags, the weighting class of each town (arrival class …); by default its stratum.
        Towns of the stratum taken as a whole keep classes of their own.
    fewest:
        Classes with fewer answers are merged (:func:`ankunft.survey.inference.merge.merge_small`).

    Raises
    ------
    ParameterError
        If a column is missing, a town stands twice, a drawn town has no inclusion probability or
        class, or nobody answered.
    """
    used, left_out = _used(sample, responded)
    drawn, stratum = used["drawn"].astype(bool), used["stratum"].astype(str)
    of_all = stratum == ALL_IN
    answered = used.index.to_series().isin(responded.index[_yes(responded)])
    cell = stratum
    if classes is not None:
        own = _complete(classes, used.index)
        cell = own.where(~of_all, ALL_IN + SEPARATOR + own)

    into = _merge(cell, drawn, answered, fewest)
    cell = cell.map(into)
    weight = 1 / used["inclusion_probability"].astype(float)
    stands_for = weight[drawn].groupby(cell[drawn]).sum()
    adjustment = stands_for / weight[answered].groupby(cell[answered]).sum()

    layers = stratum.map(_merge(stratum, drawn, answered, FEWEST_IN_STRATUM))
    population = weight[drawn].groupby(layers[drawn]).sum().round().astype(int)
    factor = cell.map(adjustment)
    table = pd.DataFrame(
        {
            "stratum": layers,
            "population": layers.map(population),
            "design_weight": weight,
            "weighting_class": cell,
            "adjustment": factor,
            "weight": weight * factor,
        }
    )[answered]
    summary = pd.DataFrame(
        {
            "drawn": drawn.groupby(cell).sum(),
            "responded": answered.groupby(cell).sum(),
            "population": stands_for,
            "adjustment": adjustment,
        }
    )
    merged = tuple((old, new) for old, new in into.items() if old != new)
    counts = int((drawn & of_all).sum()), int((answered & of_all).sum())
    return Weighting(table.sort_index(), summary, merged, left_out, counts)


def effective_n(weights: pd.Series) -> float:
    """Kish's effective sample size, (Σw)² / Σw² (Kish 1965, Survey Sampling, §11.7); NaN if none.

    It shows what unequal weights cost; what strata and the finite population save is not in it.
    """
    squares = float((weights**2).sum())
    return float(weights.sum()) ** 2 / squares if squares else np.nan


def check_sample(sample: pd.DataFrame, answers: pd.Series) -> None:
    """Raise ParameterError if a column is missing or a town stands twice."""
    missing = [name for name in COLUMNS if name not in sample]
    if missing:
        raise ParameterError(f"Der Stichprobe fehlt die Spalte „{missing[0]}“.")
    for index, what in ((sample.index, "der Stichprobe"), (answers.index, "den Antworten")):
        if index.has_duplicates:
            twice = index[index.duplicated()][0]
            raise ParameterError(f"Die Stadt {twice} steht mehrfach in {what}.")


def _used(sample: pd.DataFrame, responded: pd.Series) -> tuple[pd.DataFrame, tuple[str, ...]]:
    """The towns drawn and their replacements; the towns that answered besides."""
    check_sample(sample, responded)
    used = sample[sample["drawn"].astype(bool) | sample["replaces"].fillna("").ne("")]
    probability = used["inclusion_probability"]
    wrong = ~((probability > 0) & (probability <= 1))
    if wrong.any():
        raise ParameterError(
            f"Die Stadt {used.index[wrong][0]} wurde gezogen, hat aber keine "
            "Auswahlwahrscheinlichkeit zwischen 0 und 1."
        )
    answered = responded.index[_yes(responded)]
    if not answered.isin(used.index).any():
        raise ParameterError("Keine der gezogenen Städte hat geantwortet.")
    return used, tuple(sorted(answered.difference(used.index)))


def _yes(responded: pd.Series) -> np.ndarray:
    return responded.astype("boolean").fillna(False).to_numpy(dtype=bool)


def _complete(classes: pd.Series, towns: pd.Index) -> pd.Series:
    known = classes.reindex(towns)
    if known.isna().any():
        raise ParameterError(f"Die Stadt {towns[known.isna()][0]} hat keine Gewichtungsklasse.")
    return known.astype(str)


def _merge(cells: pd.Series, drawn: pd.Series, answered: pd.Series, fewest: int) -> dict[str, str]:
    """Merged name of each cell; those of the whole stratum apart, unless one side is silent.

    A cell in which nobody was drawn (only a replacement) is as empty as one without an answer.
    """
    table = pd.DataFrame({"drawn": drawn, "answered": answered}).groupby(cells).sum()
    counts = {str(name): int(n) for name, n in table.min(axis=1).items()}
    into: dict[str, str] = {}
    for whole in (True, False):
        part = {name: n for name, n in counts.items() if _whole(name) == whole}
        into |= merge_small(part, fewest)
    sums = dict.fromkeys(into.values(), 0)
    for name, merged in into.items():
        sums[merged] += counts[name]
    last = merge_small(sums, 1)
    return {name: last[merged] for name, merged in into.items()}


def _whole(cell: str) -> bool:
    return cell.split(SEPARATOR)[0] == ALL_IN
