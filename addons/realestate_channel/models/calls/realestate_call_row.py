from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain

from odoo.addons.realestate_sales.fields import MaskedChar

OUTCOMES = [
    ("pending", "To be Imported"),
    ("in_file", "Twice in the File"),
    ("older", "In Another List"),
    ("invalid", "Invalid"),
    ("customer", "Already a Customer"),
    ("pool", "In the Pool"),
    ("do_not_call", "Do not Call"),
]
KEPT_DAYS = 90


class RealestateCallRow(models.Model):
    """A number of a file that is still to be imported, or was left out, and why (CH-3).

    What is taken becomes a ``realestate.call.number`` and is here no more. Written by SQL, in batches.
    """

    _name = "realestate.call.row"
    _description = "Line of a Call List's Import"
    _inherit = ["realestate.masked.mixin"]
    _order = "list_id, id"
    _rec_name = "name"

    list_id = fields.Many2one("realestate.call.list", required=True, readonly=True, index=True, ondelete="cascade")
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True, ondelete="cascade")
    sheet = fields.Char(readonly=True)
    row = fields.Integer(readonly=True, aggregator=None)
    person = fields.Integer(readonly=True, aggregator=None, help="Numbers of one line of the file share it.")
    name = fields.Char(readonly=True)
    place = fields.Char(readonly=True)
    note = fields.Char(readonly=True)
    phone = MaskedChar(mask="phone", readonly=True, help="As it stood in the file.")
    phone_sanitized = MaskedChar(string="Sanitized Number", mask="phone", compact=True, readonly=True)
    cleaned = fields.Boolean(readonly=True)
    outcome = fields.Selection(OUTCOMES, required=True, readonly=True, default="pending")
    reason = fields.Char(readonly=True)

    _pending_idx = models.Index("(list_id, person) WHERE outcome = 'pending'")

    @api.model
    def _realestate_masked_domain(self):
        # who needs them in full downloads the workbook, which is logged
        return Domain.TRUE

    @api.model
    def _why_texts(self):
        """Return what is told of each outcome and each kind of invalid number."""
        return {
            "in_file": self.env._("Stands in the file a second time."),
            "do_not_call": self.env._("On the do-not-call list."),
            "digits": self.env._("No phone number: a mobile number has 11 digits, a landline its area code."),
            "area": self.env._("A landline needs its area code: give it for the whole list before the import."),
            "scientific": self.env._(
                "Excel has cut the digits off (1.38E+10): set the column to text in the original file."
            ),
        }

    @api.autovacuum
    def _gc_left_out(self):
        """Numbers that were not taken are nobody's business after a while (minimum of personal data)."""
        limit = fields.Datetime.now() - timedelta(days=KEPT_DAYS)
        self.search([("outcome", "!=", "pending"), ("create_date", "<", limit)], limit=50_000).unlink()
