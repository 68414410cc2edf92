"""What a field speaks of: the initiative and measure that its titles name."""
