"""Towns in figures and words: profile, place among others, similar towns."""
