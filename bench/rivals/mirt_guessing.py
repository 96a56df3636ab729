"""Items that are guessed, calibrated by mirt for Python, with 61 nodes and SQUAREM; in its own environment.

Takes the files of answers and of parameters to write. What is held of the lower asymptote is what we hold: its logit is
normal, with mean -1.1 and standard deviation 0.5. Prints seconds as JSON; a small fit has been made before.
"""

import json
import sys
import time

import mirt
import numpy as np
from mirt.estimation.priors import Prior


class LogitNormal(Prior):
    """A density of the logit, so that its summit is where ours is."""

    def log_pdf(self, x):
        inside = np.clip(x, 1e-12, 1.0 - 1e-12)
        return -0.5 * ((np.log(inside / (1.0 - inside)) + 1.1) / 0.5) ** 2

    def grad_log_pdf(self, x):
        inside = np.clip(x, 1e-12, 1.0 - 1e-12)
        return -(np.log(inside / (1.0 - inside)) + 1.1) / 0.25 / (inside * (1.0 - inside))

    def sample(self, size, rng=None):
        return 1.0 / (1.0 + np.exp(1.1 - 0.5 * np.random.default_rng(rng).normal(size=size)))

    @property
    def mean(self):
        return 0.26

    @property
    def variance(self):
        return 0.01


def fit(table):
    return mirt.fit_mirt(
        table,
        model="3PL",
        n_quadpts=61,
        accelerate="squarem",
        compute_standard_errors=False,
        priors={"guessing": LogitNormal()},
    )


def main() -> None:
    table = np.load(sys.argv[1])
    fit(table[:1_000, :8])
    begin, at = time.process_time(), time.monotonic()
    found = fit(table)
    seconds, wall = time.process_time() - begin, time.monotonic() - at
    slopes, difficulties, lower = (
        np.ravel(found.model.parameters[name]) for name in ("discrimination", "difficulty", "guessing")
    )
    np.save(sys.argv[2], np.stack((slopes, -slopes * difficulties, lower)))
    print(json.dumps({"seconds": seconds, "wall": wall, "version": mirt.__version__}))


if __name__ == "__main__":
    main()
