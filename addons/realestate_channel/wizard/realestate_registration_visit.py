from odoo import api, fields, models


class RealestateRegistrationVisit(models.TransientModel):
    """Confirms a visit that the desk did not tie to the registration: chosen from the book, judged by its moment
    (CH-6)."""

    _name = "realestate.registration.visit"
    _description = "Confirm the Visit of a Registration"

    registration_id = fields.Many2one("realestate.registration", required=True, readonly=True)
    candidate_ids = fields.Many2many("realestate.reception", compute="_compute_candidate_ids", compute_sudo=True)
    reception_id = fields.Many2one(
        "realestate.reception", string="Visit", required=True, domain="[('id', 'in', candidate_ids)]"
    )
    ruling = fields.Char(compute="_compute_ruling", compute_sudo=True)

    @api.depends("registration_id")
    def _compute_candidate_ids(self):
        for wizard in self:
            wizard.candidate_ids = wizard.registration_id._unconfirmed_visits()

    @api.depends("reception_id")
    def _compute_ruling(self):
        for wizard in self:
            registration, reception = wizard.registration_id, wizard.reception_id
            wizard.ruling = False
            if reception:
                facts = registration._facts_of_visit(reception)
                ruling = registration._judge_visit(reception.date, facts)[registration]
                first = registration._first_visit(reception.date, facts)
                wizard.ruling = registration._ruling_sentence(ruling, registration._minutes_to(first))

    def action_confirm(self):
        """Confirm the chosen visit."""
        self.ensure_one()
        registration, reception = self.registration_id, self.sudo().reception_id
        registration._check_acting_role()
        registration.sudo()._confirm_visit(
            reception, registration.sudo()._facts_of_visit(reception), registration.sudo()._others_of(reception)
        )
        return True
