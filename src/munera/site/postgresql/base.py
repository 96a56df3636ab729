"""A connection that was kept is asked whether it still stands without a question to the server.

Django sends ``SELECT 1`` before the first statement of each request. A server that has gone (a restart, an
administrator's word) has closed its end, and that can be read: where there is nothing to read, the connection stands.
Where there is something, Django asks as ever.
"""

import select

from django.db.backends.postgresql import base


class DatabaseWrapper(base.DatabaseWrapper):
    def is_usable(self) -> bool:
        if self.connection is None or self.connection.closed:
            return False
        waiting = select.poll()
        waiting.register(self.connection.fileno(), select.POLLIN)
        return not waiting.poll(0) or super().is_usable()
