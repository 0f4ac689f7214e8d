"""A protocol carried out once more with the figures at hand."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from ankunft.base.errors import ParameterError
from ankunft.edition import Edition
from ankunft.selection.frame.towns import town_frame
from ankunft.selection.frame.variables import Variable, variables
from ankunft.selection.outcome import carry_out
from ankunft.selection.protocol.document import Protocol
from ankunft.selection.protocol.record import checked_again, protocol_of


def again(
    then: Protocol,
    edition: Edition,
    frame: pd.DataFrame | None = None,
    known: Mapping[str, Variable] | None = None,
    survey: str = "",
) -> Protocol:
    """The protocol that the plan of `then` gives now, to be compared with it.

    `frame` and `known` are the figures of all towns for this plan and their variables, with answers
    of a survey where there are some (`survey` is their digest); left out, those of the edition.

    Raises
    ------
    ParameterError
        If the plan cannot be carried out with these figures, or needs answers of a survey that
        are not there.
    """
    if then.survey and not survey:
        raise ParameterError(
            "Das Protokoll stützt sich auf Antworten einer Befragung "
            f"(Prüfsumme {then.survey[:12]}…); ohne sie lässt es sich nicht nachvollziehen. "
            "Bitte die Befragung auf der Seite Kommunalbefragung laden."
        )
    frame = town_frame(edition, then.plan) if frame is None else frame
    outcome = carry_out(then.plan, frame, variables(edition) if known is None else known)
    call = checked_again(then.call, outcome)
    return protocol_of(outcome, edition, made=then.made, survey=survey, lang=then.lang, call=call)
