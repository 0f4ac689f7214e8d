"""The lists of a plan as tables for files: frame, sample, cases and call, one row per town."""

from __future__ import annotations

import pandas as pd

from ankunft.selection.call.shortlist import Shortlist
from ankunft.selection.cases.found import FIGURES
from ankunft.selection.outcome import Outcome
from ankunft.selection.protocol.record import SAMPLE_ROLES
from ankunft.selection.sampling.draw import Sample
from ankunft.selection.sampling.precision import TOTAL

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


def precision_table(sample: Sample, expected: pd.DataFrame, lang: str) -> pd.DataFrame:
    """The strata and their total with the columns of
    :func:`ankunft.selection.sampling.precision.expected_precision`: stratum, stratum_label, …"""
    labels = [sample.label(str(name), lang) if name != TOTAL else "" for name in expected.index]
    table = expected.rename_axis("stratum").reset_index()
    table.insert(1, "stratum_label", labels)
    return table


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
    decided = {d.ags: d.reason for d in outcome.plan.decisions if d.action == "include"}
    reasons = [
        decided[str(ags)] if role == "included" else outcome.case_reason(str(ags), lang)
        for ags, role in rows["role"].items()
    ]
    listed = ["order", *(["pair"] if rows["pair"].notna().any() else []), "role"]
    table = about.join(rows[listed]).join(outcome.frame[names].reindex(rows.index))
    return _for_files(table.join(rows[figures]).assign(reason=reasons))


def applications_table(checked: pd.DataFrame) -> pd.DataFrame:
    """The applications (:func:`ankunft.selection.call.applications.check_applications`), without
    contacts and texts: ags, name, complete, eligible, reasons (one text)."""
    reasons = [" ".join(listed) for listed in checked["reasons"]]
    columns = checked[["name", "complete", "eligible"]]
    return columns.assign(reasons=reasons).rename_axis("ags").reset_index()


def shortlist_table(result: Shortlist) -> pd.DataFrame:
    """Towns that applied: ags, name, role, selected, position, score, reason."""
    return result.table.reset_index()


def _for_files(table: pd.DataFrame) -> pd.DataFrame:
    """With the key as a column, and counts of people without decimals."""
    people = table["population"].round().astype("Int64")
    return table.assign(population=people).rename_axis("ags").reset_index()
