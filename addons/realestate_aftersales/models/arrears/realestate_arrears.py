from odoo import fields, models
from odoo.tools import SQL

BUCKETS = [
    ("soon", "About to Fall Due"),
    ("7", "1–7 Days"),
    ("30", "8–30 Days"),
    ("90", "31–90 Days"),
    ("180", "91–180 Days"),
    ("more", "More than 180 Days"),
]


class RealestateArrears(models.Model):
    """Who owes what since when: the open instalments that are due, or due within 7 days (ARR-1).

    Read from the instalments' own figures, which read accounting; days count by each project's own today.
    """

    _name = "realestate.arrears"
    _description = "Arrears"
    _auto = False
    _order = "date_due, id"
    _rec_name = "installment_id"
    _depends = {
        "realestate.installment": ["deal_id", "date_due", "amount", "paid_amount", "residual_amount"],
        "realestate.deal": ["state", "user_id", "unit_id"],
        "realestate.project": ["tz"],
        "realestate.arrears.case": ["deal_id", "user_id", "litigation"],
        "realestate.arrears.promise": ["case_id", "date"],
        "realestate.dunning": ["installment_id", "date_due", "level_days", "state"],
    }

    installment_id = fields.Many2one("realestate.installment", string="Instalment", readonly=True)
    case_id = fields.Many2one("realestate.arrears.case", string="Arrears File", readonly=True)
    deal_id = fields.Many2one("realestate.deal", readonly=True)
    unit_id = fields.Many2one("realestate.unit", readonly=True)
    partner_id = fields.Many2one("res.partner", string="Customer", readonly=True)
    project_id = fields.Many2one("realestate.project", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    kind = fields.Selection(related="installment_id.kind")
    date_due = fields.Date(string="Due on", readonly=True)
    amount = fields.Monetary(readonly=True)
    paid_amount = fields.Monetary(string="Paid", readonly=True)
    residual_amount = fields.Monetary(string="Residual", readonly=True)
    days_late = fields.Integer(readonly=True, aggregator="max")
    is_late = fields.Boolean(string="Overdue", readonly=True)
    bucket = fields.Selection(BUCKETS, string="Age", readonly=True)
    user_id = fields.Many2one("res.users", string="Customer Service Officer", readonly=True)
    consultant_id = fields.Many2one("res.users", readonly=True)
    last_level_days = fields.Integer(string="Last Level (Days)", readonly=True, aggregator=None)
    litigation = fields.Boolean(readonly=True)
    promise_date = fields.Date(string="Promised by", readonly=True)

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT open_one.*,
                   open_one.days_late > 0 AS is_late,
                   CASE WHEN open_one.days_late <= 0 THEN 'soon'
                        WHEN open_one.days_late <= 7 THEN '7'
                        WHEN open_one.days_late <= 30 THEN '30'
                        WHEN open_one.days_late <= 90 THEN '90'
                        WHEN open_one.days_late <= 180 THEN '180'
                        ELSE 'more' END AS bucket,
                   arrears.id AS case_id,
                   arrears.user_id,
                   COALESCE(arrears.litigation, FALSE) AS litigation,
                   (SELECT max(promise.date) FROM realestate_arrears_promise AS promise
                     WHERE promise.case_id = arrears.id) AS promise_date,
                   (SELECT max(notice.level_days) FROM realestate_dunning AS notice
                     WHERE notice.installment_id = open_one.installment_id
                       AND notice.date_due = open_one.date_due AND notice.state = 'sent') AS last_level_days
              FROM (
                SELECT installment.id, installment.id AS installment_id, installment.deal_id, deal.unit_id,
                       installment.partner_id, installment.project_id, installment.company_id,
                       deal.user_id AS consultant_id, installment.date_due, installment.amount,
                       installment.paid_amount, installment.residual_amount,
                       (now() AT TIME ZONE project.tz)::date - installment.date_due AS days_late
                  FROM realestate_installment AS installment
                  JOIN realestate_deal AS deal ON deal.id = installment.deal_id AND deal.state != 'cancelled'
                  JOIN realestate_project AS project ON project.id = installment.project_id
                 WHERE installment.residual_amount > 0
                   AND installment.date_due <= (now() AT TIME ZONE project.tz)::date + 7
              ) AS open_one
              LEFT JOIN realestate_arrears_case AS arrears ON arrears.deal_id = open_one.deal_id
            """
        )

    def action_open_case(self):
        """Open the arrears file of this line's deal; it is made if there is none yet."""
        self.ensure_one()
        self.check_access("read")
        case = self.case_id or self.env["realestate.arrears.case"]._of_deals(self.deal_id)
        return {
            "type": "ir.actions.act_window",
            "res_model": "realestate.arrears.case",
            "res_id": case.id,
            "views": [(False, "form")],
        }
