"""Return copies: a sender's own workbook with the doubtful cells marked and a list of what to look at."""
