"""What any program needs: checks of arguments, files, command lines, the terminal, SVG.  It knows no network."""
