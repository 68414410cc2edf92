"""Which sheets are read, what each says once for all of its cells, and how it is known again."""
