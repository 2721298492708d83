"""What a trained network found: its states, the machine they are, the one number it remembers."""
