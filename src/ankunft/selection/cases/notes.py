"""What to know of a list of cases: the method, towns without figures, wishes and their conflicts."""

from __future__ import annotations

import pandas as pd

from ankunft.base.language import (
    Translator,
    format_integer,
    format_number,
    format_percent,
    translator,
)
from ankunft.selection.cases.found import Found
from ankunft.selection.cases.pairs import CALIPER, PAIRED
from ankunft.selection.plan import Quota


def notes(result: Found, lang: str) -> tuple[str, ...]:
    """See :meth:`CaseResult.notes`."""
    _ = translator(lang)
    found = [_method(result, lang, _)]
    if result.missing:
        found.append(
            _("Kommunen ohne alle nötigen Angaben, die deshalb kein Fall sein können: {n}.").format(
                n=format_integer(len(result.missing), lang)
            )
        )
    if result.regression is not None and result.regression.alone:
        found.append(
            _(
                "Kommunen mit einer Ausprägung, die sonst keine hat, und deshalb ohne Abweichung: "
                "{n}."
            ).format(n=format_integer(len(result.regression.alone), lang))
        )
    for wish in result.wishes:
        if wish.unknown:
            found.append(
                _("Ohne Angaben zu „{wish}“ und deshalb nicht gezählt: {n} Kommunen.").format(
                    wish=wish.text(result.variables, lang), n=format_integer(wish.unknown, lang)
                )
            )
    return tuple(found)


def explanation(result: Found, lang: str) -> str:
    """See :meth:`CaseResult.explanation`."""
    if result.conflict is None:
        return ""
    _ = translator(lang)
    wishes = [_wish(result, position, lang, _) for position in result.conflict.wishes]
    numbers = {
        "n": format_integer(result.cases.n, lang),
        "wishes": "; ".join(wishes),
        "short": format_integer(result.conflict.short, lang),
    }
    if len(wishes) == 1:
        said = _(
            "Bei {n} Fällen ist dieser Wunsch nicht erfüllbar: {wishes}. Er müsste um mindestens "
            "{short} nachgeben."
        ).format(**numbers)
    else:
        said = _(
            "Bei {n} Fällen sind diese Wünsche nicht zusammen erfüllbar: {wishes}. Zusammen "
            "müssten sie um mindestens {short} nachgeben."
        ).format(**numbers)
    if result.cases.strategy in PAIRED:
        said += " " + _("Gesucht wird nur unter den ähnlichen Paaren.")
    return said


def wish_table(result: Found, lang: str) -> pd.DataFrame:
    """See :meth:`CaseResult.wish_table`."""
    listed = result.towns.index
    rows = [
        {
            "wish": wish.text(result.variables, lang),
            "at_least": wish.quota.at_least,
            "at_most": wish.quota.at_most,
            "available": available,
            "unknown": wish.unknown,
            "chosen": len(wish.towns.intersection(listed)),
        }
        for wish, available in zip(result.wishes, result.available, strict=True)
    ]
    columns = ["wish", "at_least", "at_most", "available", "unknown", "chosen"]
    return pd.DataFrame(rows, columns=columns).astype({"at_most": "Int64"})


def _method(result: Found, lang: str, _: Translator) -> str:
    if result.regression is not None:
        labels = [result.variables[name].label(lang) for name in result.cases.covariates]
        return _(
            "Lineare Regression über {n} Kommunen mit {covariates}; erklärter Anteil der "
            "Streuung (R²) {r_squared}, Standardfehler nach HC3."
        ).format(
            n=format_integer(len(result.regression.towns), lang),
            covariates=", ".join(labels),
            r_squared=format_number(result.regression.r_squared, lang, 2),
        )
    if result.cases.score:
        return _(
            "Jede Größe zählt nach dem Rang unter den Kommunen (0 bis 100), gewichtet gemittelt. "
            "Die Punktzahl gilt nur für diese Gewichte und ist keine Bewertung."
        )
    if result.cases.strategy == "diverse":
        return _(
            "Die Fälle decken möglichst viele Ausprägungen ab, dann möglichst häufige "
            "Verbindungen von Ausprägungen; Zahlen sind in Drittel geteilt."
        )
    if result.cases.strategy == "extreme":
        return _("Die Fälle liegen am weitesten vom Mittel der Zielgröße entfernt.")
    return _(
        "Als ähnlich gelten die {share} der Paare, die einander am nächsten sind; jede Kommune "
        "gehört zu höchstens einem Paar."
    ).format(share=format_percent(100 * CALIPER, lang, 0))


def _wish(result: Found, position: int, lang: str, _: Translator) -> str:
    wish = result.wishes[position]
    return _("{amount}: {wish} (in Frage kommen {available})").format(
        amount=_amount(wish.quota, lang, _),
        wish=wish.text(result.variables, lang),
        available=format_integer(result.available[position], lang),
    )


def _amount(quota: Quota, lang: str, _: Translator) -> str:
    low = format_integer(quota.at_least, lang)
    if quota.at_most is None:
        return _("mindestens {n}").format(n=low)
    high = format_integer(quota.at_most, lang)
    if quota.at_least == quota.at_most:
        return _("genau {n}").format(n=low)
    if quota.at_least == 0:
        return _("höchstens {n}").format(n=high)
    return _("{low} bis {high}").format(low=low, high=high)
