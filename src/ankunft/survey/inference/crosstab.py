"""Answers by groups of towns (stratum, arrival class), with a test that knows the design.

The test is Rao and Scott's with the second-order correction (Rao & Scott 1984; Satterthwaite's
degrees of freedom), as F: it asks whether the groups differ more than the sample alone explains.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from ankunft.base.errors import ParameterError
from ankunft.base.language import format_integer, format_number, translator
from ankunft.survey.inference.answers import KINDS, indicators, numbers
from ankunft.survey.inference.design import check_design, group_texts, means, svy_sample
from ankunft.survey.inference.disclosure import EVERYONE
from ankunft.survey.inference.estimate import masked, percent_rows
from ankunft.survey.inference.protect import protect
from ankunft.survey.inference.suppress import FEWEST
from ankunft.survey.inference.weights import effective_n

TEST_COLUMNS = ["answer", "f", "df1", "df2", "p"]
SMALL_P = 0.001
"""Smaller ones are only said to be smaller."""


@dataclass(frozen=True)
class CrossTable:
    """Answers by group.

    `table` has one row per group and answer: group, answer, n (towns that gave it), share, se,
    low, high (percent of the group's towns), hidden; with numbers one row per group: group, n,
    mean, se, low, high (in their unit), hidden. Hidden rows are NaN.

    `bases` (index group): n (towns that answered), effective_n (Kish), towns (of the frame,
    estimated). `tests` has one row per test: answer ("" for the whole question, an option where
    several could be chosen), f, df1, df2, p; NaN where there is nothing to test.

    `dropped` towns answered but belong to no group.
    """

    kind: str
    table: pd.DataFrame
    bases: pd.DataFrame
    tests: pd.DataFrame
    dropped: int

    def notes(self, lang: str) -> list[str]:
        """The tests in words, and what was left out."""
        _ = translator(lang)
        notes = []
        for test in self.tests.to_dict("records"):
            if np.isnan(test["p"]):
                continue
            p = f"= {format_number(test['p'], lang, 3)}"
            if test["p"] < SMALL_P:
                p = f"< {format_number(SMALL_P, lang, 3)}"
            text = _("Test nach Rao und Scott: F({df1}; {df2}) = {f}, p {p}.").format(
                df1=format_number(test["df1"], lang, 2),
                df2=format_number(test["df2"], lang, 1),
                f=format_number(test["f"], lang, 2),
                p=p,
            )
            notes.append(f"{test['answer']}: {text}" if test["answer"] else text)
        if self.dropped:
            notes.append(
                _("Städte, die geantwortet haben, aber zu keiner Gruppe gehören: {n}.").format(
                    n=format_integer(self.dropped, lang)
                )
            )
        return notes


def crosstab(
    answers: pd.Series | pd.DataFrame,
    groups: pd.Series,
    design: pd.DataFrame,
    kind: str,
    *,
    choices: Sequence[str] | None = None,
    fewest: int = FEWEST,
    hidden: pd.DataFrame | None = None,
) -> CrossTable:
    """Cross-table of a question; `answers`, `design`, `choices` as in
    :func:`ankunft.survey.inference.estimate.estimate`, `groups` (index ags) texts or a categorical.
    `hidden`: what is hidden of this table, from the audit of all tables of the question (see
    :func:`ankunft.survey.inference.protect.protect`); left out, this table and the one over all
    towns are the only ones.

    Raises
    ------
    ParameterError
        If the kind is no such kind or does not fit the answers, or no town has a group.
    """
    check_design(design)
    if kind not in KINDS:
        raise ParameterError(f"Fragen der Art „{kind}“ lassen sich nicht nach Gruppen auswerten.")
    own, order = _groups(groups, design)
    grouped = own.notna()
    if hidden is None:
        by = {"groups": own}
        hidden = protect(answers, design, kind, by, choices=choices, fewest=fewest)["groups"]
    tests = pd.DataFrame(columns=TEST_COLUMNS)
    if kind == "number":
        values = numbers(answers, design)
        answered = values.notna() & grouped
        table = _numbers(values, own, answered, design, hidden.T[EVERYONE], order)
    else:
        flags, known = indicators(answers, design, kind, choices)
        answered = known & grouped
        table = _shares(flags, own, answered, design, hidden, order)
        tests = _tests(flags, own, answered, design, kind)
    dropped = int((numbers(answers, design).notna() if kind == "number" else known).sum())
    bases = _bases(own, answered, design, order)
    return CrossTable(kind, table, bases, tests, dropped - int(answered.sum()))


def _groups(groups: pd.Series, design: pd.DataFrame) -> tuple[pd.Series, list[str]]:
    """The group of each town of the design as text or None, and the groups in their order."""
    own = groups.reindex(design.index)
    if not own.notna().any():
        raise ParameterError("Keine Stadt, die geantwortet hat, gehört zu einer der Gruppen.")
    texts = own.astype(object).map(str, na_action="ignore")
    present = set(texts.dropna())
    if isinstance(groups.dtype, pd.CategoricalDtype):
        return texts, [str(c) for c in groups.cat.categories if str(c) in present]
    return texts, sorted(present)


def _bases(
    own: pd.Series, answered: pd.Series, design: pd.DataFrame, order: list[str]
) -> pd.DataFrame:
    weights = design["weight"][answered].groupby(own[answered])
    bases = pd.DataFrame({"n": weights.size(), "effective_n": weights.agg(effective_n)})
    bases = bases.reindex(order)
    bases["n"] = bases["n"].fillna(0).astype(int)
    bases["towns"] = design["weight"].groupby(own).sum().reindex(order)
    return bases.rename_axis("group")


def _shares(
    flags: pd.DataFrame,
    own: pd.Series,
    answered: pd.Series,
    design: pd.DataFrame,
    codes: pd.DataFrame,
    order: list[str],
) -> pd.DataFrame:
    counts = flags[answered].groupby(own[answered]).sum().T.astype(int)
    sizes = design["weight"].groupby(own).sum()
    found = means(design, flags, answered, own)
    found = found[found["group"].isin(counts.columns) & (found["n"] > 0)].reset_index(drop=True)
    cells = list(zip(found["variable"], found["group"], strict=True))
    named = pd.Series([counts.at[cell] for cell in cells], found.index, dtype=int)
    table = percent_rows(found, named, found["group"].map(sizes).astype(float))
    hidden = [str(codes.at[cell]) for cell in cells]
    keys = found[["group", "variable"]].rename(columns={"variable": "answer"})
    table = pd.concat([keys, masked(table, hidden)], axis=1)
    return _sorted(table, order, list(flags.columns))


def _numbers(
    values: pd.Series,
    own: pd.Series,
    answered: pd.Series,
    design: pd.DataFrame,
    codes: pd.Series,
    order: list[str],
) -> pd.DataFrame:
    found = means(design, values.to_frame("value"), answered, own)
    found = found[found["group"].isin(set(own[answered]))].reset_index(drop=True)
    hidden = [codes[group] for group in found["group"]]
    figures = masked(found[["n", "mean", "se", "low", "high"]], hidden)
    return _sorted(pd.concat([found[["group"]], figures], axis=1), order, [])


def _sorted(table: pd.DataFrame, order: list[str], answers: list[str]) -> pd.DataFrame:
    keys = {"group": order, "answer": answers}
    names = [name for name in keys if name in table]
    return table.sort_values(
        names, key=lambda column: column.map({v: k for k, v in enumerate(keys[str(column.name)])})
    ).reset_index(drop=True)


def _tests(
    flags: pd.DataFrame, own: pd.Series, answered: pd.Series, design: pd.DataFrame, kind: str
) -> pd.DataFrame:
    if kind == "multiple":
        texts = {name: flags[name].map({True: "yes", False: "no"}) for name in flags}
        rows = [(name, *rao_scott(text, own, answered, design)) for name, text in texts.items()]
    else:
        answer = flags.idxmax(axis=1) if len(flags.columns) else pd.Series("", flags.index)
        rows = [("", *rao_scott(answer, own, answered, design))]
    return pd.DataFrame(rows, columns=TEST_COLUMNS)


def rao_scott(
    answer: pd.Series, groups: pd.Series, answered: pd.Series, design: pd.DataFrame
) -> tuple[float, float, float, float]:
    """F, its two degrees of freedom and p; NaN for fewer than two answers or groups, or where
    every town of the frame has answered, so that nothing is left to chance."""
    nothing = (np.nan,) * 4
    if answer[answered].nunique() < 2 or groups[answered].nunique() < 2:
        return nothing
    sizes = design.groupby("stratum")["population"].agg(["size", "first"])
    if (sizes["size"] == sizes["first"]).all():
        return nothing
    import svy

    columns = {
        "answer": answer.astype(str).tolist(),
        "group": group_texts(groups),
        "answered": answered.to_numpy(bool),
    }
    sample = svy_sample(design, columns)
    table = sample.categorical.tabulate("answer", "group", where=svy.col("answered"))
    if table.stats is None or table.stats.f is None:
        return nothing
    found = table.stats.f
    return float(found.value), float(found.df_num), float(found.df_den), float(found.p_value)
