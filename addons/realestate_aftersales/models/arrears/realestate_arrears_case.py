from odoo import api, fields, models
from odoo.exceptions import UserError


class RealestateArrearsCase(models.Model):
    """What is done about one deal's arrears: contacts, promises, letters, whether a court has it (ARR-1).

    What is owed is not kept here: it is read from the instalments, and they read accounting.
    """

    _name = "realestate.arrears.case"
    _description = "Arrears of a Deal"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "id desc"
    _rec_name = "deal_id"
    _check_company_auto = True

    deal_id = fields.Many2one("realestate.deal", required=True, readonly=True, index=True, ondelete="cascade")
    project_id = fields.Many2one(related="deal_id.project_id", store=True, index=True)
    company_id = fields.Many2one(related="deal_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    partner_id = fields.Many2one(related="deal_id.partner_id", store=True, index=True)
    unit_id = fields.Many2one(related="deal_id.unit_id")
    user_id = fields.Many2one(
        "res.users", string="Customer Service Officer", index="btree_not_null", tracking=True,
        domain="[('share', '=', False)]",
    )  # fmt: skip
    litigation = fields.Boolean(readonly=True, tracking=True, help="A court has it: nothing is sent automatically.")
    litigation_date = fields.Date(string="In Court since", readonly=True)
    notice_ids = fields.One2many("realestate.dunning", "case_id", string="Dunning")
    promise_ids = fields.One2many("realestate.arrears.promise", "case_id", string="Promises")
    line_ids = fields.One2many("realestate.arrears", "case_id", string="What is Due")
    overdue_amount = fields.Monetary(string="Overdue", compute="_compute_amounts")
    due_soon_amount = fields.Monetary(string="About to Fall Due", compute="_compute_amounts")
    days_late = fields.Integer(compute="_compute_amounts", help="Of the oldest instalment.")
    promise_date = fields.Date(string="Promised by", compute="_compute_promise")
    promise_state = fields.Selection(
        [("open", "Promised"), ("broken", "Promise Broken")], compute="_compute_promise", string="Promise"
    )
    to_send_count = fields.Integer(string="To Do", compute="_compute_to_send_count")

    _deal_uniq = models.UniqueIndex("(deal_id)", "This deal has its arrears file already.")

    @api.depends("line_ids")
    def _compute_amounts(self):
        rows = self.env["realestate.arrears"]._read_group(
            [("case_id", "in", self.ids)], ["case_id", "is_late"], ["residual_amount:sum", "days_late:max"]
        )
        found = {(case.id, late): (amount, days) for case, late, amount, days in rows}
        for case in self:
            case.overdue_amount, case.days_late = found.get((case.id, True), (0.0, 0))
            case.due_soon_amount = found.get((case.id, False), (0.0, 0))[0]

    @api.depends("promise_ids.date", "promise_ids.is_kept")
    def _compute_promise(self):
        for case in self:
            open_ones = case.promise_ids.filtered(lambda promise: not promise.is_kept).sorted("date")
            case.promise_date = open_ones[-1:].date
            today = case.project_id._today() if case.project_id else fields.Date.today()
            case.promise_state = open_ones and ("open" if case.promise_date >= today else "broken")

    @api.depends("notice_ids.state")
    def _compute_to_send_count(self):
        counts = dict(
            self.env["realestate.dunning"]._read_group(
                [("case_id", "in", self.ids), ("state", "=", "to_do")], ["case_id"], ["__count"]
            )
        )
        for case in self:
            case.to_send_count = counts.get(case, 0)

    # ------------------------------------------------------------------
    # actions
    # ------------------------------------------------------------------
    def action_litigation(self):
        """A court has these cases: automatic dunning stops, what was about to be sent is dropped (ARR-2).

        :raises AccessError: the user may not change the case
        """
        self.check_access("write")
        for project, cases in self.filtered(lambda case: not case.litigation).grouped("project_id").items():
            cases.write({"litigation": True, "litigation_date": project._today()})
        self.notice_ids.filtered(lambda notice: notice.state == "to_do").sudo().state = "dropped"

    def action_end_litigation(self):
        """The court is done: dunning goes on from the level that fits the days late."""
        self.check_access("write")
        self.write({"litigation": False, "litigation_date": False})

    def action_print_letter(self):
        """Print the letters that wait, the strictest kind of each case, and keep them on the deals (ARR-1).

        :raises UserError: no letter waits
        """
        self.check_access("read")
        waiting = self.notice_ids.filtered(lambda notice: notice.state == "to_do")
        for means, report in (("lawyer", "lawyer_letter"), ("letter", "dunning_letter")):
            if letters := waiting.filtered(lambda notice, means=means: notice.means == means):
                action = self.env.ref(f"realestate_aftersales.realestate_deal_report_{report}")
                return action.report_action(letters.deal_id)
        raise UserError(self.env._("No letter waits to be printed: letters come up when their day is reached."))

    def action_view_deal(self):
        """Open the deal."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "realestate.deal",
            "res_id": self.deal_id.id,
            "views": [(False, "form")],
        }

    @api.model
    def _of_deals(self, deals):
        """Return the cases of ``deals``, opening those that are missing; their officer is the file's."""
        cases = self.search([("deal_id", "in", deals.ids)])
        missing = deals - cases.deal_id
        return cases | self.create([{"deal_id": deal.id, "user_id": deal.service_user_id.id} for deal in missing])

    def _paid_by_deal(self):
        """Return what each of these cases' deals has paid so far: a dict of deal id → ¥."""
        rows = self.env["realestate.installment"]._read_group(
            [("deal_id", "in", self.deal_id.ids)], ["deal_id"], ["paid_amount:sum"]
        )
        return {deal.id: amount for deal, amount in rows}
