"""Which labels speak of which cell: bands and strips, headers, rows, forms, cards."""
