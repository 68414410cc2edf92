"""From what came in to readings in the ledger, and the marked copies that go back."""
