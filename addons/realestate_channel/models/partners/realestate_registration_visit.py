from datetime import timedelta

from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import format_datetime

from ...tools import registered_phone

# ended registrations that the desk is still told of
TOLD_DAYS = 90


class RealestateRegistration(models.Model):
    """The visit 到访确认 (CH-6): what the desk is shown while a number is typed, and what a confirmed visit does."""

    _inherit = "realestate.registration"

    # ------------------------------------------------------------------
    # what the desk is shown
    # ------------------------------------------------------------------
    @api.model
    def _of_number(self, project, sanitized):
        """Return the registrations of ``project`` that may be this visitor's, the first registered first.

        Of the number itself and, where it was registered with its middle hidden, of the same digits.
        """
        same = Domain("phone_sanitized", "=", sanitized)
        same |= Domain("phone_sanitized", "=", False) & Domain("phone_key", "=", registered_phone.key(sanitized))
        told = Domain("is_live", "=", True) | Domain("valid_until", ">=", project._today() - timedelta(days=TOLD_DAYS))
        return self.sudo().search(
            same & told
            & Domain("project_id", "=", project.id)
            & Domain("outcome", "=", "valid")
            & Domain("state", "!=", "withdrawn"),
            order="date, id",
        )  # fmt: skip

    def _judge_visit(self, moment, facts):
        """Judge a visit at ``moment`` by these registrations' own rules; nothing is written (CH-6).

        :param datetime moment: of the visit, UTC
        :param dict facts: of ``realestate.project._registration_facts``: whose customer the visitor is
        :return: ``{registration: ruling}``, a ruling of ``VISIT_OUTCOMES``
        """
        first = self._first_visit(moment, facts)
        return {registration: registration._ruling(moment, first, facts) for registration in self}

    def _ruling(self, moment, first_visit, facts):
        """Return the ruling of one registration; ``visited`` ones keep theirs."""
        self.ensure_one()
        project = self.project_id
        if self.visit_outcome:
            return self.visit_outcome
        if first_visit < self.date or self._was_known(facts):
            return "known"
        if first_visit - self.date < timedelta(minutes=self.rule_id.lead_minutes):
            return "too_late"
        # the last day of the protection counts whole
        if project._to_day(moment) > self.valid_until or self.end_reason == "expired":
            return "expired"
        return "valid"

    def _first_visit(self, moment, facts):
        """Return the moment of the customer's first visit to the project: this one, or one in the books."""
        lead = facts.get("lead")
        project = self.project_id[:1]
        if not project or not facts.get("phone_sanitized"):
            return moment
        same = Domain("phone_sanitized", "=", facts["phone_sanitized"])
        if lead:
            same |= Domain("lead_id", "=", lead.id)
        books = self.env["realestate.reception"].sudo()
        first = books.search(
            same & Domain("project_id", "=", project.id) & Domain("kind", "=", "visit"), order="date, id", limit=1
        )
        return min(first.date, moment) if first else moment

    def _was_known(self, facts):
        """Return whether the visitor was a customer of ours before he was registered, as the rules count one."""
        self.ensure_one()
        lead = facts.get("lead")
        if facts.get("bought") and not lead:
            return True
        if not lead or self._known_since(lead) >= self.date:
            return False
        if self.rule_id.known_scope == "all":
            return True
        return bool(facts.get("bought") or lead._realestate_holder(self.day))

    @api.model
    def _known_since(self, lead):
        """Return the moment since which a customer is known: entered, or first in the books."""
        books = self.env["realestate.reception"].sudo()
        first = books.search([("lead_id", "=", lead.id)], order="date, id", limit=1)
        return min(first.date, lead.create_date) if first else lead.create_date

    @api.model
    def _desk_candidates(self, project, facts, moment):
        """Return the registrations of a visitor with their rulings, as the desk shows them.

        :return: dicts: ``id``, ``partner``, ``customer`` (surname only), ``number``, ``since``, ``ruling``,
            ``message``, ``is_valid``, ``is_masked`` (its number is to be compared)
        """
        found = self._of_number(project, facts["phone_sanitized"])
        rulings = found._judge_visit(moment, facts)
        return [registration._desk_row(rulings[registration], facts, moment) for registration in found]

    def _desk_row(self, ruling, facts, moment):
        self.ensure_one()
        if self.state in ("visited", "won", "lapsed", "rejected"):
            message, open_ = self._state_sentence(), False
        else:
            first = self._first_visit(moment, facts)
            message, open_ = self._ruling_sentence(ruling, self._minutes_to(first)), True
        return {
            "id": self.id,
            "number": self.name,
            "partner": self.channel_partner_id.display_name,
            "customer": f"{self.customer_name[:1]}**",
            "phone": self.phone_key,
            "since": format_datetime(self.env, self.date, tz=self.project_id.tz, dt_format="MM-dd HH:mm"),
            "ruling": ruling,
            "message": message,
            "is_valid": ruling == "valid",
            "is_open": open_,
            "is_masked": not self.phone_sanitized,
        }

    @api.model
    def _sure_candidate(self, candidates):
        """Return the id of the registration that is meant without asking: the only open one, of this very number."""
        open_ = [row for row in candidates if row["is_open"]]
        if len(open_) == 1 and not open_[0]["is_masked"]:
            return open_[0]["id"]
        return False

    # ------------------------------------------------------------------
    # what a visit does
    # ------------------------------------------------------------------
    def _confirm_visit(self, reception, facts, others=None):
        """Tie the visit of a line of the book to this registration and judge it (CH-6).

        Valid: the customer's source is the partner, and the days after the visit begin. Else the registration ends
        with the ruling, and the source stays what it was.

        :param reception: the visit, of the project and the number
        :param dict facts: whose customer the visitor was when he came in
        :param others: the registrations that the desk did not choose
        """
        self.ensure_one()
        registration = self.sudo()
        registration._check_visit(reception)
        ruling = registration._judge_visit(reception.date, facts)[registration]
        first = registration._first_visit(reception.date, facts)
        lead = reception.lead_id
        vals = {
            "reception_id": reception.id,
            "lead_id": lead.id,
            "date_visit": first if ruling in ("too_late", "known") else reception.date,
            "visit_day": reception.day,
            "visit_outcome": ruling,
        }
        if not registration.phone_sanitized:
            vals["phone"] = reception.phone
        if ruling == "valid":
            vals["valid_until"] = reception.day + timedelta(days=registration.rule_id.deal_days)
        # of hidden digits: who registered the number itself gives it up before it is this registration's
        registration._note_rivals(others or registration.browse(), reception)
        registration.write(vals)
        reception.sudo().with_context(mail_notrack=True).registration_id = registration
        if ruling == "valid":
            registration._credit_partner(lead, reception.day)
        elif ruling == "known":
            registration._note_conflict("known", lead=lead)

    def _unconfirmed_visits(self):
        """Return the visits in the books that may be this registration's and are nobody's yet."""
        self.ensure_one()
        number = Domain("phone_sanitized", "=", self.phone_sanitized)
        if not self.phone_sanitized:
            number = Domain("phone_sanitized", "=like", registered_phone.pattern(self.phone_key))
        books = self.env["realestate.reception"].sudo()
        return books.search(
            number
            & Domain("project_id", "=", self.project_id.id)
            & Domain("kind", "=", "visit")
            & Domain("registration_id", "=", False)
        )

    def _facts_of_visit(self, reception):
        """Return what was known of a visitor when he came in, from the books; see ``_ruling``."""
        lead = reception.lead_id
        # an opportunity that this very visit made was not known before
        known = lead if not reception.is_first else lead.browse()
        return {"lead": known, "bought": False, "phone_sanitized": reception.phone_sanitized}

    def _others_of(self, reception):
        """Return the other registrations that may be of this visitor."""
        return self._of_number(self.project_id, reception.phone_sanitized) - self

    def _check_visit(self, reception):
        """Refuse a visit that cannot be this registration's.

        :raises UserError: in a sentence
        """
        if self.state not in ("valid", "expired") or self.outcome != "valid":
            raise UserError(self.env._("Registration %s does not wait for a visit.", self.name))
        if reception.kind != "visit" or reception.project_id != self.project_id:
            raise UserError(self.env._("Choose a visit of %s.", self.project_id.name))
        number = reception.sudo().phone_sanitized
        if (self.phone_sanitized and self.phone_sanitized != number) or self.phone_key != registered_phone.key(number):
            raise UserError(self.env._("The visitor's phone number is not the registered one: %s.", self.phone_key))
        if reception.registration_id:
            raise UserError(
                self.env._("This visit is confirmed for registration %s already.", reception.registration_id.name)
            )

    def _credit_partner(self, lead, day, reason=None):
        """Make the partner the source of the customer whom he brought.

        :param str reason: why another source, if there is one, is wrong
        """
        if lead.realestate_channel_module and not reason:
            # an older source whose customer the rules of this registration did not count as ours
            reason = self.env._("Registration %s, confirmed at the visit", self.name)
        lead.sudo()._realestate_set_channel_source(
            "partner",
            team=self.team_id,
            user=self.user_id,
            partner=self.channel_partner_id.partner_id,
            day=day,
            reason=reason if lead.realestate_channel_module else None,
        )

    def _note_rivals(self, others, reception):
        """Who registered the same number and was not chosen loses it; of hidden digits it was another customer."""
        number = reception.sudo().phone_sanitized
        for other in others.filtered(lambda other: other.state == "valid"):
            if other.phone_sanitized == number:
                other.write(
                    {
                        "reception_id": reception.id,
                        "lead_id": reception.lead_id.id,
                        "date_visit": reception.date,
                        "visit_day": reception.day,
                        "visit_outcome": "rival",
                        "rival_id": self.id,
                    }
                )
                other._note_conflict("rival", rival=self, lead=reception.lead_id)
            else:
                other._note_conflict("collision", rival=self, lead=reception.lead_id)
        others.flush_recordset()
