from odoo import api, fields, models


class RealestatePermit(models.Model):
    """Presale permit: without it no unit of the covered buildings may be offered (INV-5)."""

    _name = "realestate.permit"
    _description = "Presale Permit"
    _inherit = ["mail.thread"]
    _order = "date desc, id desc"
    _check_company_auto = True

    name = fields.Char(string="Permit Number", required=True, tracking=True)
    date = fields.Date(required=True, tracking=True, help="Day the permit was granted.")
    project_id = fields.Many2one("realestate.project", required=True, index=True, ondelete="restrict")
    company_id = fields.Many2one(related="project_id.company_id", store=True, index=True)
    building_ids = fields.Many2many(
        "realestate.building",
        "realestate_permit_building_rel",
        "permit_id",
        "building_id",
        string="Covered Buildings",
        domain="[('project_id', '=', project_id)]",
    )
    release_ids = fields.One2many("realestate.release", "permit_id", string="Releases")

    _name_uniq = models.UniqueIndex("(company_id, name)", "This permit number is registered already.")

    @api.onchange("project_id")
    def _onchange_project_id(self):
        """Propose the buildings that no permit covers yet."""
        buildings = self.project_id.building_ids
        self.building_ids = buildings - self.project_id.permit_ids.building_ids

    @api.constrains("date", "building_ids")
    def _check_open_releases(self):
        """What is on sale under the permit must stay covered by it (INV-5)."""
        for release in self.release_ids.filtered(lambda r: r.state == "open"):
            release._check_buildings_covered(release._buildings())
