import re

from odoo import models

from .realestate_project_desk import SUBCHANNEL

CHANNEL = re.compile(r"realestate_reception_(\d{1,9})")


class IrWebsocket(models.AbstractModel):
    _inherit = "ir.websocket"

    def _build_bus_channel_list(self, channels):
        """Admit to a project's reception desk those who may work at it, and nobody else (ACCESS-1)."""
        asked = [match for channel in channels if isinstance(channel, str) and (match := CHANNEL.fullmatch(channel))]
        names = {match[0] for match in asked}
        channels = [channel for channel in channels if channel not in names]
        if asked:
            projects = self.env["realestate.project"]
            roles = ("consultant", "administrator")
            if any(self.env.user.has_group(f"realestate_sales.realestate_sales_group_{role}") for role in roles):
                found = projects.search([("id", "in", [int(match[1]) for match in asked])])
                channels.extend((project, SUBCHANNEL) for project in found)
        return super()._build_bus_channel_list(channels)
