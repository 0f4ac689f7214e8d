"""The lists of a plan as tables for files: frame, sample and cases, one row per town."""

from __future__ import annotations

import pandas as pd

from ankunft.selection.cases.result import FIGURES
from ankunft.selection.outcome import Outcome
from ankunft.selection.protocol.record import SAMPLE_ROLES

ABOUT = ("name", "state", "county", "population")


def frame_table(outcome: Outcome, lang: str) -> pd.DataFrame:
    """The towns inside: ags, name, state, county, population and the variables of the plan."""
    inside = outcome.inside
    names = dict.fromkeys([*ABOUT, *outcome.recorded])
    return _for_files(inside[list(names)])


def sample_table(outcome: Outcome, lang: str, *, reserve: bool = False) -> pd.DataFrame:
    """The sample and what people decided: ags, name, state, county, population, role, selected,
    stratum (id), stratum_label, order, inclusion_probability, design_weight, reason, replaced_by,
    replaces; with `reserve` also the towns that were not drawn."""
    sample = outcome.sample
    assert sample is not None
    rows = sample.table
    if not reserve:
        rows = rows[rows["role"].isin(SAMPLE_ROLES)]
    about = outcome.frame[list(ABOUT)].reindex(rows.index)
    labels = {name: sample.label(name, lang) for name in rows["stratum"].unique() if name}
    described = rows.assign(stratum_label=rows["stratum"].map(labels))
    columns = ["role", "selected", "stratum", "stratum_label", "order", "inclusion_probability",
               "design_weight", "reason", "replaced_by", "replaces"]  # fmt: skip
    table = _for_files(about.join(described[columns]))
    return table.assign(order=table["order"].astype("Int64"))


def cases_table(outcome: Outcome, lang: str) -> pd.DataFrame:
    """The cases: ags, name, state, county, population, order, pair, role, the variables of the
    plan, the figures of the method (those that there are), reason."""
    cases = outcome.cases
    assert cases is not None
    rows = cases.table
    about = outcome.frame[list(ABOUT)].reindex(rows.index)
    names = [name for name in outcome.recorded if name not in ABOUT]
    said = () if outcome.rests_on_answers else FIGURES
    figures = [name for name in said if name != "value" and rows[name].notna().any()]
    reasons = [outcome.case_reason(str(ags), lang) for ags in rows.index]
    listed = ["order", *(["pair"] if rows["pair"].notna().any() else []), "role"]
    table = about.join(rows[listed]).join(outcome.frame[names].reindex(rows.index))
    return _for_files(table.join(rows[figures]).assign(reason=reasons))


def _for_files(table: pd.DataFrame) -> pd.DataFrame:
    """With the key as a column, and counts of people without decimals."""
    people = table["population"].round().astype("Int64")
    return table.assign(population=people).rename_axis("ags").reset_index()
