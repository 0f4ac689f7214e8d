"""The page of one town: its units on the map, its quarters in a list, and what follows from them."""
