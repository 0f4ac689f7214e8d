"""A protocol carried out once more with the figures at hand."""

from __future__ import annotations

import pandas as pd

from ankunft.edition import Edition
from ankunft.errors import ParameterError
from ankunft.selection.outcome import choose
from ankunft.selection.protocol import Protocol
from ankunft.selection.record import protocol_of
from ankunft.selection.variables import Variable


def again(
    then: Protocol,
    edition: Edition,
    survey: pd.DataFrame | None = None,
    survey_variables: tuple[Variable, ...] = (),
    survey_digest: str = "",
) -> Protocol:
    """The protocol that the plan of `then` gives now, to be compared with it.

    Raises
    ------
    ParameterError
        If the plan cannot be carried out with these figures, or needs answers of a survey that
        are not there.
    """
    if then.survey and survey is None:
        raise ParameterError(
            "Das Protokoll stützt sich auf Antworten einer Befragung "
            f"(Prüfsumme {then.survey[:12]}…); ohne sie lässt es sich nicht nachvollziehen. "
            "Bitte die Befragung auf der Seite Kommunalbefragung laden."
        )
    outcome = choose(edition, then.plan, survey, survey_variables)
    return protocol_of(outcome, edition, made=then.made, survey=survey_digest, lang=then.lang)
