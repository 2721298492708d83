"""A network and its training in files: written whole, read without running anything."""
