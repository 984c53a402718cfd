from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain


class RealestateCertificate(models.Model):
    """A unit's certificate of title 产证: when it is due, its number, who has it, and whose fault a delay is (CERT-1).

    The steps are those of its service file.
    """

    _name = "realestate.certificate"
    _description = "Certificate of Title"
    _inherit = ["realestate.service.detail.mixin", "mail.thread"]
    _order = "date_due, id"
    _rec_name = "service_id"
    _check_company_auto = True

    state = fields.Selection(related="service_id.state", store=True, index=True)
    first_registration_date = fields.Date(related="building_id.first_registration_date")
    contract_due = fields.Date(string="Due by the Contract", tracking=True, help="Empty: by law, see the project.")
    date_due = fields.Date(
        string="Certificate Due", compute="_compute_date_due", store=True, index=True,
        help="By the contract, else so many days after delivery (presale) or signing (finished property).",
    )  # fmt: skip
    number = fields.Char(string="Certificate Number", tracking=True, index="btree_not_null")
    registry = fields.Char(tracking=True, help="Which registry issued it.")
    date_issued = fields.Date(string="Issued on", tracking=True, index="btree_not_null")
    on_time = fields.Boolean(compute="_compute_on_time", store=True)
    is_late = fields.Boolean(compute="_compute_is_late", search="_search_is_late")
    fault = fields.Selection(
        [("buyer", "The buyer"), ("developer", "We"), ("authority", "The registry"), ("bank", "The bank")],
        string="Late by Fault of",
        tracking=True,
    )
    fault_note = fields.Char(string="What Happened")
    is_pledged = fields.Boolean(
        string="Pledged", compute="_compute_is_pledged", store=True, readonly=False,
        help="A loan runs: the bank keeps the certificate, or its pledge is entered in it.",
    )  # fmt: skip
    handed_to = fields.Selection([("buyer", "The buyer"), ("bank", "The bank")], tracking=True)
    receiver = fields.Char(string="Received by", help="Who signed for it.")
    date_handed = fields.Date(string="Handed over on", readonly=True, copy=False)

    _service_uniq = models.UniqueIndex("(service_id)", "This file has its certificate already.")
    _number_uniq = models.UniqueIndex(
        "(company_id, number) WHERE number IS NOT NULL", "This certificate number is entered for another unit already."
    )
    _late_idx = models.Index("(project_id, date_due) WHERE state = 'running' AND date_issued IS NULL")
    _issued_with_number = models.Constraint(
        "CHECK(date_issued IS NULL OR number IS NOT NULL)", "Enter the certificate's number together with its date."
    )

    @api.depends(
        "contract_due",
        "deal_id.date_delivered",
        "deal_id.date_signed",
        "unit_id.release_id.finished_property",
        "project_id.certificate_days",
    )
    def _compute_date_due(self):
        for certificate in self:
            deal = certificate.deal_id
            finished = certificate.unit_id.release_id.finished_property
            start = deal.date_signed if finished else deal.date_delivered
            by_law = start and start + timedelta(days=certificate.project_id.certificate_days)
            certificate.date_due = certificate.contract_due or by_law

    @api.depends("date_issued", "date_due")
    def _compute_on_time(self):
        for certificate in self:
            issued, due = certificate.date_issued, certificate.date_due
            certificate.on_time = bool(issued and due and issued <= due)

    @api.depends("date_issued", "date_due", "state")
    def _compute_is_late(self):
        for certificate in self:
            open_one = certificate.state == "running" and not certificate.date_issued
            due = certificate.date_due
            certificate.is_late = bool(open_one and due and due < certificate.project_id._today())

    def _search_is_late(self, operator, value):
        """Late is what is open after its due day; each project's today is its own."""
        if operator != "in":
            return NotImplemented
        past = self.env["realestate.project"]._by_own_day(lambda today: Domain("date_due", "<", today))
        late = Domain("state", "=", "running") & Domain("date_issued", "=", False) & past
        return late if True in value else ~late

    @api.depends("deal_id.payment_method_id.kind")
    def _compute_is_pledged(self):
        for certificate in self:
            certificate.is_pledged = "loan" in certificate.deal_id._service_conditions()
