"""The chance to pass next time, as those who came again teach it."""
