"""Pictures, drawn from plain numbers as SVG.  Each has one thing to say."""
