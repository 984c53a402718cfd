from odoo import api, fields, models


class RealestateRoleRowMixin(models.AbstractModel):
    """What a role may, a row a role: a company's, or a project's own."""

    _name = "realestate.role.row.mixin"
    _description = "Rows of Roles"
    _inherit = ["realestate.project.row.mixin"]

    group_id = fields.Many2one(
        "res.groups",
        string="Role",
        required=True,
        index=True,
        ondelete="cascade",
        domain=lambda self: [
            ("privilege_id", "=", self.env.ref("realestate_sales.realestate_privilege").id),
        ],
    )

    @api.depends("group_id.name")
    def _compute_display_name(self):
        for row in self:
            # read by those whom it limits, who may not read groups
            row.display_name = row.sudo().group_id.name

    def _of_roles(self, user):
        """Return those of these rows whose role ``user`` has."""
        return self.filtered(lambda row: row.group_id in user.sudo().all_group_ids)

    @api.model
    def _group_id(self, role):
        return self.env.ref(f"realestate_sales.realestate_sales_group_{role}").id
