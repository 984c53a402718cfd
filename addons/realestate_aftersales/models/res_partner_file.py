from odoo import api, fields, models


class ResPartner(models.Model):
    """One customer, one file (ARCH-1): everything of one buyer in one view, in the reader's own rights."""

    _inherit = "res.partner"

    realestate_file_deal_ids = fields.Many2many(
        "realestate.deal",
        compute="_compute_realestate_file",
        string="Deals",
        help="Bought alone or together with others, ended ones too.",
    )
    realestate_file_document_ids = fields.Many2many(
        "realestate.deal.document", compute="_compute_realestate_file", string="Contract Papers"
    )
    realestate_file_loan_ids = fields.Many2many(
        "realestate.deal.archive.loan", compute="_compute_realestate_file", string="Lent and Returned"
    )
    realestate_file_service_ids = fields.Many2many(
        "realestate.service", compute="_compute_realestate_file", string="Service Files"
    )
    realestate_file_installment_ids = fields.Many2many(
        "realestate.installment", compute="_compute_realestate_file", string="Payment Plan"
    )
    realestate_file_receipt_ids = fields.Many2many(
        "realestate.receipt", compute="_compute_realestate_file", string="Receipts"
    )
    realestate_file_missing = fields.Text(compute="_compute_realestate_file", string="Missing Papers")
    realestate_file_missing_count = fields.Integer(
        compute="_compute_realestate_file", string="Number of Missing Papers"
    )
    realestate_file_lent_count = fields.Integer(compute="_compute_realestate_file", string="Files Lent")
    realestate_file_running_count = fields.Integer(compute="_compute_realestate_file", string="Running Files")
    realestate_file_late_count = fields.Integer(compute="_compute_realestate_file", string="Late Files")
    realestate_file_residual = fields.Monetary(
        compute="_compute_realestate_file", string="Still to Pay", help="Of live deals, price and fees."
    )
    realestate_file_overdue = fields.Monetary(compute="_compute_realestate_file", string="Overdue")

    @api.depends("realestate_party_ids.deal_id", "realestate_deal_ids")
    @api.depends_context("uid", "allowed_company_ids", "lang")
    def _compute_realestate_file(self):
        parties = self.env["realestate.deal.party"].search([("partner_id", "in", self.ids)])
        # a subscription of this minute has no buyers' lines yet
        deals = self.env["realestate.deal"].search(
            ["|", ("partner_id", "in", self.ids), ("id", "in", parties.deal_id.ids)], order="date_subscribed desc, id"
        )
        self._warm_realestate_file(deals)
        receipts = self.env["realestate.receipt"].search([("deal_id", "in", deals.ids)]).grouped("deal_id")
        for partner in self:
            bought = parties.filtered(lambda party, partner=partner: party.partner_id == partner).deal_id
            own = deals.filtered(
                lambda deal, partner=partner, bought=bought: deal.partner_id == partner or deal in bought
            )
            partner._fill_realestate_file(own)
            partner.realestate_file_receipt_ids = self.env["realestate.receipt"].union(
                *(receipts[deal] for deal in own if deal in receipts)
            )

    @api.model
    def _warm_realestate_file(self, deals):
        """Read what the files of all customers need in one go, not deal by deal."""
        services = deals.service_ids
        for records, names in (
            (deals, ("display_name", "is_lent", "overdue_amount")),
            (deals.document_ids, ("received",)),
            (deals.installment_ids, ("residual_amount",)),
            (services, ("display_name", "days_late", "missing", "missing_count")),
        ):
            for name in names:
                records.mapped(name)

    def _fill_realestate_file(self, deals):
        """Lay ``deals`` and what belongs to them into this customer's file."""
        live = deals.filtered("is_live")
        running = deals.service_ids.filtered(lambda service: service.state == "running")
        self.realestate_file_deal_ids = deals
        self.realestate_file_document_ids = live.document_ids
        self.realestate_file_loan_ids = deals.loan_ids
        self.realestate_file_service_ids = deals.service_ids
        self.realestate_file_installment_ids = live.installment_ids
        missing = [
            *(f"{paper.deal_id.display_name}: {paper.name}" for paper in live._missing_documents()),
            *(f"{service.display_name}: {service.missing}" for service in running if service.missing),
        ]
        self.realestate_file_missing = "\n".join(missing)
        self.realestate_file_missing_count = len(live._missing_documents()) + sum(running.mapped("missing_count"))
        self.realestate_file_lent_count = len(deals.filtered("is_lent"))
        self.realestate_file_running_count = len(running)
        self.realestate_file_late_count = len(running.filtered("days_late"))
        self.realestate_file_residual = sum(line.residual_amount for line in live.installment_ids)
        self.realestate_file_overdue = sum(live.mapped("overdue_amount"))

    def action_view_realestate_file(self):
        """Open this customer's file (ARCH-1)."""
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id("realestate_aftersales.realestate_customer_file_action")
        form = self.env.ref("realestate_aftersales.res_partner_view_form_realestate_file")
        return {**action, "res_id": self.id, "views": [(form.id, "form")], "view_mode": "form"}
