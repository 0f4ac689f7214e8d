"""From answers to estimates: weights, raking, intervals, tests, and what stays hidden."""
