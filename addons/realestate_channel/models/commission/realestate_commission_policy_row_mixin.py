from odoo import models
from odoo.tools import SQL

KEPT = """
    CREATE OR REPLACE FUNCTION realestate_commission_policy_kept() RETURNS trigger AS $$
    DECLARE
        was jsonb := to_jsonb(OLD) - 'date_to' - 'write_date' - 'write_uid';
        approved boolean;
    BEGIN
        approved := CASE TG_TABLE_NAME
            WHEN 'realestate_commission_policy' THEN was ->> 'state' = 'approved'
            WHEN 'realestate_commission_policy_tier' THEN EXISTS (
                 SELECT FROM realestate_commission_policy_line line
                   JOIN realestate_commission_policy policy ON policy.id = line.policy_id
                  WHERE line.id = (was ->> 'line_id')::int AND policy.state = 'approved')
            ELSE EXISTS (
                 SELECT FROM realestate_commission_policy policy
                  WHERE policy.id = (was ->> 'policy_id')::int AND policy.state = 'approved')
            END;
        IF approved AND TG_OP = 'DELETE' THEN
            RAISE EXCEPTION 'an approved commission policy is kept' USING ERRCODE = 'restrict_violation';
        END IF;
        IF approved AND to_jsonb(NEW) - 'date_to' - 'write_date' - 'write_uid' IS DISTINCT FROM was THEN
            RAISE EXCEPTION 'an approved commission policy is kept as it is' USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
    END $$ LANGUAGE plpgsql
"""


def keep_approved(cr, table):
    """Keep what is approved of ``table`` in the database, whoever writes: lines of commission name it, and explain
    themselves by it, without a foreign key of their own (CH-7)."""
    cr.execute(KEPT)
    cr.execute(
        SQL(
            """CREATE OR REPLACE TRIGGER realestate_commission_policy_kept BEFORE UPDATE OR DELETE ON %s
               FOR EACH ROW EXECUTE FUNCTION realestate_commission_policy_kept()""",
            SQL.identifier(table),
        )
    )


class RealestateCommissionPolicyRowMixin(models.AbstractModel):
    """A row of a commission policy: once the policy is approved it stays as it is (CH-7)."""

    _name = "realestate.commission.policy.row.mixin"
    _inherit = ["realestate.kept.row.mixin"]
    _description = "Row of a Commission Policy"

    def init(self):
        super().init()
        if not self._abstract:
            keep_approved(self.env.cr, self._table)

    def _check_changeable(self):
        self._policy()._check_open()

    def _policy(self):
        return self.policy_id
