"""What the training programs do, from the data to the last line that they print."""
