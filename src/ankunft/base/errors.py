"""The errors Ankunft raises on purpose.

Each message is a German sentence, or two short ones, and says what, where and what to do.
"""


class AnkunftError(Exception):
    """Base of all errors that a user is meant to read."""


class SourceError(AnkunftError):
    """A publisher's file is missing, damaged or not in the form its importer expects."""


class EditionError(AnkunftError):
    """An edition is missing, incomplete or does not match its manifest."""


class ParameterError(AnkunftError):
    """A parameter is outside its legal range."""


class PackageError(AnkunftError):
    """A package of the user's own data cannot be used."""
