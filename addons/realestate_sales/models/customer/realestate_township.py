from odoo import api, fields, models


class RealestateTownship(models.Model):
    """A town, township or street office: where customers live and work (CUS-1)."""

    _name = "realestate.township"
    _description = "Township"
    _order = "state_id, city, district, name"

    name = fields.Char(required=True, index="trigram")
    district = fields.Char(string="District or County")
    city = fields.Char()
    state_id = fields.Many2one("res.country.state", string="Province", index="btree_not_null")
    active = fields.Boolean(default=True)

    _name_uniq = models.UniqueIndex(
        "(COALESCE(state_id, 0), COALESCE(city, ''), COALESCE(district, ''), name)", "This township is there already."
    )

    @api.depends("name", "district", "city")
    def _compute_display_name(self):
        for township in self:
            township.display_name = " ".join(filter(None, (township.city, township.district, township.name)))
