"""Made-up towns to pick cases from, and the variables they have."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from ankunft.selection.frame.variables import YES_NO, Variable
from ankunft.selection.plan import Criterion, Quota


def made_variable(name: str, kind: Any = "number", **rest: Any) -> Variable:
    return Variable(
        id=name,
        kind=kind,
        label_de=f"Größe {name}",
        label_en=f"Figure {name}",
        block="size",
        made_of=rest.pop("made_of", frozenset({name})),
        **rest,
    )


VARIABLES = {
    known.id: known
    for known in (
        made_variable("share", unit_de="%", unit_en="%", decimals=1),
        made_variable("people", unit_de="Personen", unit_en="people"),
        made_variable("age", unit_de="Jahre", unit_en="years", decimals=1),
        made_variable(
            "part", "category", choices=(("east", "Ost", "East"), ("west", "West", "West"))
        ),
        made_variable("kind", "category", choices=tuple((k, k.upper(), k.upper()) for k in "abcd")),
        made_variable("centre", "yesno", choices=YES_NO),
        made_variable("change", made_of=frozenset({"share", "share_before"})),
        made_variable("klass", "category", made_of=frozenset({"change"})),
        made_variable("twin"),
        made_variable("still"),
    )
}


def made_towns(towns: int = 40, seed: int = 0, holes: float = 0.0) -> pd.DataFrame:
    """Towns with figures drawn at random and holes; AGS in no order."""
    draw = np.random.default_rng(seed)
    people = draw.lognormal(10, 1, towns).round()
    age = draw.normal(44, 2, towns).round(1)
    part = draw.choice(["east", "west"], towns, p=[0.4, 0.6])
    centre = draw.random(towns) < 0.5
    share = 8 + 3 * (part == "west") - 0.4 * (age - 44) + draw.normal(0, 2, towns)
    frame = pd.DataFrame(
        {
            "name": [f"Stadt {k}" for k in range(towns)],
            "share": share,
            "people": people,
            "age": age,
            "part": part,
            "kind": draw.choice(list("abc"), towns),
            "centre": pd.array(centre, dtype="boolean"),
            "change": share - 5,
            "klass": np.where(share > 9, "new", "old"),
            "twin": 2 * people - 7,
            "still": 1.0,
        }
    )
    for name in ("share", "people", "age", "part", "centre"):
        frame[name] = frame[name].mask(pd.Series(draw.random(towns) < holes))
    ags = [f"{1 + k % 16:02}{k:06}" for k in draw.permutation(towns)]
    return frame.set_axis(pd.Index(ags, dtype="str", name="ags"), axis=0)


def wish(variable: str, *values: str, **amounts: int) -> Quota:
    """So many towns with one of the values."""
    return Quota(
        all_of=(Criterion(variable=variable, operator="one_of", values=values),), **amounts
    )
