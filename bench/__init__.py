"""What the atlas costs, measured in one run: ``python -m bench [--quick]`` (`make bench`).

Prints a table and ends with 1 if a goal is missed. Not part of the tests: the figures depend on
the machine and on what else it does.
"""
