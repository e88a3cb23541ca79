"""What things are: values that are immutable and equal by content, made of the standard library only."""
