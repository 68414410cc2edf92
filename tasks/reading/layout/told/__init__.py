"""What was seen and not taken, told of so that nothing vanishes."""
