from odoo import fields, models
from odoo.exceptions import UserError


class RealestateProject(models.Model):
    """The reception desk sees partners' registrations and confirms the visit 到访确认 (CH-6)."""

    _inherit = "realestate.project"

    # ------------------------------------------------------------------
    # while the number is typed
    # ------------------------------------------------------------------
    def _lookup_answer(self, facts):
        answer = super()._lookup_answer(facts)
        registrations = self.env["realestate.registration"].sudo()
        candidates = registrations._desk_candidates(self, facts, fields.Datetime.now())
        return {**answer, "registrations": candidates, "registration_id": registrations._sure_candidate(candidates)}

    # ------------------------------------------------------------------
    # when the visitor is registered
    # ------------------------------------------------------------------
    def _prepare_registration(self, vals):
        prepared = super()._prepare_registration(vals)
        # left out by who does not ask: then the sure one; False: the desk says that none of them brought him
        return {**prepared, "registration_id": vals.get("registration_id", None)}

    def _registration_facts(self, vals, day):
        facts = super()._registration_facts(vals, day)
        facts["phone_sanitized"] = vals["phone_sanitized"]
        if vals["kind"] == "visit" and "registration_id" in vals:
            registrations = self.env["realestate.registration"].sudo()
            found = registrations._of_number(self, vals["phone_sanitized"])
            facts |= {
                "registrations": found,
                "registration": self._chosen_registration(vals, facts, found),
                # as it was when the visitor came in
                "known": {"lead": facts["lead"], "bought": facts["bought"]},
            }
        return facts

    def _chosen_registration(self, vals, facts, found):
        chosen = vals["registration_id"]
        if chosen is None:
            candidates = found._desk_candidates(self, facts, fields.Datetime.now())
            chosen = found._sure_candidate(candidates)
        registration = found.filtered(lambda registration: registration.id == chosen)
        if chosen and not registration:
            raise UserError(self.env._("This registration is of another number or project: choose again."))
        return registration

    def _prepare_lead_vals(self, vals, facts):
        values = super()._prepare_lead_vals(vals, facts)
        registration = facts.get("registration")
        if registration and registration._judge_visit(fields.Datetime.now(), facts)[registration] == "valid":
            values["realestate_source"] = "channel"
        return values

    def _after_registration(self, reception, decision, facts):
        if registration := facts.get("registration"):
            judged = {**facts["known"], "phone_sanitized": facts["phone_sanitized"]}
            registration._confirm_visit(reception, judged, facts["registrations"] - registration)
        super()._after_registration(reception, decision, facts)
