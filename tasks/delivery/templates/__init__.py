"""Templates: the workbook that a body fills in, with its own measures, one a body and month."""
