"""How much memory a process has needed at most."""

import re
import resource
import sys
from pathlib import Path

OF_LINUX = Path("/proc/self/status")


def peak() -> float:
    """Mebibytes, of this process alone.

    What ``getrusage`` tells on Linux begins with what the process had that started this one, before it became another.
    """
    if OF_LINUX.exists():
        told = re.search(r"^VmHWM:\s*(\d+) kB$", OF_LINUX.read_text(), re.MULTILINE)
        if told:
            return int(told[1]) / 1024
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / 2**20 if sys.platform == "darwin" else most / 1024
