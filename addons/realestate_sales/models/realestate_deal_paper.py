from odoo import models
from odoo.exceptions import UserError

from ..tools.chinese_amount import chinese_amount
from .realestate_paper_template import NAMING_KINDS


class RealestateDeal(models.Model):
    """What the papers of a deal show, as it is at the moment of printing (DEAL-11)."""

    _inherit = "realestate.deal"

    def _paper(self, kind):
        """Return what is printed on one paper of this deal.

        :param str kind: of a paper template
        :return: ``title``, ``opening``, ``clauses``, ``template``, and the rows of its tables
        :raises UserError: no template
        """
        self.ensure_one()
        template = self.env["realestate.paper.template"]._for_deal(self, kind)
        if not template:
            raise UserError(
                self.env._(
                    "There is no template for “%s”. Make one under Configuration, Paper Templates.",
                    dict(template._fields["kind"]._description_selection(self.env))[kind],
                )
            )
        return {
            "template": template,
            "title": template.name,
            "opening": template._render_field("opening", self.ids)[self.id],
            "clauses": template._render_field("clauses", self.ids)[self.id],
            "buyers": self._paper_buyers(in_full=kind in NAMING_KINDS) if template.show_buyers else [],
            "steps": self._price_sheet() if template.show_price else [],
            "due": self._paper_due() if template.show_due else self.env["realestate.installment"],
            "receipts": self._paper_receipts() if template.show_receipts else self.env["account.payment"],
        }

    def _paper_buyers(self, in_full):
        """Return the buyers' rows; their numbers in full only where the paper needs them, and logged (ACCESS-3)."""
        partners = self.party_ids.partner_id or self.partner_id
        if in_full:
            partners._log_disclosure("print", ["identity_number", "phone"])
        shares = {party.partner_id: party for party in self.party_ids}
        rows = []
        for partner in partners:
            party = shares.get(partner)
            shown = partner.sudo() if in_full else partner
            rows.append(
                {
                    "name": partner.name,
                    "document": shown.identity_type,
                    "number": shown.identity_number or "",
                    "phone": shown.phone or "",
                    "share": party.share if party else 100.0,
                    "marital_state": party and party.marital_state,
                    "agent": party.agent_id.name if party else False,
                }
            )
        return rows

    def _paper_due(self):
        """Return the instalments that are open and due, or due next (DEAL-11)."""
        today = self.project_id._today()
        # of the price only what is dated: the rest waits for an event that has not happened
        open_ones = self.installment_ids.filtered(lambda line: line.date_due and line.residual_amount > 0)
        late = open_ones.filtered(lambda line: line.date_due <= today)
        return (late or open_ones.sorted("date_due")[:1]).sorted("date_due")

    def _paper_receipts(self):
        """Return what was received, from accounting: the deal's confirmed customer payments (DEAL-6)."""
        payments = self.env["account.payment"].sudo()
        return payments.search(
            [("realestate_deal_id", "=", self.id), ("state", "in", ("in_process", "paid"))], order="date, id"
        )

    def _paper_label(self, field, value):
        """Return what ``field`` of buyers or the deal says for ``value``, in the reader's language."""
        model = {"identity_type": "res.partner", "marital_state": "realestate.deal.party"}[field]
        options = dict(self.env[model]._fields[field]._description_selection(self.env))
        return options.get(value, "")

    def _chinese_amount(self, amount):
        return chinese_amount(amount)

    def _paper_filename(self, kind):
        template = self.env["realestate.paper.template"]._for_deal(self, kind)
        moment = self.env.cr.now().strftime("%Y%m%d%H%M%S")
        return f"{template.name}-{self.name}-{moment}".replace("/", "-")
