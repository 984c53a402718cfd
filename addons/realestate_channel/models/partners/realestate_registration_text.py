from odoo import api, fields, models
from odoo.tools import format_date, format_datetime


class RealestateRegistration(models.Model):
    """What a registration says: ``answer`` to the partner, ``reason`` to the office (CH-6).

    Made from the stored facts in the reader's language. The partner learns that a customer is known or somebody
    else's, not whose, since when or until when.
    """

    _inherit = "realestate.registration"

    answer = fields.Char(string="Told to the Partner", compute="_compute_texts", compute_sudo=True)
    reason = fields.Char(compute="_compute_texts", compute_sudo=True, groups="base.group_user")

    @api.depends(
        "state", "outcome", "visit_outcome", "valid_until", "visit_from", "extension_count", "rival_id", "date_visit"
    )
    @api.depends_context("lang")
    def _compute_texts(self):
        for registration in self:
            registration.answer = registration._state_sentence()
            registration.reason = registration._reason_sentence()

    # ------------------------------------------------------------------
    # to the partner
    # ------------------------------------------------------------------
    def _state_sentence(self):
        """Say how the registration stands, in the words that its partner may read."""
        self.ensure_one()
        if self.state == "refused":
            return self._refusal_sentence()
        if self.state == "rejected":
            return self._ruling_sentence(self.visit_outcome, self._minutes_before())
        texts = {
            "valid": self._valid_sentence,
            "visited": lambda: self.env._(
                "Visited on %(visit)s: the customer is yours through %(until)s.", **self._shown_facts()
            ),
            "won": lambda: self.env._("The customer has bought."),
            "expired": lambda: self.env._("Not visited: the protection ended on %(until)s.", **self._shown_facts()),
            "lapsed": lambda: self.env._(
                "Visited on %(visit)s, not bought: the protection ended on %(until)s.", **self._shown_facts()
            ),
            "withdrawn": lambda: self.env._("Withdrawn on %(ended)s.", **self._shown_facts()),
        }
        return texts[self.state]()

    def _valid_sentence(self):
        facts = self._shown_facts()
        if self.extension_count:
            return self.env._("Valid, extended through %(until)s.", **facts)
        if not self.phone_sanitized:
            return self.env._(
                "Valid through %(until)s, if the full number at the visit is nobody else's. Visit from %(from)s on.",
                **facts,
            )
        return self.env._("Valid through %(until)s. Visit from %(from)s on.", **facts)

    def _refusal_sentence(self):
        texts = {
            "known": self.env._("This customer is known to us already."),
            "rival": self.env._("This customer was registered by another partner first."),
            "quota": self.env._("Your registrations of this day are used up: register again tomorrow."),
            "project": self.env._("Your agreement does not cover this project."),
            "agreement": self.env._("Your agreement is not in force: ask our channel department."),
        }
        if self.outcome == "rival" and not self.phone_sanitized:
            return self.env._(
                "A customer with these digits was registered by another partner first. If yours is another person, "
                "register the full number."
            )
        return texts[self.outcome]

    def _ruling_sentence(self, ruling, minutes=0):
        """Say a ruling at the visit.

        :param str ruling: of ``VISIT_OUTCOMES``
        :param int minutes: from the registration to the first visit
        """
        self.ensure_one()
        texts = {
            "valid": self.env._("Registered %(ahead)s before the visit: valid.", ahead=self._ahead(minutes)),
            "too_late": self.env._(
                "Registered %(minutes)s minutes before the visit; at least %(needed)s are required.",
                minutes=max(minutes, 0),
                needed=self.rule_id.lead_minutes,
            ),
            "expired": self.env._("The protection had ended on %(until)s.", **self._shown_facts()),
            "known": self.env._("The customer was known to us before he was registered."),
            "rival": self.env._("At the visit he was found to be another partner's customer."),
        }
        if ruling == "too_late" and minutes < 0:
            return self.env._("Registered after the first visit.")
        return texts[ruling]

    def _ahead(self, minutes):
        days, hours = divmod(minutes // 60, 24)
        if days:
            return self.env._("%(days)s days %(hours)s hours", days=days, hours=hours)
        if hours:
            return self.env._("%(hours)s hours %(minutes)s minutes", hours=hours, minutes=minutes % 60)
        return self.env._("%(minutes)s minutes", minutes=minutes)

    def _minutes_before(self):
        """Return the whole minutes from the registration to the visit that judged it."""
        return self._minutes_to(self.date_visit) if self.date_visit else 0

    def _minutes_to(self, moment):
        return int((moment - self.date).total_seconds() // 60)

    def _shown_facts(self):
        tz = self.project_id.tz

        def day(value):
            return format_date(self.env, value) if value else ""

        return {
            "until": day(self.valid_until),
            "visit": day(self.visit_day),
            "ended": day(self.date_ended),
            "from": format_datetime(self.env, self.visit_from, tz=tz, dt_format="MM-dd HH:mm")
            if self.visit_from
            else "",
        }

    # ------------------------------------------------------------------
    # to the office
    # ------------------------------------------------------------------
    def _reason_sentence(self):
        """Say in full why: as whom we know the customer, who registered him first."""
        self.ensure_one()
        if self.outcome == "known":
            return self.env._("Our customer already: %s", self.known_what)
        if self.rival_id and "rival" in (self.outcome, self.visit_outcome):
            rival = self.rival_id
            return self.env._(
                "Registered before by %(partner)s: %(number)s, at %(date)s.",
                partner=rival.channel_partner_id.display_name,
                number=rival.name,
                date=format_datetime(self.env, rival.date, tz=self.project_id.tz, dt_format="yyyy-MM-dd HH:mm"),
            )
        if self.outcome == "quota":
            return self.env._("More than %s registrations on one day.", self.rule_id.daily_quota)
        if self.state == "valid" and self.known_kind == "maybe":
            return self.env._("One of our customers has a number with these digits: compare it at the visit.")
        if self.state in ("visited", "won"):
            return self._ruling_sentence("valid", self._minutes_before())
        return self.answer
