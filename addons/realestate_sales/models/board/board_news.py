import logging
import threading
from collections import defaultdict

from odoo import SUPERUSER_ID
from odoo.api import Environment
from odoo.modules.registry import Registry

_logger = logging.getLogger(__name__)

# well within the second in which a board promises to show a sale
DELAY = 0.3


class BoardNews:
    """Gathers, for each database, what this process sold in the last moment, and tells the boards at once.

    Nothing is lost for good if the process dies first: the job that completes subscriptions tells again.
    """

    def __init__(self):
        self._lock = threading.Lock()
        self._pending = defaultdict(set)

    def add(self, database, unit_id):
        """Note a unit that was changed by a committed transaction."""
        with self._lock:
            first = not self._pending[database]
            self._pending[database].add(unit_id)
        if first:
            threading.Timer(DELAY, self._send, [database]).start()

    def _send(self, database):
        with self._lock:
            unit_ids = self._pending.pop(database, set())
        try:
            with Registry(database).cursor() as cr:
                env = Environment(cr, SUPERUSER_ID, {})
                env["realestate.unit"].browse(unit_ids)._notify_board()
        except Exception:
            # a board that is late by a minute is no reason to disturb a sale
            _logger.warning("Sales board: %s changed units not told yet", len(unit_ids), exc_info=True)


BOARD_NEWS = BoardNews()
