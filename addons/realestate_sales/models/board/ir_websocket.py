import re

from odoo import models

CHANNEL = re.compile(r"realestate_board_(\d{1,9})")


class IrWebsocket(models.AbstractModel):
    _inherit = "ir.websocket"

    def _build_bus_channel_list(self, channels):
        """Admit to a project's board those who may read the project, and nobody else (ACCESS-1)."""
        asked = [match for channel in channels if isinstance(channel, str) and (match := CHANNEL.fullmatch(channel))]
        names = {match[0] for match in asked}
        channels = [channel for channel in channels if channel not in names]
        projects = self.env["realestate.project"]
        if asked and projects.has_access("read") and self.env["realestate.unit"].has_access("read"):
            channels.extend(projects.search([("id", "in", [int(match[1]) for match in asked])]))
        return super()._build_bus_channel_list(channels)
