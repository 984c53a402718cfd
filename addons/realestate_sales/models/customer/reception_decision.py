from odoo.exceptions import UserError
from odoo.tools import format_date


class ReceptionDecision:
    """Who receives a visitor or caller, for which reason, and whether it costs a turn (CUS-5, CUS-6).

    :param env: for the sentences
    :param roster: of the day, possibly none
    :param dict vals: what was entered, checked
    :param dict facts: of ``realestate.project._registration_facts``
    """

    def __init__(self, env, roster, vals, facts):
        self.env = env
        self._ = env._
        self.vals = vals
        self.facts = facts
        self.is_call = vals["kind"] == "call"
        self.floor = roster._floor("call_count" if self.is_call else "turn_count")

    def decide(self):
        """Return ``user`` who receives, ``holder`` whose customer it is, ``line`` of the roster, ``basis``,
        ``reason``, ``uses_turn`` and ``is_duty``.

        :raises UserError: nobody is on duty
        """
        holder, asked = self.facts["holder"], self.vals["asked_user_id"]
        if self.is_call and asked:
            return self._answered(asked)
        if holder:
            basis = "owner" if self.facts["bought"] else "holder"
            return self._to_colleague(holder, basis, self._why_holder())
        if self.facts["consultant"]:
            return self._in_turn("referral", self._why_not_referred())
        if asked:
            if asked.id in self.floor.kept and self._others_than(asked):
                return self._in_turn("turn", self._why_trainee(asked))
            return self._to_colleague(asked, "asked", self._("The customer asks for %s.", asked.name))
        why = self._("Known customer whom nobody protects.") if self.facts["lead"] else self._("New customer.")
        return self._in_turn("turn", why)

    # ------------------------------------------------------------------
    # the cases
    # ------------------------------------------------------------------
    def _answered(self, user):
        """A call is his who took it, if it is nobody's: it costs no turn."""
        if user.id in self.floor.kept and self._others_than(user):
            raise UserError(
                self._("%s is a trainee who may not receive yet: let a colleague take the call.", user.name)
            )
        holder = self.facts["holder"] or user
        if holder == user:
            reason = self._("%s answered the call.", user.name)
        else:
            reason = self._join(self._why_holder(), self._("%s answered the call for him.", user.name))
        return self._result(user, holder, "answered", reason)

    def _to_colleague(self, owner, basis, why):
        """The customer is ``owner``'s, who receives him or for whom another does: nobody's turn is used."""
        if current := self.facts["current"]:
            reason = self._join(why, self._("%s is receiving this customer's company already.", current.user_id.name))
            return self._result(current.user_id, owner, "together", reason)
        if self.floor.is_free(owner):
            return self._result(owner, owner, basis, self._join(why, self._("%s receives.", owner.name)))
        line, how = self.floor.on_duty_for(owner)
        if not line:
            if not self.floor.is_busy(owner):
                self._refuse_nobody()
            reason = self._("%s is receiving another customer and takes this one as well.", owner.name)
            return self._result(owner, owner, basis, self._join(why, reason))
        reason = self._join(why, self._why_away(owner), self._why_on_duty(line, how))
        return self._result(line.user_id, owner, basis, reason)

    def _in_turn(self, basis, why):
        if current := self.facts["current"]:
            return self._to_colleague(current.holder_id, "together", why)
        line, how = self.floor.in_turn()
        if not line:
            self._refuse_nobody()
        user = line.user_id
        reasons = {
            "turn": self._("%s is next in turn.", user.name),
            "all_busy": self._("All are receiving: %s is next in turn and takes this one as well.", user.name),
            "trainee": self._why_alone(user),
        }
        return self._result(user, user, basis, self._join(why, reasons[how]), uses_turn=True)

    def _result(self, user, holder, basis, reason, *, uses_turn=False):
        return {
            "user": user,
            "holder": holder,
            "line": self.floor.line_of(user),
            "basis": basis,
            "reason": reason,
            "uses_turn": uses_turn,
            "is_duty": user != holder,
        }

    def _others_than(self, user):
        return self.floor.qualified - self.floor.line_of(user)

    def _refuse_nobody(self):
        raise UserError(self._("Nobody is on duty: set in the roster at the desk who is here, then register again."))

    # ------------------------------------------------------------------
    # the sentences
    # ------------------------------------------------------------------
    def _join(self, *sentences):
        # how sentences follow one another is a matter of language
        joined = sentences[0]
        for sentence in sentences[1:]:
            joined = self._("%(sentence)s %(next_sentence)s", sentence=joined, next_sentence=sentence)
        return joined

    def _why_holder(self):
        holder, asked = self.facts["holder"], self.vals["asked_user_id"]
        names = {"user": holder.name, "until": format_date(self.env, self.facts["until"]), "asked": asked.name}
        if self.facts["bought"]:
            return self._("An owner, whose consultant is %s.", holder.name)
        if self.facts["consultant"] == holder and self.facts["called"]:
            return self._(
                "%(user)s, the owner's consultant, registered the call before the visit: protected through %(until)s.",
                **names,
            )
        if asked and asked != holder and not self.is_call:
            return self._("The customer asks for %(asked)s, but is %(user)s's, protected through %(until)s.", **names)
        return self._("%(user)s's customer, protected through %(until)s.", **names)

    def _why_not_referred(self):
        name = self.facts["consultant"].name
        if self.facts["called"]:
            return self._(
                "Sent by an owner: his consultant %s had registered the call, but the protection has ended.", name
            )
        if self.facts["referrer"]:
            return self._("Sent by an owner: his consultant %s had not registered the call before the visit.", name)
        return self._("An owner buys again: his consultant %s had not registered the call before the visit.", name)

    def _why_trainee(self, user):
        trainee = self.floor.kept[user.id]
        if trainee.date_observed and trainee.date_observed >= self.facts["day"]:
            return self._(
                "The customer asks for %(user)s, a trainee who observes through %(day)s.",
                user=user.name,
                day=format_date(self.env, trainee.date_observed),
            )
        return self._("The customer asks for %s, a trainee who has not passed the exam.", user.name)

    def _why_away(self, owner):
        if self.floor.is_busy(owner):
            return self._("%s is receiving another customer.", owner.name)
        return self._("%s is not here.", owner.name)

    def _why_on_duty(self, line, how):
        name = line.user_id.name
        reasons = {
            "busy_floor": self._("%s, next in turn, receives on duty and keeps the turn.", name),
            "quiet_floor": self._(
                "The floor is quiet: %s, the last in turn, receives on duty and keeps the turn.", name
            ),
            "all_busy": self._("All are receiving: %s takes him on duty as well and keeps the turn.", name),
            "trainee": self._why_alone(line.user_id),
        }
        return reasons[how]

    def _why_alone(self, user):
        trainee = self.floor.kept.get(user.id)
        if not trainee:
            return ""
        return self._(
            "Nobody else is here: the trainee %(user)s receives, guided by %(mentor)s.",
            user=user.name,
            mentor=trainee.mentor_id.name,
        )
