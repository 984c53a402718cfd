from odoo import fields, models

ROOMS = [
    ("hall", "Entrance Hall"),
    ("living", "Living Room"),
    ("bedroom", "Bedroom"),
    ("kitchen", "Kitchen"),
    ("bathroom", "Bathroom"),
    ("balcony", "Balcony"),
    ("other", "Other"),
]


class RealestateHandoverDefect(models.Model):
    """Something that the buyer found wrong when he inspected his unit, by room, with photos (HND-1)."""

    _name = "realestate.handover.defect"
    _description = "Defect at Handover"
    _order = "handover_id, room, id"
    _rec_name = "description"

    handover_id = fields.Many2one("realestate.handover", required=True, index=True, ondelete="cascade")
    project_id = fields.Many2one(related="handover_id.project_id", store=True, index=True)
    company_id = fields.Many2one(related="handover_id.company_id", store=True, index=True)
    unit_id = fields.Many2one(related="handover_id.unit_id", store=True, index=True)
    room = fields.Selection(ROOMS, required=True, default="living")
    description = fields.Char(required=True)
    photo = fields.Image(max_width=1600, max_height=1600)
    is_serious = fields.Boolean(string="Prevents Moving in", help="The buyer may refuse to take the unit over.")
    state = fields.Selection([("open", "Open"), ("done", "Mended")], required=True, default="open")
    date_promised = fields.Date(string="Mended by")
    date_done = fields.Date(string="Mended on", readonly=True)

    def action_done(self):
        """Note that these were mended today."""
        self.check_access("write")
        for project, defects in self.grouped("project_id").items():
            defects.write({"state": "done", "date_done": project._today()})
