"""A made-up survey in LimeSurvey's formats, marked as such."""
