"""What keeps the house in order over years: what goes when its term is over, and who is told when a run fails."""
