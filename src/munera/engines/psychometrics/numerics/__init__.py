"""Numbers that several crafts of this engine need: nodes of a normal density, interpolation, fixed points."""
