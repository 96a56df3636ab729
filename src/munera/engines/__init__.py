"""Crafts as pure Python libraries: plain data in, plain data out, each usable alone."""
