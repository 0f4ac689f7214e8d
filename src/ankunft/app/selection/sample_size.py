"""How many towns are drawn: a share, a number, or so many of each stratum."""

from __future__ import annotations

import zlib
from typing import Any

import pandas as pd
import streamlit as st

from ankunft.app.selection.data import outcome, outcome_so_far
from ankunft.app.selection.state import bound, change, within
from ankunft.app.selection.stratum_words import short_label
from ankunft.app.show_table import edit_table
from ankunft.base.errors import ParameterError
from ankunft.base.language import translator
from ankunft.selection.plan import Allocation, Plan, Sampling
from ankunft.selection.sampling.draw import ALL_IN, Sample

SHARE = 0.4
"""Share that a size starts from where nothing is known of the draw before."""
LEAST = 0.01
"""Percent."""
NARROW = 90
"""Pixels of a column of small numbers."""
SPREAD = "share_foreign_2022"
"""Variable that the optimal allocation looks at first."""


def size(sampling: Sampling, lang: str) -> None:
    """Share or number of the towns that are not all taken."""
    _ = translator(lang)
    names = {"share": _("Anteil"), "n": _("Anzahl")}
    kind, value = st.columns(2, vertical_alignment="bottom")
    kind.selectbox(
        _("Umfang als"),
        list(names),
        format_func=names.__getitem__,
        **bound("selection_size", "share" if sampling.share else "n", _switched),
    )
    if sampling.share is not None:
        value.number_input(
            _("Anteil (%)"), LEAST, 100.0, step=5.0, format="%.2f",
            **bound("selection_share", within(100 * sampling.share, LEAST, 100.0),
                    lambda old, percent: _sized(old, share=percent / 100, n=None)),
        )  # fmt: skip
    else:
        value.number_input(
            _("Gemeinden"), 1, 20_000, step=10,
            **bound("selection_n", sampling.n, lambda old, n: _sized(old, n=int(n), share=None)),
        )  # fmt: skip


def _switched(plan: Plan, kind: str) -> Plan:
    """The same size said in the other way."""
    towns, drawn = _drawn(plan)
    if kind == "n":
        return _sized(plan, n=max(drawn, 1), share=None)
    return _sized(plan, n=None, share=round(drawn / towns, 3) if drawn else SHARE)


def with_allocation(plan: Plan, name: Allocation) -> Plan:
    """Another allocation of the same size.

    Raises
    ------
    ParameterError
        If numbers by stratum are wanted and there is no stratum.
    """
    assert plan.sampling is not None
    changes: dict[str, Any] = {
        "allocation": name,
        "neyman_variable": SPREAD if name == "neyman" else "",
        "fixed": {},
    }
    if name == "fixed":
        sample = outcome_so_far(plan)[0].sample
        counts = _by_stratum(sample) if sample else {}
        counts = counts or _by_stratum(_any_sample(plan))
        if not counts:
            raise ParameterError("Es gibt keine Schicht, aus der gezogen werden könnte.")
        changes |= {"fixed": counts, "share": None, "n": None}
    elif plan.sampling.allocation == "fixed":
        drawn = sum(plan.sampling.fixed.values())
        changes |= {"n": drawn} if drawn else {"share": SHARE}
    return _sized(plan, **changes)


def fixed_editor(plan: Plan, lang: str) -> None:
    """Towns by stratum, to be written in; strata of an earlier plan are gone with the first change."""
    _ = translator(lang)
    assert plan.sampling is not None
    sample = _any_sample(plan)
    if sample is None:
        return
    strata = [name for name in sample.design.index if name != ALL_IN]
    fixed = plan.sampling.fixed
    drawn = pd.array([fixed.get(name, 0) for name in strata], dtype="Int64")
    rows = pd.DataFrame(
        {
            _("gezogen"): drawn,
            _("Gemeinden"): sample.design.loc[strata, "towns"].to_numpy(),
            _("Schicht"): [short_label(sample, name, lang) for name in strata],
        }
    )
    key = f"selection_fixed_{zlib.crc32(repr((strata, list(drawn))).encode())}"

    def apply() -> None:
        counts = {name: fixed.get(name, 0) for name in strata}
        for row, edited in st.session_state[key]["edited_rows"].items():
            counts[strata[int(row)]] = int(next(iter(edited.values())) or 0)
        change(lambda old: _sized(old, fixed=counts))

    st.subheader(_("Gemeinden je Schicht"), anchor=False)
    edit_table(
        rows,
        height=min(38 + 35 * len(rows), 320),
        disabled=[_("Schicht"), _("Gemeinden")],
        column_config={
            _("gezogen"): st.column_config.NumberColumn(
                min_value=0, step=1, required=True, width=NARROW
            ),
            _("Gemeinden"): st.column_config.NumberColumn(width=NARROW),
        },
        key=key,
        on_change=apply,
    )


def _any_sample(plan: Plan) -> Sample | None:
    """A draw that is possible whatever the size asked for: its strata are those of the plan."""
    assert plan.sampling is not None
    everything: dict[str, Any] = {"share": 1.0, "n": None, "fixed": {}, "allocation": "proportional",
                  "neyman_variable": ""}  # fmt: skip
    sampling = plan.sampling.model_copy(update=everything)
    try:
        return outcome(plan.model_copy(update={"sampling": sampling, "cases": None})).sample
    except ParameterError:
        return None


def _by_stratum(sample: Sample | None) -> dict[str, int]:
    if sample is None:
        return {}
    return {str(name): int(n) for name, n in sample.design["n"].items() if name != ALL_IN}


def _drawn(plan: Plan) -> tuple[int, int]:
    """Towns that are sampled from, and how many are drawn now; 0 if the plan cannot be drawn."""
    sample = outcome_so_far(plan)[0].sample
    if sample is None:
        return 0, 0
    design = sample.design.drop(index=ALL_IN, errors="ignore")
    return int(design["towns"].sum()), int(design["n"].sum())


def _sized(plan: Plan, **changes: Any) -> Plan:
    assert plan.sampling is not None
    return plan.model_copy(update={"sampling": plan.sampling.model_copy(update=changes)})
