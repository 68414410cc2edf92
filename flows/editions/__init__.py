"""From the ledger to an edition and its folder, and how an old edition is made again."""
