"""Prefect as this house runs it: a server of our own, who may speak to it, and the processes that work for it."""
