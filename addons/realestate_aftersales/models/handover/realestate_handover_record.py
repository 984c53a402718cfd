from odoo import models


class RealestateHandover(models.Model):
    """The record of a handover 房屋交接书: what it prints (HND-1)."""

    _inherit = "realestate.handover"

    def _record_buyers(self):
        """Return the buyers' rows; the signed paper names them in full, and the disclosure is logged (ACCESS-3)."""
        self.ensure_one()
        return self.deal_id._paper_buyers(in_full=bool(self.date_delivered))

    def _record_money(self):
        """Return what the deal has paid and has open (¥): ``paid``, ``settlement``, ``fees``, ``open``."""
        self.ensure_one()
        lines = self.deal_id.sudo().installment_ids
        fees = lines.filtered(lambda line: line.kind == "fee")
        return {
            "paid": sum((lines - fees).mapped("paid_amount")),
            "settlement": sum(lines.filtered(lambda line: line.kind == "settlement").mapped("paid_amount")),
            "fees": sum(fees.mapped("paid_amount")),
            "open": sum(lines.mapped("residual_amount")),
        }

    def _record_filename(self):
        """Return the name under which the record is kept: one a unit and buyer, as it was signed."""
        self.ensure_one()
        title = self.env._("Record of Handover")
        return f"{title}-{self.unit_id.name}-{self.deal_id.name}".replace("/", "-")

    def action_print_record(self):
        """Print the record; once signed, the very paper that was kept."""
        self.check_access("read")
        return self.env.ref("realestate_aftersales.realestate_handover_report_record").report_action(self)
