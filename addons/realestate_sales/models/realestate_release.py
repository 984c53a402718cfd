from collections import Counter

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError


class RealestateRelease(models.Model):
    """A dated batch of units put on sale (INV-5)."""

    _name = "realestate.release"
    _description = "Release"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "date desc, id desc"
    _check_company_auto = True

    name = fields.Char(required=True, tracking=True)
    project_id = fields.Many2one("realestate.project", required=True, index=True, ondelete="restrict", tracking=True)
    company_id = fields.Many2one(related="project_id.company_id", store=True, index=True)
    date = fields.Date(required=True, tracking=True, help="Planned day of opening.")
    opened_on = fields.Datetime(readonly=True, copy=False)
    permit_id = fields.Many2one(
        "realestate.permit",
        index=True,
        ondelete="restrict",
        tracking=True,
        domain="[('project_id', '=', project_id)]",
    )
    finished_property = fields.Boolean(
        readonly=True, help="All units belong to buildings whose completion is filed: no presale permit is needed."
    )
    state = fields.Selection(
        [("draft", "Preparing"), ("open", "On Sale"), ("closed", "Off Sale")],
        default="draft",
        required=True,
        copy=False,
        tracking=True,
    )
    unit_ids = fields.One2many("realestate.unit", "release_id", string="Units", copy=False)
    unit_count = fields.Integer(compute="_compute_unit_count", string="Number of Units")
    available_count = fields.Integer(compute="_compute_unit_count", string="Available Units")
    permit_message = fields.Char(compute="_compute_permit_message", help="What keeps the release from opening.")

    _open_needs_permit = models.Constraint(
        "CHECK(state != 'open' OR permit_id IS NOT NULL OR COALESCE(finished_property, FALSE))",
        "A release cannot open without a presale permit or, for finished property, the completion filing.",
    )

    @api.depends("unit_ids.state")
    def _compute_unit_count(self):
        groups = self.env["realestate.unit"]._read_group(
            [("release_id", "in", self.ids)], ["release_id", "state"], ["__count"]
        )
        totals, available = Counter(), Counter()
        for release, state, count in groups:
            totals[release.id] += count
            available[release.id] += count if state == "available" else 0
        for release in self:
            release.unit_count = totals[release.id]
            release.available_count = available[release.id]

    @api.depends("state", "permit_id.date", "permit_id.building_ids", "unit_ids.building_id.completion_date")
    def _compute_permit_message(self):
        for release in self:
            missing = release._uncovered_buildings(release._buildings()) if release.state == "draft" else ()
            release.permit_message = bool(missing) and release._uncovered_message(missing)

    @api.constrains("state", "permit_id", "finished_property")
    def _check_open_buildings(self):
        for release in self.filtered(lambda r: r.state == "open"):
            release._check_buildings_covered(release._buildings())

    def action_open(self):
        """Put the batch on sale: its units become available.

        :raises UserError: no unit, or no permit covers one of the buildings (INV-5)
        """
        for release in self:
            if release.state == "open":
                continue
            if not release.unit_count:
                raise UserError(self.env._("Release “%s” has no units. Add units first, then open it.", release.name))
            release.finished_property = all(b.completion_date for b in release._buildings())
            release._check_buildings_covered(release._buildings())
            release.write({"state": "open", "opened_on": fields.Datetime.now()})
        return True

    def action_close(self):
        """Take what is left of the batch off sale; units with a live deal keep it."""
        self.filtered(lambda r: r.state == "open").state = "closed"
        return True

    def action_add_units(self):
        """Open the wizard that adds units by building, floor, layout and type."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Add Units"),
            "res_model": "realestate.release.add.units",
            "view_mode": "form",
            "target": "new",
            "context": {"default_release_id": self.id},
        }

    def action_view_units(self):
        """Open the units of the release."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("realestate_sales.realestate_unit_action")
        return {**action, "domain": [("release_id", "=", self.id)], "context": {"default_release_id": self.id}}

    def _buildings(self):
        self.ensure_one()
        groups = self.env["realestate.unit"]._read_group([("release_id", "in", self.ids)], ["building_id"])
        return self.env["realestate.building"].union(*(building for (building,) in groups))

    def _check_buildings_covered(self, buildings):
        """Refuse buildings that have neither a permit in force nor a completion filing (INV-5).

        :raises ValidationError: names the buildings and what to do
        """
        self.ensure_one()
        if missing := self._uncovered_buildings(buildings):
            raise ValidationError(self._uncovered_message(missing))

    def _uncovered_buildings(self, buildings):
        self.ensure_one()
        today = self.project_id._today() if self.project_id else self.env.company._realestate_today()
        in_force = self.permit_id.date and self.permit_id.date <= today
        covered = self.permit_id.building_ids if in_force else self.permit_id.building_ids.browse()
        return (buildings - covered).filtered(lambda b: not b.completion_date or b.completion_date > today)

    def _uncovered_message(self, buildings):
        return self.env._(
            "Release “%(release)s” cannot open: no presale permit in force covers %(buildings)s. "
            "Register the permit with these buildings, or their completion filing, and choose it here.",
            release=self.name,
            buildings=", ".join(buildings.mapped("name")),
        )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_opened(self):
        if any(release.opened_on for release in self):
            raise UserError(self.env._("A release that has been opened stays on record; close it instead."))
