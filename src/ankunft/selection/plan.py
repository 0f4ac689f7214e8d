"""A plan: how towns are chosen, as one value. Page, command line and protocol all hold this value.

Filter -> sample or cases -> decisions. Everything that decides the result stands in the plan, the
figures in the edition; both together give the same list on every machine.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from ankunft.base.errors import ParameterError
from ankunft.typology import RETIRED, what_became

Operator = Literal["at_least", "at_most", "above", "below", "one_of", "none_of"]
Strategy = Literal[
    "typical", "diverse", "extreme", "deviant", "influential", "most_similar", "most_different"
]
Allocation = Literal["proportional", "equal", "neyman", "fixed"]
Action = Literal["veto", "include", "no_response"]

NUMERIC: tuple[Operator, ...] = ("at_least", "at_most", "above", "below")
"""Operators that compare with a number; the others look a value up in a list."""

MOST_STRATA_VARIABLES = 4
LONGEST_TEXT = 2_000
"""Characters of a reason or a title."""

Text = Annotated[str, Field(max_length=LONGEST_TEXT)]
Name = Annotated[str, Field(min_length=1, max_length=200)]
Ags = Annotated[str, Field(pattern=r"^[0-9]{8}$")]
Number = Annotated[float, Field(allow_inf_nan=False)]


class Part(BaseModel):
    """Base of all parts of a plan: cannot be changed, knows no further fields."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Criterion(Part):
    """One comparison of a variable (see :mod:`ankunft.selection.frame.variables`).

    A town without a figure neither passes nor fails: it is "no figures".
    """

    variable: Name
    operator: Operator
    value: Number | None = None
    values: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _complete(self) -> Criterion:
        if self.operator in NUMERIC and (self.value is None or self.values):
            raise ValueError(f"„{self.operator}“ braucht eine Zahl (value)")
        if self.operator not in NUMERIC and (not self.values or self.value is not None):
            raise ValueError(f"„{self.operator}“ braucht eine Liste (values)")
        return self


class Group(Part):
    """Criteria of which at least one has to hold; the groups of a plan all have to hold.

    `unknown` is the choice for towns of which the group says "no figures".
    """

    any_of: Annotated[tuple[Criterion, ...], Field(min_length=1, max_length=20)]
    unknown: Literal["drop", "keep"] = "drop"


class Classes(Part):
    """How municipalities are classed, where a variable is the arrival class.

    The names of presets are those of :data:`ankunft.typology.PRESETS`; high, low and margin count
    with the preset "own" only. `ground`: see :class:`ankunft.typology.Parameters`. A plan of an
    earlier version may name one of :data:`ankunft.typology.RETIRED`: it then goes by the default,
    and `former` keeps the name, so that every reader of the plan is told (:meth:`said`).
    """

    preset: Literal["relative", "absolute", "fifth", "east_west", "own"] = "relative"
    former: Literal["", "growth"] = ""
    high: Number = 1.2
    low: Number = 1.0
    margin: Number = 2.0
    min_n: Annotated[int, Field(ge=100, le=20_000)] = 1_000
    berlin: Literal["east", "west"] = "east"
    ground: Literal["common", "each"] = "common"

    @model_validator(mode="before")
    @classmethod
    def _of_earlier_versions(cls, data: Any) -> Any:
        if isinstance(data, dict) and data.get("preset") in RETIRED:
            return {**data, "preset": "relative", "former": data["preset"]}
        return data

    def said(self, lang: str) -> str:
        """What became of a rule that the plan named and that is gone; "" where there was none."""
        return what_became(lang) if self.former else ""


class StratumVariable(Part):
    """What strata are made of: a variable of categories, or a number cut at `breaks` (ascending;
    a stratum includes its lower bound)."""

    variable: Name
    breaks: tuple[Number, ...] = ()

    @model_validator(mode="after")
    def _ascending(self) -> StratumVariable:
        if any(b <= a for a, b in zip(self.breaks, self.breaks[1:], strict=False)):
            raise ValueError("die Grenzen (breaks) müssen aufsteigen")
        return self


class Sampling(Part):
    """A stratum of which all towns are taken, and a stratified random sample of the others.

    Exactly one of `share` (0 to 1, of the towns that are sampled) and `n` (towns) is given; with
    the allocation "fixed" neither, but `fixed` (stratum -> towns). `neyman_variable` is the
    variable whose spread the allocation "neyman" looks at. `response_rate` is an assumption.
    """

    all_in: Criterion | None = None
    share: Annotated[float, Field(gt=0, le=1)] | None = None
    n: Annotated[int, Field(ge=1, le=20_000)] | None = None
    strata: Annotated[tuple[StratumVariable, ...], Field(max_length=MOST_STRATA_VARIABLES)] = ()
    allocation: Allocation = "proportional"
    neyman_variable: str = ""
    fixed: dict[str, Annotated[int, Field(ge=0, le=20_000)]] = {}
    minimum: Annotated[int, Field(ge=0, le=100)] = 2
    collapse_below: Annotated[int, Field(ge=1, le=100)] = 4
    seed: Annotated[int, Field(ge=0, le=2**63 - 1)] = 1
    response_rate: Annotated[float, Field(gt=0, le=1)] = 0.5

    @model_validator(mode="after")
    def _one_size(self) -> Sampling:
        sizes = (self.share is not None) + (self.n is not None) + bool(self.fixed)
        if sizes != 1 or bool(self.fixed) != (self.allocation == "fixed"):
            raise ValueError("genau eine Angabe zum Umfang: share, n oder (bei „fixed“) fixed")
        if (self.allocation == "neyman") != bool(self.neyman_variable):
            raise ValueError("die optimale Aufteilung (neyman) braucht genau eine neyman_variable")
        return self


