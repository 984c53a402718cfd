from odoo import models

# report → which paper of the deal it prints
PAPER_REPORTS = {
    f"realestate_sales.report_paper_{kind}": kind
    for kind in ("agreement", "price_sheet", "payment_notice", "receipt_summary", "contract_cover")
}


class IrActionsReport(models.Model):
    _inherit = "ir.actions.report"

    def _prepare_pdf_report_attachment_vals_list(self, report, streams):
        """A paper that is kept says which one it is, so that the buyer's page can offer it (PORTAL-1)."""
        vals_list = super()._prepare_pdf_report_attachment_vals_list(report, streams)
        if kind := PAPER_REPORTS.get(report.report_name):
            for vals in vals_list:
                vals["realestate_paper"] = kind
        return vals_list
