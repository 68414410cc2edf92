"""What an operator is shown, on a terminal and on Prefect's pages."""
