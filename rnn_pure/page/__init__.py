"""The page of examples/play.py: a network that learns while people look, and the server of it."""
