from odoo import api, fields, models

DEAL_EVENTS = [
    ("signed", "The contract is signed"),
    ("online", "The contract is signed online"),
    ("filed", "The contract is filed"),
    ("delivered", "The unit is delivered"),
]
# what the payment method of a deal borrows
METHOD_LOANS = {
    "mortgage": {"commercial_loan"},
    "provident_fund": {"provident_loan"},
    "combination": {"commercial_loan", "provident_loan"},
}


class RealestateServiceKind(models.Model):
    """A kind of after-sales file: filing, mortgage, certificate. A new kind is a record, not code (SRV-1)."""

    _name = "realestate.service.kind"
    _description = "Kind of Service File"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    start_on = fields.Selection(
        DEAL_EVENTS, string="Starts When", help="A file of each deal starts by itself then; empty: by hand."
    )
    loan = fields.Selection(
        [("commercial_loan", "Commercial loan"), ("provident_loan", "Provident fund loan")],
        string="Only for Deals with",
        help="Empty: whatever the payment method.",
    )
    attached_too = fields.Boolean(
        string="Attached Units Too",
        help="A parking space or store room sold together with a home gets a file of its own.",
    )
    stage_ids = fields.One2many("realestate.service.stage", "kind_id", string="Steps")
    template_ids = fields.One2many("realestate.service.template", "kind_id", string="Templates")
    running_count = fields.Integer(compute="_compute_counts", string="Running Files")
    late_count = fields.Integer(compute="_compute_counts", string="Late Files")
    mine_count = fields.Integer(compute="_compute_counts", string="My Files")

    @api.depends_context("uid", "allowed_company_ids")
    def _compute_counts(self):
        services = self.env["realestate.service"]
        running = [("kind_id", "in", self.ids), ("state", "=", "running")]

        def count(*domain):
            return dict(services._read_group([*running, *domain], ["kind_id"], ["__count"]))

        counts, late, mine = count(), count(("days_late", ">", 0)), count(("user_id", "=", self.env.uid))
        for kind in self:
            kind.running_count = counts.get(kind, 0)
            kind.late_count = late.get(kind, 0)
            kind.mine_count = mine.get(kind, 0)

    def action_open_board(self):
        """Open the board of the running files of this kind, by step."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("realestate_aftersales.realestate_service_action_board")
        context = {"realestate_kind_id": self.id, "default_kind_id": self.id, "search_default_running": 1}
        if filter_name := self.env.context.get("realestate_filter"):
            context[f"search_default_{filter_name}"] = 1
        return {
            **action,
            "display_name": self.name,
            "domain": [("kind_id", "=", self.id)],
            "context": context,
        }

    def _for_deal(self, deal):
        """Return those of these kinds that ``deal`` needs, whether it has the file already or not."""
        loans = METHOD_LOANS.get(deal.payment_method_id.kind, set())
        return self.filtered(
            lambda kind: (not kind.loan or kind.loan in loans) and (kind.attached_too or not deal.parent_id)
        )
