"""Fields with what they speak of, corrected by hidden ids and by the rows beside them."""
