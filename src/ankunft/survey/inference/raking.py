"""Raking: weights of the towns that answered, so that known margins of the frame come out.

Iterative proportional fitting by `svy` (Deming & Stephan 1940), in turn with trimming: no weight
grows beyond `most` times the mean weight (five in the ANES: DeBell & Krosnick 2009).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from ankunft.base.errors import ParameterError
from ankunft.base.language import format_integer, format_number, format_percent, translator
from ankunft.survey.inference.design import check_design, svy_sample
from ankunft.survey.inference.merge import JOINED
from ankunft.survey.inference.weights import effective_n

MISSING = "keine Angabe"
"""Category of towns whose figure is missing: they are part of the frame too."""
MOST = 5.0
FEWEST = 5
TOLERANCE = 1e-6
"""Largest relative gap between a margin and its target that counts as reached."""
SWEEPS = 2_000
CYCLES = 200
SAME = 1e-9


@dataclass(frozen=True)
class Raked:
    """Raked weights and how well they reproduce the margins.

    `table` is the design with the new weight and weight_before. `margins` has one row per variable
    and category (after merging): towns (that answered), target (towns of the frame), before, after
    (sums of weights), gap (after against target, percent). `merged` are triples (variable,
    category, merged category); `left_out` are variables with a single category left.
    """

    table: pd.DataFrame
    margins: pd.DataFrame
    merged: tuple[tuple[str, str, str], ...]
    left_out: tuple[str, ...]
    converged: bool
    cap: float
    """Largest weight allowed."""

    @property
    def largest_gap(self) -> float:
        """The largest gap of a margin without its sign, in percent; 0 without margins."""
        return float(self.margins["gap"].abs().max()) if len(self.margins) else 0.0

    @property
    def trimmed(self) -> int:
        """Towns whose weight stands at the cap."""
        return int((self.table["weight"] >= self.cap * (1 - TOLERANCE)).sum())

    def notes(self, lang: str) -> list[str]:
        """The convergence report in sentences."""
        _ = translator(lang)
        weights = self.table["weight"]
        notes = [
            _(
                "Gewichte von {low} bis {high}, höchstens {cap} erlaubt, {n} Städte an dieser "
                "Grenze; wirksame Fallzahl nach Kish {effective} (vorher {before})."
            ).format(
                low=format_number(weights.min(), lang, 2),
                high=format_number(weights.max(), lang, 2),
                cap=format_number(self.cap, lang, 2),
                n=format_integer(self.trimmed, lang),
                effective=format_number(effective_n(weights), lang, 1),
                before=format_number(effective_n(self.table["weight_before"]), lang, 1),
            )
        ]
        if len(self.margins):
            text = (
                _(
                    "Die Gewichte geben die Randverteilungen des Auswahlrahmens wieder ({names}); "
                    "größte Abweichung {gap}."
                )
                if self.converged
                else _(
                    "Die Anpassung an die Randverteilungen ({names}) ist nicht vollständig "
                    "gelungen: Die Kappung oder die Besetzung der Zellen lässt es nicht zu; größte "
                    "Abweichung {gap}."
                )
            )
            names = ", ".join(dict.fromkeys(self.margins["variable"]))
            gap = format_percent(self.largest_gap, lang, 2)
            notes.insert(0, text.format(names=names, gap=gap))
        if self.merged:
            joined = "; ".join(f"{name}: {old} → {new}" for name, old, new in self.merged)
            notes.append(
                _("Zu schwach besetzte Merkmale wurden zusammengelegt ({joined}).").format(
                    joined=joined
                )
            )
        if self.left_out:
            notes.append(
                _("Ohne Unterschied unter den Antworten und daher ohne Wirkung: {names}.").format(
                    names=", ".join(self.left_out)
                )
            )
        return notes


def rake(
    design: pd.DataFrame,
    frame: pd.DataFrame,
    variables: Sequence[str],
    *,
    most: float = MOST,
    fewest: int = FEWEST,
) -> Raked:
    """Rake the weights of a design to the counts of categories in the sampling frame.

    Parameters
    ----------
    design:
        Index ags, the towns that answered; columns stratum, population, weight
        (:class:`ankunft.survey.inference.weights.Weighting`).
    frame:
        Index ags, every town of the frame; the `variables` as columns of categories (an ordered
        categorical keeps its order, others go by their text). Missing is a category of its own.
    fewest:
        A category with fewer answers is merged with its neighbour in that order: the one with
        fewer answers, the first among equals.

    The variance of estimates takes raked weights as fixed; where the variables explain an answer,
    the intervals are rather too wide.

    Raises
    ------
    ParameterError
        If a variable is no column, is a number, or a town that answered lies outside the frame.
    """
    check_design(design)
    _check(design, frame, variables, most)
    cells: dict[str, pd.Series] = {}
    merged: list[tuple[str, str, str]] = []
    left_out: list[str] = []
    for name in variables:
        texts, order = _categories(frame[name])
        counts = texts.reindex(design.index).value_counts()
        into = _neighbours([(c, int(counts.get(c, 0))) for c in order], fewest)
        merged += [(name, old, new) for old, new in into.items() if old != new]
        found = texts.map(into)
        if found.nunique() < 2:
            left_out.append(name)
        else:
            cells[name] = found
    cap = most * len(frame) / len(design)
    targets = {
        name: {str(key): int(n) for key, n in found.value_counts().items()}
        for name, found in cells.items()
    }
    own = {name: found.reindex(design.index) for name, found in cells.items()}
    weights = _raked(design, own, targets, len(frame), cap)
    margins = _margins(design["weight"], weights, own, targets)
    gap = margins["gap"].abs().max() if len(margins) else 0.0
    table = design.assign(weight_before=design["weight"], weight=weights)
    reached = bool(gap <= 100 * TOLERANCE and weights.max() <= cap * (1 + TOLERANCE))
    return Raked(table, margins, tuple(merged), tuple(left_out), reached, cap)


def _raked(
    design: pd.DataFrame,
    own: Mapping[str, pd.Series],
    targets: Mapping[str, dict[str, int]],
    total: int,
    cap: float,
) -> pd.Series:
    if not own:
        return design["weight"] * (total / design["weight"].sum())
    from svy import TrimConfig

    short = {name: f"m{k}" for k, name in enumerate(own)}
    columns: dict[str, Any] = {short[name]: found.tolist() for name, found in own.items()}
    controls = {
        short[name]: {key: float(n) for key, n in towns.items()} for name, towns in targets.items()
    }
    found = svy_sample(design, columns).weighting.rake(
        controls=controls,
        wgt_name="raked",
        tol=SAME,
        max_iter=SWEEPS,
        trimming=TrimConfig(upper=cap, max_iter=CYCLES),
        on_nonconvergence="ignore",  # the margins are looked at afterwards, and reported
    )
    return pd.Series(found.data["raked"].to_numpy(), index=design.index)


def _margins(
    before: pd.Series,
    after: pd.Series,
    own: Mapping[str, pd.Series],
    targets: Mapping[str, dict[str, int]],
) -> pd.DataFrame:
    rows = []
    for name, cells in own.items():
        towns, old, new = (
            column.groupby(cells).sum() for column in (pd.Series(1, before.index), before, after)
        )
        for key in sorted(targets[name]):
            wanted = targets[name][key]
            gap = 100 * (float(new[key]) / wanted - 1)
            rows.append((name, key, int(towns[key]), wanted, old[key], new[key], gap))
    names = ["variable", "category", "towns", "target", "before", "after", "gap"]
    return pd.DataFrame(rows, columns=names)


def _categories(column: pd.Series) -> tuple[pd.Series, list[str]]:
    """The column as texts, and its categories in their order, missing last."""
    texts = column.astype(object).where(column.notna(), MISSING).astype(str)
    present = set(texts)
    if isinstance(column.dtype, pd.CategoricalDtype):
        order = [str(c) for c in column.cat.categories if str(c) in present]
    else:
        order = sorted(present - {MISSING})
    return texts, [*order, *([MISSING] if MISSING in present - set(order) else [])]


def _neighbours(counts: Sequence[tuple[str, int]], fewest: int) -> dict[str, str]:
    """Category -> merged category: neighbours in the given order, until none is too small."""
    groups = [([name], n) for name, n in counts]
    while len(groups) > 1:
        k = min(range(len(groups)), key=lambda i: groups[i][1])
        if groups[k][1] >= fewest:
            break
        beside = [i for i in (k - 1, k + 1) if 0 <= i < len(groups)]
        other = min(beside, key=lambda i: groups[i][1])
        first, second = sorted((k, other))
        joined = (groups[first][0] + groups[second][0], groups[first][1] + groups[second][1])
        groups[first : second + 1] = [joined]
    return {name: JOINED.join(members) for members, _ in groups for name in members}


def _check(
    design: pd.DataFrame, frame: pd.DataFrame, variables: Sequence[str], most: float
) -> None:
    if not most > 1:
        raise ParameterError("Die Kappung der Gewichte muss über dem mittleren Gewicht liegen.")
    if frame.index.has_duplicates:
        raise ParameterError("Eine Stadt steht mehrfach im Auswahlrahmen.")
    outside = design.index.difference(frame.index)
    if len(outside):
        raise ParameterError(f"Die Stadt {outside[0]} hat geantwortet, liegt aber nicht im Rahmen.")
    for name in variables:
        if name not in frame:
            raise ParameterError(f"Der Auswahlrahmen hat keine Spalte „{name}“.")
        column = frame[name]
        if pd.api.types.is_numeric_dtype(column) and not pd.api.types.is_bool_dtype(column):
            raise ParameterError(
                f"„{name}“ ist eine Zahl; zum Angleichen braucht es Klassen (Kategorien)."
            )
