"""Which months labels, titles and notes name."""
