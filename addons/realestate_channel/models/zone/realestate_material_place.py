from odoo import fields, models


class RealestateMaterialPlace(models.Model):
    """Where materials are kept: a cupboard of the sales office, a store of the channel (CH-4)."""

    _name = "realestate.material.place"
    _description = "Store of Materials"
    _order = "project_id, name"
    _check_company_auto = True

    name = fields.Char(required=True)
    active = fields.Boolean(default=True)
    project_id = fields.Many2one("realestate.project", required=True, index=True, check_company=True)
    company_id = fields.Many2one(related="project_id.company_id", store=True, index=True)
    user_id = fields.Many2one(
        "res.users", string="Keeper", index="btree_not_null", domain=[("share", "=", False)],
        help="Is told when something runs low, and gives out what was approved.",
    )  # fmt: skip
    stock_ids = fields.One2many("realestate.material.stock", "place_id", readonly=True)

    _name_uniq = models.UniqueIndex("(project_id, name) WHERE active", "Another store of this project has this name.")
