from datetime import timedelta

from psycopg2.errors import SerializationFailure

from odoo import api, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import SQL

from .crm_lead_protection import CONSULTANT

# the first key of the advisory lock on a lead: apart from those on units, which are positive
LOCK_BASE = 2**32


class CrmLead(models.Model):
    """Taking a customer from the pool: who comes first has him, and the other is told who (CUS-3)."""

    _inherit = "crm.lead"

    def action_take_from_pool(self):
        """Take these customers from the pool: all of them or none (CUS-3).

        Taken from the company's pool by somebody who does not work in the customer's project, the customer
        goes on in the first project in which he does.

        :raises UserError: somebody was faster, it is too early for who lost him, or the day's number is reached
        """
        self._realestate_lock_pooled()
        leads = self.sudo()
        for project, pooled in leads.grouped("realestate_project_id").items():
            own = project if self.env.user in project.user_ids else self._realestate_project_in(project.company_id)
            pooled.with_env(self.env)._realestate_check_wait(project)
            self.env["realestate.pool.counter"].sudo()._take(self.env.user, own, len(pooled))
            reason = False
            if own != project:
                reason = self.env._("From the company's pool; before in %s.", project.name)
                pooled.write({"realestate_project_id": own.id})
            pooled._realestate_assign(self.env.user, kind="taken", reason=reason)
        return True

    def realestate_reveal(self, field_name):
        # a number seen is a customer taken: past the day's cap and those who wait
        if self.sudo().realestate_pool and not self.realestate_workable:
            raise AccessError(self.env._("Take the customer from the pool first: then you see his number."))
        return super().realestate_reveal(field_name)

    def _realestate_lock_pooled(self):
        """Lock these customers for the current transaction, without waiting; refuse those that are not to be had.

        :raises UserError: somebody else is at one of them, or took it a moment ago
        :raises AccessError: the current user may not take it
        """
        if not self.env.user.has_group(CONSULTANT):
            self._realestate_refuse_taking()
        pool = self.env["crm.lead"]._fields["realestate_pool"]
        try:
            # the second key tells a loser who is at it while the winner has not committed yet
            rows = self.env.execute_query(
                SQL(
                    """
                    WITH locked AS MATERIALIZED (
                        SELECT id, realestate_pool FROM crm_lead
                         WHERE id = ANY(%s) ORDER BY id FOR NO KEY UPDATE SKIP LOCKED)
                    SELECT id, realestate_pool, pg_advisory_xact_lock_shared(-id, %s) FROM locked
                    """,
                    list(self.ids),
                    self.env.uid,
                    to_flush=pool,
                )
            )
        except SerializationFailure:
            with self.env.registry.cursor() as cr:
                self.with_env(self.env(cr=cr))._realestate_refuse_lost()
            raise
        pools = {lead_id: pool for lead_id, pool, _lock in rows}
        for lead in self:
            if lead.id not in pools:
                raise UserError(lead._realestate_busy_message())
        self.filtered(lambda lead: not pools[lead.id])._realestate_refuse_lost()
        if self - self.sudo().search(Domain("id", "in", self.ids) & self._realestate_pool_domain()).with_env(self.env):
            self._realestate_refuse_taking()

    def _realestate_refuse_taking(self):
        raise AccessError(self.env._("Consultants take customers from the pool of a project in which they work."))

    def _realestate_refuse_lost(self):
        """Say who took one of these from the pool today; whoever else has it is nobody's business here."""
        for lead in self.sudo():
            project = lead.realestate_project_id
            event = lead.realestate_protection_event_ids.sorted("id")[-1:]
            if lead.realestate_pool:
                continue
            if event.kind != "taken" or event.day != project._today():
                self._realestate_refuse_taking()
            raise UserError(
                self.env._(
                    "%(customer)s is not in the pool any more: %(user)s took him and has him through %(until)s.",
                    customer=lead._realestate_customer_name(),
                    user=event.user_id.name,
                    until=event.until,
                )
            )

    def _realestate_busy_message(self):
        self.ensure_one()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT objid FROM pg_locks
                 WHERE locktype = 'advisory' AND objsubid = 2 AND classid::bigint = %s AND objid != %s
                   AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
                """,
                LOCK_BASE - self.id,
                self.env.uid,
            )
        )
        name = self.env["res.users"].sudo().browse(rows[0][0]).name if rows else self.env._("a colleague")
        return self.env._(
            "%(customer)s is being taken by %(user)s at this very moment.",
            customer=self.sudo()._realestate_customer_name(),
            user=name,
        )

    def _realestate_check_wait(self, project):
        """Who lost a customer to the pool waits before he takes him again (CUS-3).

        :raises UserError: from when he may
        """
        today = project._today()
        for lead in self.sudo():
            first = lead.realestate_pool_since + timedelta(days=project.pool_last_holder_days)
            if lead.realestate_last_holder_id == self.env.user and today < first:
                raise UserError(
                    self.env._(
                        "%(customer)s was yours: you may take him again from %(date)s on.",
                        customer=lead._realestate_customer_name(),
                        date=first,
                    )
                )

    @api.model
    def _realestate_project_in(self, company):
        """Return the first project of the company in which the current user works."""
        projects = self.env["realestate.project"].sudo()
        return projects.search([("company_id", "=", company.id), ("user_ids", "in", self.env.uid)], limit=1)

    def _check_sellable(self):
        """Who names customers in a deal reaches them, and has taken those of a pool from it first (CUS-3).

        :raises AccessError: a customer out of reach
        :raises UserError: one that is in a pool
        """
        self.check_access("read")
        pooled = self.filtered("realestate_pool")
        if pooled and not pooled.has_access("write"):
            raise UserError(
                self.env._("%s is in the pool of customers: take the customer from there first.", pooled[0].name)
            )
