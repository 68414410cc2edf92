"""What the visible cells of a sheet say, each by itself: numbers, marks, labels, titles of the plan."""
