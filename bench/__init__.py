"""What a page costs and what a million levies cost, as ratios within one run where the machine would decide."""
