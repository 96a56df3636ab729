"""Two calibrations on one scale: by the items that they have in common, with a look at those that have drifted.

M. J. Kolen and R. L. Brennan, "Test Equating, Scaling, and Linking" (3rd edition, 2014), chapter 6. To hold the
parameters of common items fast instead, give ``calibrate`` the older calibration as anchors.
"""

from munera.engines.psychometrics.linking.drift import Drift, drift
from munera.engines.psychometrics.linking.link import Link, LinkMethod, link
from munera.engines.psychometrics.linking.scale import Scale

__all__ = ["Drift", "Link", "LinkMethod", "Scale", "drift", "link"]