class ScoreWeight(Part):
    """A variable that counts towards a score; `high` False: small values count."""

    variable: Name
    weight: Annotated[float, Field(gt=0, le=100)] = 1.0
    high: bool = True


class Quota(Part):
    """A wish for the list: so many towns for which the criteria all hold."""

    all_of: Annotated[tuple[Criterion, ...], Field(min_length=1, max_length=10)]
    at_least: Annotated[int, Field(ge=0, le=1_000)] = 0
    at_most: Annotated[int, Field(ge=0, le=1_000)] | None = None

    @model_validator(mode="after")
    def _possible(self) -> Quota:
        if self.at_most is not None and self.at_most < self.at_least:
            raise ValueError("„höchstens“ (at_most) liegt unter „mindestens“ (at_least)")
        return self


class Cases(Part):
    """Cases picked by a named strategy (outcome and covariates), or by a weighted score.

    Strategies after Seawright & Gerring (2008). Exactly one of `strategy` and `score` is given.
    """

    n: Annotated[int, Field(ge=1, le=200)] = 6
    strategy: Strategy | None = None
    outcome: str = ""
    covariates: Annotated[tuple[str, ...], Field(max_length=20)] = ()
    score: Annotated[tuple[ScoreWeight, ...], Field(max_length=20)] = ()
    quotas: Annotated[tuple[Quota, ...], Field(max_length=20)] = ()

    @model_validator(mode="after")
    def _one_way(self) -> Cases:
        if (self.strategy is None) == (not self.score):
            raise ValueError("entweder eine Strategie (strategy) oder Gewichte (score)")
        if self.strategy and not self.outcome:
            raise ValueError("eine Strategie braucht eine Zielgröße (outcome)")
        return self


class Decision(Part):
    """What people decided about a town, with the reason: veto, inclusion, or no response."""

    ags: Ags
    action: Action
    reason: Annotated[str, Field(min_length=1, max_length=LONGEST_TEXT)]


class Interviews(Part):
    """How many guided interviews on either side: municipal ones by `variable` (pressure to act as
    the towns state it), national ones by kind of organisation."""

    municipal: Annotated[int, Field(ge=0, le=1_000)] = 15
    variable: str = ""
    national: dict[Name, Annotated[int, Field(ge=0, le=1_000)]] = {}


class Plan(Part):
    """How towns are chosen; see the module. `preset` names the project it started from."""

    version: Literal[1] = 1
    title: Text = ""
    preset: Annotated[str, Field(max_length=60)] = ""
    population: Literal["census", "register"] = "census"
    classes: Classes = Classes()
    groups: Annotated[tuple[Group, ...], Field(max_length=40)] = ()
    sampling: Sampling | None = None
    cases: Cases | None = None
    decisions: Annotated[tuple[Decision, ...], Field(max_length=5_000)] = ()
    interviews: Interviews | None = None

    def to_dict(self) -> dict[str, Any]:
        """What differs from the defaults, as JSON knows it."""
        return {"version": self.version} | self.model_dump(mode="json", exclude_defaults=True)


def read_plan(data: Mapping[str, Any]) -> Plan:
    """The plan a JSON object describes.

    Raises
    ------
    ParameterError
        With the first part that is not legal, where it stands and what it may be.
    """
    try:
        return Plan.model_validate(dict(data))
    except ValidationError as error:
        raise ParameterError(sentence(error, "Der Plan")) from None


def sentence(error: ValidationError, what: str) -> str:
    """The first thing that is wrong with `what`, and where it stands."""
    first = error.errors(include_url=False)[0]
    where = " → ".join(str(part) for part in first["loc"]) or "–"
    context = {key: str(value)[:200] for key, value in first.get("ctx", {}).items()}
    pattern = _MESSAGES.get(first["type"], _MESSAGES["other"])
    message = pattern.format_map({"msg": first["msg"], **context})
    shown = str(first.get("input"))[:60]
    more = len(error.errors()) - 1
    rest = f" (und {more} weitere)" if more else ""
    return f"{what} ist bei „{where[:200]}“ nicht lesbar: {message} (steht dort: {shown}){rest}."


_MESSAGES = {
    "missing": "die Angabe fehlt",
    "extra_forbidden": "diese Angabe gibt es nicht",
    "value_error": "{error}",
    "literal_error": "möglich ist {expected}",
    "float_parsing": "erwartet wird eine Zahl",
    "float_type": "erwartet wird eine Zahl",
    "finite_number": "erwartet wird eine endliche Zahl",
    "int_parsing": "erwartet wird eine ganze Zahl",
    "int_type": "erwartet wird eine ganze Zahl",
    "int_from_float": "erwartet wird eine ganze Zahl",
    "string_type": "erwartet wird ein Text",
    "tuple_type": "erwartet wird eine Liste",
    "model_type": "erwartet wird ein Objekt mit Angaben",
    "dict_type": "erwartet wird ein Objekt mit Angaben",
    "greater_than": "der Wert muss über {gt} liegen",
    "greater_than_equal": "der Wert muss mindestens {ge} sein",
    "less_than_equal": "der Wert darf höchstens {le} sein",
    "string_too_long": "der Text hat mehr als {max_length} Zeichen",
    "string_too_short": "der Text ist leer",
    "too_long": "es sind mehr als {max_length} Angaben",
    "too_short": "es fehlt mindestens eine Angabe",
    "string_pattern_mismatch": "erwartet wird ein Gemeindeschlüssel mit acht Ziffern",
    "other": "{msg}",
}
"""Kind of mistake (as pydantic names it) -> what was expected."""
