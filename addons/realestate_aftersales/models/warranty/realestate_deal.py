from odoo import fields, models


class RealestateDeal(models.Model):
    _inherit = "realestate.deal"

    warranty_ids = fields.One2many("realestate.warranty", "deal_id", readonly=True)

    def _start_warranty(self, day):
        """The warranty of each part of these units begins on ``day``, by the terms of their projects (REPAIR-1)."""
        terms = self.env["realestate.warranty.term"]._of_projects(self.project_id)
        self.env["realestate.warranty"].sudo().create(
            [
                {
                    "deal_id": deal.id,
                    "part": term.part,
                    "duration": term.duration,
                    "unit": term.unit,
                    "date_from": day,
                    "date_to": term._end(day),
                }
                for deal in self
                if deal.unit_id.property_type != "parking"
                for term in terms[deal.project_id.id]
            ]
        )
