"""What a page costs, as ratios within one run, so that the figure means the same on every machine."""
