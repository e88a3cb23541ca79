"""One numbered step for each form of the file. Each says itself what it does, and none changes once it is released."""
