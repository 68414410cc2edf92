"""What `ayumi` can be asked, a module a question; each command returns its exit code."""
