from odoo import fields, models

from .realestate_project import PROPERTY_TYPES

DOCUMENT_FORMS = [("original", "Original"), ("copy", "Copy"), ("both", "Original and copy")]


class RealestateDocumentType(models.Model):
    """A paper that a deal's file needs, for all projects or one, all kinds of property or one (DEAL-4)."""

    _name = "realestate.document.type"
    _description = "Document Type"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", index="btree_not_null", help="Empty: for all companies.")
    project_id = fields.Many2one("realestate.project", index="btree_not_null", help="Empty: for all projects.")
    property_type = fields.Selection(PROPERTY_TYPES, help="Empty: for all kinds of property.")
    payment_kind = fields.Selection(
        [("cash", "Without a loan"), ("loan", "With a loan")], help="Empty: whatever the payment method."
    )
    required = fields.Boolean(default=True, help="The file cannot be archived without it.")
    form = fields.Selection(DOCUMENT_FORMS, required=True, default="copy")

    def _for_deal(self, deal):
        """The types that ``deal`` needs."""
        with_loan = deal.payment_method_id.kind in ("mortgage", "provident_fund", "combination")
        return self.filtered(
            lambda kind: (
                kind.company_id.id in (False, deal.company_id.id)
                and kind.project_id.id in (False, deal.project_id.id)
                and kind.property_type in (False, deal.unit_id.property_type)
                and kind.payment_kind in (False, "loan" if with_loan else "cash")
            )
        )

    def _prepare_document_vals(self, deal):
        self.ensure_one()
        return {
            "deal_id": deal.id,
            "type_id": self.id,
            "name": self.name,
            "sequence": self.sequence,
            "required": self.required,
            "form": self.form,
        }
