"""What any program needs: checks of arguments, files, flags, the terminal, SVG; no network."""
