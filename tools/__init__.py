"""What ``./run`` calls besides the site itself: the suite, the checks, the locks. Each is run as a module."""
