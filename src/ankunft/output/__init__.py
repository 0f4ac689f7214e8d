"""Maps, charts, documents and tables: how figures leave the program."""
