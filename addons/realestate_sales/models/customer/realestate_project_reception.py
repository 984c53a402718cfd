from odoo import fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain

from .crm_lead import SOURCES
from .reception_decision import ReceptionDecision


class RealestateProject(models.Model):
    """The registration books of a project: ``_register_visitor`` is the one road in (CUS-1, CUS-5, CUS-6)."""

    _inherit = "realestate.project"

    trainee_observation_days = fields.Integer(
        string="Observation of Trainees (Days)",
        default=7,
        help="A trainee receives in turn after so many days of observation, the first day counted, "
        "and a passed exam (CUS-6).",
    )
    reception_medium_required = fields.Boolean(
        string="How They Heard of Us is Required",
        help="No visitor or call is registered without it: the books are complete (CUS-1).",
    )

    _trainee_observation_days_range = models.Constraint(
        "CHECK(trainee_observation_days BETWEEN 0 AND 180)", "The days of observation lie between 0 and 180."
    )

    # ------------------------------------------------------------------
    # who may
    # ------------------------------------------------------------------
    def _check_reception_desk(self):
        """Refuse who is neither consultant, administrator nor manager of the project.

        :raises AccessError: in a sentence
        """
        self.check_access("read")
        user = self.env.user
        if not self.env.su and not any(
            user.has_group(f"realestate_sales.realestate_sales_group_{role}")
            for role in ("consultant", "administrator")
        ):
            raise AccessError(self.env._("The reception desk is for the sales staff of the project."))

    def _check_reception_manager(self):
        """Refuse who is neither manager nor administrator of the project.

        :raises AccessError: in a sentence
        """
        self.check_access("read")
        user = self.env.user
        if not self.env.su and not any(
            user.has_group(f"realestate_sales.realestate_sales_group_{role}") for role in ("manager", "administrator")
        ):
            raise AccessError(
                self.env._("The registration books are corrected by the sales manager or the sales administrator.")
            )

    # ------------------------------------------------------------------
    # the books
    # ------------------------------------------------------------------
    def _register_visitor(self, vals):
        """Write a visitor or caller into the book, and give him to a consultant; all or nothing.

        The day's counter is taken first: two desks of a project wait for each other there, and who comes
        second in the same moment is replayed by Odoo and sees what the first wrote, so that one phone number
        becomes one customer and nobody is next for two visitors.

        :param dict vals: ``kind`` (``visit`` or ``call``), ``phone``, ``name``, ``source``; optional
            ``medium_id``, ``asked_user_id`` (of a call: who answered), ``referrer_phone`` or ``referrer_id``
            (the owner who sent him), ``is_second`` (an owner who wants to buy again)
        :return: the line of the book; that of a moment ago where he is being received already
        :rtype: realestate.reception
        :raises AccessError: the user is not of the sales staff of this project
        :raises UserError: a field is blank, a phone is no number, nobody is on duty
        """
        self.ensure_one()
        self._check_reception_desk()
        self = self.sudo()  # noqa: PLW0642  rights are checked; the books are nobody's to write
        vals = self._prepare_registration(vals)
        day = self._today()
        self.env["realestate.reception.counter"]._lock_day(self, day)
        roster = self._roster_of(day)
        roster._touch()
        facts = self._registration_facts(vals, day)
        if facts["current"].phone_sanitized == vals["phone_sanitized"]:
            return facts["current"].with_context(realestate_registered_already=True)
        decision = ReceptionDecision(self.env, roster, vals, facts).decide()
        lead = self._registration_lead(vals, facts, decision, day)
        books = self.env["realestate.reception"].with_context(mail_create_nolog=True, mail_create_nosubscribe=True)
        reception = books.create(self._prepare_reception_vals(vals, facts, decision, lead, day))
        self._after_registration(reception, decision, facts)
        return reception

    def _prepare_registration(self, vals):
        """Return ``vals`` complete and checked.

        :raises UserError: in a sentence that names the field
        """
        vals = {
            "kind": vals.get("kind") or "visit",
            "name": (vals.get("name") or "").strip(),
            "phone": (vals.get("phone") or "").strip(),
            "source": vals.get("source"),
            "medium_id": vals.get("medium_id") or False,
            "asked_user_id": vals.get("asked_user_id") or False,
            "referrer_id": vals.get("referrer_id") or False,
            "referrer_phone": (vals.get("referrer_phone") or "").strip(),
            "is_second": bool(vals.get("is_second")),
        }
        if vals["kind"] not in ("visit", "call") or (vals["source"] and vals["source"] not in dict(SOURCES)):
            raise ValidationError(self.env._("This is no registration of a visit or a call."))
        blank = [label for name, label in self._required_registration_fields() if not vals[name]]
        if blank:
            raise UserError(
                self.env._("The registration book has no blanks: fill in %s.", self.env._(", ").join(blank))
            )
        vals["phone_sanitized"] = self._check_reception_phone(vals["phone"])
        if vals["source"] == "referral" and not (vals["referrer_id"] or vals["referrer_phone"]):
            raise UserError(self.env._("Say which owner referred the customer: enter the owner's phone number."))
        vals["asked_user_id"] = self._check_asked_user(vals["asked_user_id"])
        return vals

    def _required_registration_fields(self):
        required = [
            ("phone", self.env._("the phone number")),
            ("name", self.env._("the name")),
            ("source", self.env._("how they came")),
        ]
        if self.reception_medium_required:
            required.append(("medium_id", self.env._("how they heard of us")))
        return required

    def _check_asked_user(self, user_id):
        user = self.env["res.users"].browse(user_id or ())
        if user and (user not in self.user_ids or not user.active):
            raise UserError(
                self.env._(
                    "%(user)s does not work in %(project)s: choose a consultant of this project.",
                    user=user.sudo().name or "?",
                    project=self.name,
                )
            )
        return user

    def _check_reception_phone(self, number):
        """Return ``number`` as numbers are compared (+8613800001234).

        :raises UserError: it is no phone number
        """
        return self.env["crm.lead"]._phone_format(
            number=number or "-", country=self.env.ref("base.cn"), raise_exception=True
        )

    # ------------------------------------------------------------------
    # what is known
    # ------------------------------------------------------------------
    def _registration_facts(self, vals, day):
        """Return what decides about a registration: whose customer he is, and what speaks for whom.

        :rtype: dict
        """
        numbers = [number for number in (vals["phone"], vals["referrer_phone"]) if number]
        found = self.env["crm.lead"]._realestate_find_same(phones=numbers, project=self)
        hits = [hit for hit in found if hit["via"] != "employer" and hit["number"] == vals["phone"]]
        referrer = self._reception_referrer(vals, found)
        facts = self._facts_of_lead(hits, second=vals["is_second"])
        owner = self._hit_of_owner(hits)
        if owner and not vals["is_second"]:
            facts |= self._facts_of_owner(owner, facts["lead"])
        consultant = self.env["res.users"]
        if referrer:
            consultant = self._owner_consultant(referrer)
        elif owner and vals["is_second"]:
            consultant = owner["user"].filtered("active")
        facts |= {
            "day": day,
            "owner": owner["partner"] if owner else self.env["res.partner"],
            "referrer": referrer,
            "consultant": consultant,
            "called": self._has_called(vals["phone_sanitized"], consultant),
            "current": self._being_received(vals, facts["lead"], day),
        }
        return facts

    def _facts_of_lead(self, hits, *, second):
        """Return the customer's opportunity in this project: who protects it now, the protected one first.

        An opportunity that became a deal is not the one of the next purchase.
        """
        own = [hit for hit in hits if hit["project"] == self and hit["lead"] and hit["kind"] not in ("buyer", "member")]
        if second:
            own = [hit for hit in own if not hit["lead"]._realestate_buyers()]
        protected = [hit for hit in own if hit["kind"] in ("own", "other") and hit["user"].active]
        hit = next(iter(protected or own), None)
        return {
            "lead": hit["lead"] if hit else self.env["crm.lead"],
            "holder": hit["user"] if protected else self.env["res.users"],
            "until": hit["until"] if protected else False,
            "bought": bool(protected and not hit["until"]),
        }

    def _hit_of_owner(self, hits):
        """Return the hit of an owner: of this project before those of the company's others; or None."""
        bought = [hit for hit in hits if hit["kind"] == "buyer"]
        return next((hit for hit in bought if hit["project"] == self), next(iter(bought), None))

    def _facts_of_owner(self, owner, lead):
        """An owner comes about what he bought here: to the consultant of his deal."""
        if owner["project"] != self:
            return {}
        return {
            "bought": True,
            "holder": owner["user"].filtered("active"),
            "until": False,
            "lead": owner["lead"] or lead,
        }

    def _reception_referrer(self, vals, found):
        """Return the owner who sent the customer.

        :raises UserError: nobody who bought has the number
        """
        if vals["referrer_id"]:
            return self.env["res.partner"].browse(vals["referrer_id"])
        if not vals["referrer_phone"]:
            return self.env["res.partner"]
        if self._check_reception_phone(vals["referrer_phone"]) == vals["phone_sanitized"]:
            raise UserError(self.env._("Nobody refers himself: enter the phone number of the owner who did."))
        owner = self._hit_of_owner([hit for hit in found if hit["number"] == vals["referrer_phone"]])
        if not owner:
            raise UserError(
                self.env._("No owner has the phone number given: compare it, or choose another way of coming.")
            )
        return owner["partner"]

    def _owner_consultant(self, owner):
        """Return the consultant of an owner's latest live deal: in this project, else in the company."""
        bought = ["|", ("partner_id", "=", owner.id), ("party_ids.partner_id", "=", owner.id)]
        deals = self.env["realestate.deal"].search(
            [("company_id", "=", self.company_id.id), ("is_live", "=", True), *bought], order="id desc"
        )
        deals = deals.filtered(lambda deal: deal.project_id == self) or deals
        return deals[:1].user_id.filtered("active")

    def _has_called(self, phone_sanitized, consultant):
        """Return whether ``consultant`` has registered a call of this number before now (CUS-5)."""
        if not consultant:
            return False
        return bool(
            self.env["realestate.reception"].search_count(
                [
                    ("phone_sanitized", "=", phone_sanitized),
                    ("project_id", "=", self.id),
                    ("kind", "=", "call"),
                    ("user_id", "=", consultant.id),
                ],
                limit=1,
            )
        )

    def _being_received(self, vals, lead, day):
        """Return the line of the visit that the customer is at this moment, or nothing; his own before his family's."""
        if vals["kind"] != "visit":
            return self._no_reception()
        same = Domain("phone_sanitized", "=", vals["phone_sanitized"])
        if lead:
            same |= Domain("lead_id", "=", lead.id)
        today = [("project_id", "=", self.id), ("day", "=", day), ("kind", "=", "visit"), ("date_end", "=", False)]
        lines = self.env["realestate.reception"].search(same & Domain(today))
        return lines.sorted(lambda line: line.phone_sanitized != vals["phone_sanitized"])[:1]

    def _no_reception(self):
        return self.env["realestate.reception"]

    # ------------------------------------------------------------------
    # what is written
    # ------------------------------------------------------------------
    def _registration_lead(self, vals, facts, decision, day):
        """Return the customer's opportunity, his consultant's from today where nobody else protects it."""
        lead = facts["lead"]
        if facts["bought"]:
            return lead
        if not lead:
            # the desk has asked who is known
            leads = self.env["crm.lead"].with_context(realestate_same_checked=True)
            lead = leads.create(self._prepare_lead_vals(vals, facts)).with_env(self.env)
        elif not lead.active:
            lead.action_unarchive()
        if not facts["holder"]:
            lead._realestate_assign(decision["holder"], day=day, reason=decision["reason"])
        elif decision["user"] == facts["holder"]:
            # received for a colleague is not followed up by him
            lead._realestate_renew(day)
        return lead

    def _prepare_lead_vals(self, vals, facts):
        return {
            "name": vals["name"],
            "contact_name": vals["name"],
            "phone": vals["phone"],
            "type": "opportunity",
            # of who buys again: named with the deal; a buyer's opportunity would be his consultant's for good
            "partner_id": not vals["is_second"] and facts["owner"].id,
            "user_id": False,
            "company_id": self.company_id.id,
            "realestate_project_id": self.id,
            "realestate_source": vals["source"],
            "medium_id": vals["medium_id"],
        }

    def _prepare_reception_vals(self, vals, facts, decision, lead, day):
        return {
            "project_id": self.id,
            "kind": vals["kind"],
            "day": day,
            "number": self.env["realestate.reception.counter"]._next(self, day, vals["kind"]),
            "date": fields.Datetime.now(),
            "name": vals["name"],
            "phone": vals["phone"],
            "source": vals["source"],
            "medium_id": vals["medium_id"],
            "lead_id": lead.id,
            "user_id": decision["user"].id,
            "holder_id": decision["holder"].id,
            "asked_user_id": vals["asked_user_id"].id,
            "referrer_id": facts["referrer"].id,
            "is_first": not facts["lead"] and not facts["bought"],
            "is_duty": decision["is_duty"],
            "uses_turn": decision["uses_turn"],
            "basis": decision["basis"],
            "reason": decision["reason"],
            "desk_user_id": self.env.uid,
        }

    def _after_registration(self, reception, decision, facts):
        if decision["line"]:
            decision["line"]._receive(reception, uses_turn=decision["uses_turn"])
        if reception.is_duty:
            reception._inform_holder()
        reception._tell_receiver()
        self._notify_reception(reception)
