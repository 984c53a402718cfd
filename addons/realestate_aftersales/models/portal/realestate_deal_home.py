from odoo import models
from odoo.tools import format_date, format_list

from odoo.addons.realestate_sales.tools.masking import mask_value

LOANS = ("commercial_loan", "provident_loan")
# kept papers that a buyer may read again
HOME_PAPERS = ("agreement", "price_sheet", "payment_notice", "receipt_summary")


class RealestateDeal(models.Model):
    """What a buyer's page shows of his home (PORTAL-1); called as superuser once the buyer has been checked."""

    _inherit = "realestate.deal"

    def _home_buyers(self):
        """Return the buyers' rows; numbers are masked, the page may be read over a shoulder (ACCESS-3)."""
        self.ensure_one()
        shares = {party.partner_id: party.share for party in self.party_ids}
        return [
            {
                "name": partner.name,
                "share": shares.get(partner, 100.0),
                "phone": mask_value(partner.phone, "phone") if partner.phone else "",
                "identity": mask_value(partner.identity_number, "identity") if partner.identity_number else "",
            }
            for partner in self._buyers()
        ]

    def _home_facts(self):
        """Return label and value of what was agreed, in the order of the contract."""
        self.ensure_one()
        unit = self.unit_id
        facts = [
            (self.env._("Deal Number"), self.name),
            (self.env._("Online contract number"), self.online_number),
            (self.env._("Layout"), unit.layout_id.name),
            (self.env._("Contract area"), self.area and f"{self.area:.2f} ㎡"),
            (self.env._("Price"), self.currency_id.format(self.price)),
            (self.env._("Way of paying"), self.payment_method_id.name),
            (self.env._("Customer service officer"), self.service_user_id.name),
        ]
        return [(label, value) for label, value in facts if value]

    def _home_timeline(self):
        """Return the milestones from subscription to certificate: label, day, state ``done``/``next``/``todo``."""
        self.ensure_one()
        certificate = self.service_ids.certificate_ids.filtered(lambda c: c.state != "cancelled")[:1]
        steps = [
            (self.env._("Subscribed"), self.date_subscribed, False),
            (self.env._("Contract signed"), self.date_signed, self.sign_deadline),
            (self.env._("Signed online"), self.date_online, False),
            (self.env._("Contract filed"), self.date_filed, self.filing_due),
            (self.env._("Home handed over"), self.date_delivered, self._home_handover().slot_id.day),
            (self.env._("Certificate of title"), certificate.date_issued, certificate.date_due),
        ]
        rows, waiting = [], True
        for label, day, due in steps:
            state = "done" if day else "next" if waiting and self.is_live else "todo"
            waiting = waiting and bool(day)
            rows.append({"label": label, "day": day, "due": due if state == "next" else False, "state": state})
        return rows

    # ------------------------------------------------------------------
    # money
    # ------------------------------------------------------------------
    def _home_plan(self):
        """Return the payment plan as accounting has it, one row an instalment (DEAL-6).

        ``state`` is paid, overdue, due, partial, later, waiting (its event has not happened), bank (a loan that
        the bank pays), or void; ``invoice`` the posted one, ``payable`` whether the buyer himself may pay it now.
        """
        self.ensure_one()
        today = self.project_id._today()
        rows = []
        for line in self.installment_ids.sorted(lambda line: (line.sequence, line.id)):
            invoice = line.move_ids.filtered(lambda m: m.state == "posted" and m.move_type == "out_invoice")
            invoice = invoice.filtered(lambda m: m.payment_state != "reversed")[:1]
            state = line._home_state(today)
            rows.append(
                {
                    "line": line,
                    "state": state,
                    "invoice": invoice,
                    "payable": bool(
                        invoice.amount_residual and line.kind not in LOANS and line.residual_amount > 0 and self.is_live
                    ),
                }
            )
        return rows

    def _home_receipts(self):
        """Return what was received and what the accountant has yet to confirm: day, ¥, means, whether confirmed."""
        self.ensure_one()
        receipts = self.env["realestate.receipt"].search([("deal_id", "=", self.id), ("state", "!=", "rejected")])
        rows = [
            {
                "day": receipt.date,
                "amount": receipt.amount,
                "means": receipt.means_id.name,
                "confirmed": receipt.state != "proposed",
            }
            for receipt in receipts
        ]
        rows += [
            {
                "day": payment.date,
                "amount": payment.amount,
                "means": (payment.payment_transaction_id and self.env._("Paid online")) or payment.journal_id.name,
                "confirmed": True,
            }
            for payment in self._paper_receipts() - receipts.payment_id
            if payment.payment_type == "inbound"
        ]
        return sorted(rows, key=lambda row: row["day"])

    def _home_pays_online(self):
        """Whether a payment provider of the company takes this deal's currency."""
        self.ensure_one()
        providers = self.env["payment.provider"].sudo()
        return bool(
            providers._get_compatible_providers(
                self.company_id.id, self.env.user.partner_id.id, self.residual_amount, currency_id=self.currency_id.id
            )
        )

    # ------------------------------------------------------------------
    # files, papers, handover
    # ------------------------------------------------------------------
    def _home_services(self):
        """Return the files whose progress concerns the buyer: those that run or are done, and a last refusal.

        The handover has a part of the page for itself.
        """
        self.ensure_one()
        files = self.service_ids.filtered(lambda s: s.state != "cancelled" and not s.kind_id.is_handover).sorted("id")
        newest = {service.kind_id: service for service in files}
        return files.filtered(lambda s: s.state != "refused" or newest[s.kind_id] == s).sorted(
            lambda service: (service.state != "running", service.kind_id.sequence, service.id)
        )

    def _home_materials(self):
        """Return the papers that the buyer brings to files that run."""
        self.ensure_one()
        running = self.service_ids.filtered(lambda service: service.state == "running")
        return running.material_ids.filtered(lambda material: material.source == "buyer")

    def _home_materials_now(self):
        """Return those of them that the files' current steps wait for, and what he has sent already."""
        self.ensure_one()
        now = self.env["realestate.service.material"].union(
            *(service._missing_materials() for service in self.service_ids if service.state == "running")
        )
        return self._home_materials().filtered(lambda material: material in now or material.upload_ids)

    def _home_handover(self):
        """Return the handover to which the buyer is or was asked."""
        self.ensure_one()
        return self.handover_ids.filtered(lambda handover: handover.state != "cancelled").sorted("id")[-1:]

    def _home_papers(self):
        """Return the kept PDF papers of this deal that are the buyer's too, the newest first (DEAL-11)."""
        self.ensure_one()
        return self.env["ir.attachment"].search(
            [
                ("res_model", "=", self._name),
                ("res_id", "=", self.id),
                ("realestate_paper", "in", HOME_PAPERS),
                ("mimetype", "=", "application/pdf"),
            ],
            order="id desc",
        )

    def _home_papers_of(self, attachment_id):
        """Return that kept paper if it is one of this deal's, else nothing."""
        return self._home_papers().filtered(lambda paper: paper.id == attachment_id)

    def _home_todo(self):
        """Return what the buyer should do now: sentence, anchor on the page, and whether it is pressing."""
        self.ensure_one()
        if not self.is_live:
            return []
        rows = []
        plan = self._home_plan()
        overdue = sum(row["line"].residual_amount for row in plan if row["state"] == "overdue")
        due = sum(row["line"].residual_amount for row in plan if row["state"] == "due")
        if overdue:
            amount = self.currency_id.format(overdue)
            rows.append((self.env._("%s is overdue: please pay it.", amount), "#money", True))
        if due:
            amount = self.currency_id.format(due)
            rows.append((self.env._("%s is due today.", amount), "#money", True))
        materials = self._home_materials_now()
        if again := materials.filtered(lambda m: m.portal_state == "sent_back"):
            names = format_list(self.env, dict.fromkeys(again.type_id.mapped("name")))
            rows.append((self.env._("Sent back, please send again: %s.", names), "#papers", True))
        if missing := materials.filtered(lambda m: m.required and m.portal_state == "missing"):
            names = format_list(self.env, dict.fromkeys(missing.type_id.mapped("name")))
            rows.append((self.env._("Papers missing: %s.", names), "#papers", False))
        rows += self._home_handover()._home_todo()
        return rows

    def _home_day(self, day, style=False):
        """Return ``day`` in the reader's language; ``style`` as CLDR names them, e.g. ``full`` with the weekday."""
        return format_date(self.env, day, date_format=style)
