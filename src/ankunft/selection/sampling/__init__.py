"""A stratified sample: strata, allocation, draw, replacement, precision, balance."""
