"""Bytes in and out, for every country. This room never touches the disk: it gets bytes and gives bytes."""
