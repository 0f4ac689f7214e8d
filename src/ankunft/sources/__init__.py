"""Publishers' files -> tidy tables, one module per publisher.

`catalogue` says what the files are, where they come from and how they are attributed; the
importers take the path of one file each and return a `Reading`. Nothing here knows geometry
rules, indicators or the screen.
"""
