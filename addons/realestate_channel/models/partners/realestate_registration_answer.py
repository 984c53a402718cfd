from datetime import timedelta

from psycopg2.errors import UniqueViolation

from odoo import api, fields, models
from odoo.exceptions import ConcurrencyError, UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import mute_logger

from ...tools import registered_phone

# kinds of hits of ``_realestate_find_same`` by which nobody is a customer of ours yet
NOT_KNOWN = {"registration", "member"}
PROTECTED = {"own", "other", "buyer"}
# numbers over the quota that are still written down; who goes on is only refused
NOTED_OVER_QUOTA = 10


class RealestateRegistration(models.Model):
    """A partner registers a customer and is answered at once (CH-6): ``_register_customer`` is the one road in.

    What the answer says to the partner is ``answer``, what the office reads is ``reason``: see the texts.
    """

    _inherit = "realestate.registration"

    @api.model
    def _register_customer(self, partner, project, vals):
        """Register a customer for a partner and answer (CH-6).

        The caller has checked that the current user acts for ``partner``. A partner who registers his own live
        registration again gets that one back, with ``realestate_registered_already`` in the context.

        :param partner: one record of realestate.channel.partner
        :param project: one record of realestate.project
        :param dict vals: ``name`` of the customer, ``phone`` as typed, in full or 138****1234; optional ``agent_id``
        :return: the registration, whatever its answer
        :rtype: realestate.registration
        :raises UserError: a field is blank, the phone is no number, or the rules want it in full
        """
        registrations = self.sudo().with_context(mail_create_nosubscribe=True, mail_create_nolog=True)
        partner, project = partner.sudo(), project.sudo()
        if partner.company_id != project.company_id or not partner.active:
            raise ValidationError(self.env._("%s is no partner of this project's company.", partner.display_name))
        day = project._today()
        rule, missing = self.env["realestate.registration.rule"]._in_force(partner, project, day)
        vals = registrations._prepare_register_vals(partner, project, rule, day, vals)
        if own := registrations._own_live(vals):
            own._complete_number(vals)
            return own.with_context(realestate_registered_already=True)
        asked = self.env["realestate.registration.counter"].sudo()._take(partner, day)
        return registrations._answer(vals, rule, missing, asked)

    @api.model
    def _prepare_register_vals(self, partner, project, rule, day, vals):
        """Return the values of the registration as far as they do not depend on the answer, checked."""
        name = (vals.get("name") or "").strip()
        if not name:
            raise UserError(self.env._("Enter the customer's name: surname and title suffice."))
        sanitized, key = registered_phone.read(vals.get("phone"))
        if not key:
            raise UserError(
                self.env._(
                    "This is no phone number: enter all 11 digits of a mobile number, or its first three and last four "
                    "as in 138****1234."
                )
            )
        if rule.phone_rule == "full" and not sanitized:
            raise UserError(self.env._("By your agreement the phone number is registered in full: enter all digits."))
        now = fields.Datetime.now()
        return {
            "project_id": project.id,
            "company_id": project.company_id.id,
            "channel_partner_id": partner.id,
            "agent_id": vals.get("agent_id") or False,
            "user_id": partner.user_id.id,
            "team_id": partner.team_id.id or self.env["realestate.channel.team"]._of_user(partner.user_id).id,
            "customer_name": name[:64],
            "phone": vals["phone"] if sanitized else False,
            "phone_sanitized": sanitized,
            "phone_key": key,
            "date": now,
            "day": day,
        }

    @api.model
    def _own_live(self, vals):
        """Return the partner's own live registration of this customer: of the number, or, where one of the two is
        masked, of the same digits and name."""
        same = Domain("phone_key", "=", vals["phone_key"])
        own = self._live_in(vals).search(
            same & self._live_domain(vals) & Domain("channel_partner_id", "=", vals["channel_partner_id"])
        )
        for registration in own:
            numbers = {registration.phone_sanitized or False, vals["phone_sanitized"]}
            if len(numbers) == 1 or (False in numbers and registration.customer_name == vals["customer_name"]):
                return registration
        return own.browse()

    def _complete_number(self, vals):
        """The partner gives the full number of whom he had registered with the middle hidden."""
        if vals["phone_sanitized"] and not self.phone_sanitized and not self._rival_of(vals):
            self.write({"phone": vals["phone"]})

    # ------------------------------------------------------------------
    # the answer
    # ------------------------------------------------------------------
    @api.model
    def _answer(self, vals, rule, missing, asked):
        """Create the registration with its answer; the first reason against it is the answer.

        :param rule: that is in force, or none, for the reason ``missing``
        :param int asked: how many numbers the partner asked about today, this one counted
        """
        vals = {**vals, "rule_id": rule.id}
        if missing:
            return self._create_answered(vals, missing)
        if rule.daily_quota and asked > rule.daily_quota:
            if asked > rule.daily_quota + NOTED_OVER_QUOTA:
                raise UserError(
                    self.env._("Your %s registrations of today are used up: register again tomorrow.", rule.daily_quota)
                )
            return self._create_answered(vals, "quota")
        if known := self._known_customer(vals, rule):
            registration = self._create_answered({**vals, **known}, "known")
            registration._note_conflict("known", lead=registration.known_lead_id)
            return registration
        self._end_overdue(vals)
        rival = self._rival_of(vals)
        if not rival:
            valid = {
                "valid_until": vals["day"] + timedelta(days=rule.visit_days),
                "visit_from": vals["date"] + timedelta(minutes=rule.lead_minutes),
                **self._maybe_known(vals),
            }
            registration = self._create_valid({**vals, **valid})
            registration._note_collisions()
            return registration
        registration = self._create_answered({**vals, "rival_id": rival.id}, "rival")
        registration._note_conflict("rival", rival=rival)
        return registration

    @api.model
    def _create_valid(self, vals):
        """Create a valid registration; of two who register one number in the same moment the database has one.

        :raises ConcurrencyError: we are the other: Odoo replays us, and then we see who it is
        """
        try:
            with mute_logger("odoo.sql_db"), self.env.cr.savepoint():
                return self._create_answered(vals, "valid")
        except UniqueViolation as error:
            raise ConcurrencyError("realestate.registration: another registered this number just now") from error

    @api.model
    def _create_answered(self, vals, outcome):
        vals = {
            **{name: value for name, value in vals.items() if name != "phone_sanitized"},
            "outcome": outcome,
            "name": self.env["ir.sequence"].next_by_code("realestate.registration") or "/",
        }
        registration = self.create([vals])
        registration.flush_recordset()
        return registration

    @api.model
    def _known_customer(self, vals, rule):
        """Return the values that say as whom we know the customer already, or None (CUS-4).

        A masked number proves nothing: it is decided at the visit.
        """
        if not vals["phone_sanitized"]:
            return None
        project = self.env["realestate.project"].browse(vals["project_id"])
        hits = self.env["crm.lead"].sudo()._realestate_find_same([vals["phone"]], project=project)
        hit = next((hit for hit in hits if self._is_our_customer(hit, project, rule)), None)
        if not hit:
            return None
        return {"known_kind": hit["kind"], "known_what": hit["neutral"], "known_lead_id": hit["lead"].id}

    @api.model
    def _is_our_customer(self, hit, project, rule):
        """Return whether a hit of the customer search stands against a registration under ``rule``."""
        if hit["kind"] in NOT_KNOWN or hit["via"] == "employer" or (hit["project"] and hit["project"] != project):
            return False
        return rule.known_scope == "all" or hit["kind"] in PROTECTED

    @api.model
    def _maybe_known(self, vals):
        """A masked number that one of our customers might have: told to the office, decided at the visit."""
        if vals["phone_sanitized"]:
            return {}
        lead = (
            self.env["crm.lead"]
            .sudo()
            .with_context(active_test=False)
            .search(
                [
                    ("realestate_project_id", "=", vals["project_id"]),
                    ("phone_sanitized", "=like", registered_phone.pattern(vals["phone_key"])),
                ],
                limit=1,
            )
        )
        return {"known_lead_id": lead.id, "known_kind": "maybe"} if lead else {}

    # ------------------------------------------------------------------
    # others' registrations
    # ------------------------------------------------------------------
    @api.model
    def _live_in(self, vals):
        self.flush_model()
        return self.sudo()

    @api.model
    def _live_domain(self, vals):
        """Return the domain of the project's registrations that protect their customers on that day."""
        return (
            Domain("project_id", "=", vals["project_id"])
            & Domain("is_live", "=", True)
            & Domain("valid_until", ">=", vals["day"])
        )

    @api.model
    def _rival_of(self, vals):
        """Return the live registration that stands in the way of this one.

        Of a full number that of the same number; of a masked one every one with the same digits, for who registers
        with hidden digits cannot say that his is another customer. Who gives the full number can: he and an
        earlier masked one stand beside each other until the visit shows whose customer it is.
        """
        if vals["phone_sanitized"]:
            same = Domain("phone_sanitized", "=", vals["phone_sanitized"])
        else:
            same = Domain("phone_key", "=", vals["phone_key"])
        return self._live_in(vals).search(same & self._live_domain(vals), order="date, id", limit=1)

    @api.model
    def _end_overdue(self, vals):
        """End what is over and only waits for the nightly run: it keeps nobody from registering (CH-6)."""
        same = Domain("phone_key", "=", vals["phone_key"]) & Domain("project_id", "=", vals["project_id"])
        over = self._live_in(vals).search(same & Domain("is_live", "=", True) & Domain("valid_until", "<", vals["day"]))
        over._end_by_rule()
        over.flush_recordset()
