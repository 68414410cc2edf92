"""Figures, milestones and statuses read from items, with what speaks against them."""
