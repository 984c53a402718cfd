from odoo import api, fields, models
from odoo.tools.translate import html_translate

PAPER_KINDS = [
    ("agreement", "Subscription agreement"),
    ("price_sheet", "Price sheet"),
    ("payment_notice", "Payment notice"),
    ("receipt_summary", "Receipt summary"),
    ("contract_cover", "Contract cover"),
]
# printed with the buyers' numbers in full: they make the contract
NAMING_KINDS = {"agreement", "contract_cover"}


class RealestatePaperTemplate(models.Model):
    """The wording of a paper of a deal; users edit it, the figures come from the deal (DEAL-11).

    Tables are switched on and off, never edited: what is printed is what is agreed.
    """

    _name = "realestate.paper.template"
    _description = "Paper Template"
    _inherit = ["mail.render.mixin"]
    _order = "kind, project_id, company_id, id"
    # who may edit is decided by mail.render.mixin, who may print by the deal
    _unrestricted_rendering = True

    name = fields.Char(string="Paper Title", required=True, translate=True)
    kind = fields.Selection(PAPER_KINDS, required=True, index=True)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", index=True, help="Empty: for all companies.")
    project_id = fields.Many2one(
        "realestate.project",
        index="btree_not_null",
        check_company=True,
        ondelete="cascade",
        help="Empty: for all projects. The template of the deal's own project goes first.",
    )
    opening = fields.Html(
        translate=html_translate, sanitize="email_outgoing", render_engine="qweb", help="Printed before the tables."
    )
    clauses = fields.Html(
        translate=html_translate, sanitize="email_outgoing", render_engine="qweb", help="Printed after the tables."
    )
    show_buyers = fields.Boolean(string="Buyers")
    show_unit = fields.Boolean(string="Unit")
    show_price = fields.Boolean(string="Price Sheet")
    show_plan = fields.Boolean(string="Payment Plan")
    show_due = fields.Boolean(string="Amounts Due")
    show_receipts = fields.Boolean(string="Receipts")
    show_signatures = fields.Boolean(string="Signatures")

    _kind_uniq = models.UniqueIndex(
        "(kind, COALESCE(company_id, 0), COALESCE(project_id, 0)) WHERE active",
        "There is another template for this paper, company and project: edit it, or archive it first.",
    )

    def _compute_render_model(self):
        self.render_model = "realestate.deal"

    @api.model
    def _for_deal(self, deal, kind):
        """Return the template that is nearest to the deal: its project's, its company's, the general one.

        :raises ValueError: never for the kinds that come with the addon, unless all were archived
        """
        found = self.sudo().search(
            [
                ("kind", "=", kind),
                ("project_id", "in", (deal.project_id.id, False)),
                ("company_id", "in", (deal.company_id.id, False)),
            ]
        )
        return found.sorted(lambda template: (not template.project_id, not template.company_id))[:1]
