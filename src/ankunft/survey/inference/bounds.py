"""What published figures leave open: the least and the most a hidden one can be."""

from __future__ import annotations

import highspy
import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

SLACK = 1e-6
"""Figures of the solver are equal up to this."""


class Bounds:
    """A linear programme that is asked many times; each answer starts from the one before.

    `rows` add up unknowns, `low` and `high` say within what; the unknowns are at least `least`.
    """

    def __init__(self, rows: csr_matrix, low: Floats, high: Floats, *, least: float = 0.0) -> None:
        problem = highspy.HighsLp()
        problem.num_row_, problem.num_col_ = rows.shape
        problem.col_cost_ = np.zeros(rows.shape[1])
        problem.col_lower_ = np.full(rows.shape[1], least)
        problem.col_upper_ = np.full(rows.shape[1], highspy.kHighsInf)
        problem.row_lower_, problem.row_upper_ = low, high
        problem.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        problem.a_matrix_.start_ = rows.indptr
        problem.a_matrix_.index_ = rows.indices
        problem.a_matrix_.value_ = rows.data
        self.solver = highspy.Highs()
        self.solver.setOptionValue("output_flag", False)
        self.solver.setOptionValue("threads", 1)
        # another question leaves the last answer feasible: the primal simplex goes on from there
        self.solver.setOptionValue("presolve", "off")
        self.solver.setOptionValue("solver", "simplex")
        self.solver.setOptionValue("simplex_strategy", 4)
        self.solver.passModel(problem)
        self.asked = np.zeros(0, dtype=np.int32)

    def free(self, row: int) -> None:
        """Let a row take any value."""
        self.solver.changeRowBounds(row, -highspy.kHighsInf, highspy.kHighsInf)

    def least(self, unknowns: NDArray[np.int32], sign: int) -> tuple[Floats, Bools]:
        """All unknowns where sign × the sum of these is least, and the rows that keep it from being
        less; both empty where nothing keeps it.

        Raises
        ------
        ArithmeticError
            If the solver finds none; the true answers fulfil all rows, so that is a fault.
        """
        for column in self.asked:
            self.solver.changeColCost(int(column), 0.0)
        for column in unknowns:
            self.solver.changeColCost(int(column), float(sign))
        self.asked = unknowns
        self.solver.run()
        status = self.solver.getModelStatus()
        if status in (
            highspy.HighsModelStatus.kUnbounded,
            highspy.HighsModelStatus.kUnboundedOrInfeasible,
        ):
            return np.zeros(0), np.zeros(0, dtype=np.bool_)
        if status != highspy.HighsModelStatus.kOptimal:
            raise ArithmeticError(str(status))
        solution = self.solver.getSolution()
        return np.array(solution.col_value), np.abs(np.array(solution.row_dual)) > SLACK
