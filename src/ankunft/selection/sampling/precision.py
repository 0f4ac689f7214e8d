"""How exact a sample will be: expected standard error and 95 % half-width of an estimate.

With N_h towns of stratum h, m_h = n_h · response rate expected answers and S_h the standard deviation
of the variable in the stratum (divisor N_h − 1; for a share p: S²_h = p (1 − p) N_h / (N_h − 1)),

    SE²_h = (1 − m_h / N_h) · S²_h / m_h,      SE² = Σ_h (N_h / N)² · SE²_h

(Cochran 1977, Sampling Techniques, 5.3–5.4, with finite-population correction). Answers count as a
random part of the towns that are drawn, also where all towns are taken: with a response rate below 1
that stratum is not exact. Non-response that depends on the answer is not part of it.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ankunft.base.errors import ParameterError

CONFIDENCE = 0.95
TOTAL = "total"
"""Id of the row for all strata together."""


def expected_precision(
    design: pd.DataFrame,
    *,
    response_rate: float = 1.0,
    share: float = 0.5,
    spread: pd.Series | None = None,
) -> pd.DataFrame:
    """The expected precision per stratum and, in the last row :data:`TOTAL`, of all together.

    `design` has towns and n by stratum (see :class:`ankunft.selection.sampling.draw.Sample`). `share` (0
    to 1) is the assumed share in every stratum; 0.5 is the least favourable. With `spread` (standard
    deviation by stratum) it is the mean of that variable instead of a share.

    Columns: towns, n, answers (expected, not rounded), standard_error and half_width (normal
    approximation, rough for strata with a handful of answers), in percentage points, or with `spread` in its unit. NaN where nothing is drawn or
    the spread is not known; the total is NaN as soon as that is so in one stratum.

    Raises
    ------
    ParameterError
        If the share or the response rate is outside of its range.
    """
    from scipy.stats import norm

    if not 0 <= share <= 1:
        raise ParameterError("Der angenommene Anteil liegt zwischen 0 und 1.")
    if not 0 < response_rate <= 1:
        raise ParameterError("Die angenommene Rücklaufquote liegt über 0 und höchstens bei 1.")
    towns = design["towns"].to_numpy(np.float64)
    n = design["n"].to_numpy(np.float64)
    variance = share_variance(towns, share) * 100**2
    if spread is not None:
        variance = spread.reindex(design.index).to_numpy(np.float64) ** 2
    answers = n * response_rate
    squared = squared_errors(towns, answers, variance)
    weight = towns / towns.sum() if towns.size else towns
    together = float((weight**2 * squared).sum()) if towns.size else np.nan
    errors = np.sqrt([*squared, together])
    return pd.DataFrame(
        {
            "towns": np.append(towns, towns.sum()).astype(np.int64),
            "n": np.append(n, n.sum()).astype(np.int64),
            "answers": np.append(answers, answers.sum()),
            "standard_error": errors,
            "half_width": norm.ppf((1 + CONFIDENCE) / 2) * errors,
        },
        index=pd.Index([*design.index, TOTAL], dtype="str", name="stratum"),
    )


def share_variance(towns: NDArray[np.float64], share: float) -> NDArray[np.float64]:
    """S² of a share in strata of so many towns; one town alone counts as if drawn at random."""
    return share * (1 - share) * towns / np.maximum(towns - 1, 1)


def squared_errors(
    towns: NDArray[np.float64], answers: NDArray[np.float64], variance: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Squared standard error of the mean of each stratum, with finite-population correction.

    Where every town answers nothing is left to chance, whatever the spread.
    """
    complete = answers >= towns
    known = np.divide(variance, answers, out=np.full(towns.shape, np.nan), where=answers > 0)
    return np.where(complete, 0.0, (1 - answers / towns) * known)
