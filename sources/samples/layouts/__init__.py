"""The sample bodies' own forms, one module each: no two alike, as no two offices' are."""
