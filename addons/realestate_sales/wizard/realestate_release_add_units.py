from odoo import api, fields, models
from odoo.exceptions import UserError

from ..models.realestate_project import PROPERTY_TYPES


class RealestateReleaseAddUnits(models.TransientModel):
    """Choose the units of a release by building, section, floor, layout and type (INV-5)."""

    _name = "realestate.release.add.units"
    _description = "Add Units to a Release"

    release_id = fields.Many2one("realestate.release", required=True, ondelete="cascade")
    project_id = fields.Many2one(related="release_id.project_id")
    building_ids = fields.Many2many(
        "realestate.building", string="Buildings", domain="[('project_id', '=', project_id)]", help="Empty: all."
    )
    section = fields.Char(help="Name of one section; empty: all.")
    floor_from = fields.Integer(string="From Floor")
    floor_to = fields.Integer(string="To Floor", help="0 in both: all floors.")
    layout_ids = fields.Many2many(
        "realestate.layout", string="Layouts", domain="[('project_id', '=', project_id)]", help="Empty: all."
    )
    property_type = fields.Selection(PROPERTY_TYPES, help="Empty: all.")
    unit_count = fields.Integer(compute="_compute_units", string="Number of Units")
    unit_ids = fields.Many2many("realestate.unit", compute="_compute_units", string="Units")
    building_summary = fields.Char(compute="_compute_units", string="By Building")
    unpriced_count = fields.Integer(compute="_compute_units", string="Without List Price")

    @api.depends("release_id", "building_ids", "section", "floor_from", "floor_to", "layout_ids", "property_type")
    def _compute_units(self):
        for wizard in self:
            units = self.env["realestate.unit"].search(wizard._unit_domain())
            wizard.unit_ids = units
            wizard.unit_count = len(units)
            wizard.unpriced_count = sum(1 for unit in units if not unit.list_price)
            wizard.building_summary = ", ".join(
                f"{building.name}: {len(part)}" for building, part in units.grouped("building_id").items()
            )

    def _unit_domain(self):
        """Units that match and are in no batch on sale: not in a release, or in one being prepared or closed."""
        self.ensure_one()
        domain = [
            ("project_id", "=", self.release_id.project_id.id),
            ("live_deal_id", "=", False),
            ("release_id", "!=", self.release_id._origin.id),
            "|", ("release_id", "=", False), ("release_id.state", "!=", "open"),
        ]  # fmt: skip
        if self.building_ids:
            domain.append(("building_id", "in", self.building_ids._origin.ids))
        if self.section:
            domain.append(("section", "=", self.section.strip()))
        if self.floor_from or self.floor_to:
            domain += [("floor", ">=", self.floor_from), ("floor", "<=", self.floor_to or self.floor_from)]
        if self.layout_ids:
            domain.append(("layout_id", "in", self.layout_ids._origin.ids))
        if self.property_type:
            domain.append(("property_type", "=", self.property_type))
        return domain

    def action_add(self):
        """Put all matching units into the release in one write.

        :raises UserError: none matches, or the release is closed
        """
        self.ensure_one()
        if self.release_id.state == "closed":
            raise UserError(self.env._("Release “%s” is closed. Reopen it before adding units.", self.release_id.name))
        units = self.env["realestate.unit"].search(self._unit_domain())
        if not units:
            raise UserError(self.env._("No unit matches this choice. Widen it, or check the units' present release."))
        units.with_context(tracking_disable=True).release_id = self.release_id
        return {"type": "ir.actions.act_window_close"}
