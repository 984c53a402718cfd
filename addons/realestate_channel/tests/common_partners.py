from datetime import datetime, timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.tests import new_test_user

from .common import ChannelReceptionCommon

# 10:00 in Shanghai
MORNING = datetime(2026, 3, 1, 2, 0, 0)


class PartnerFixtures(ChannelReceptionCommon):
    """Two agencies under one rule, each with a portal user; the first is looked after by the first specialist."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # what ships with the addon may be changed by its users
        cls.env["realestate.registration.rule"].search([]).action_end()
        cls.kind = cls.env["realestate.channel.partner.kind"].create({"name": "Test Agencies"})
        cls.rule = cls._new_rule()
        cls.agency, cls.agent = cls._new_agency("Agency One", cls.specialist)
        cls.agency_2, cls.agent_2 = cls._new_agency("Agency Two", cls.specialist_2)
        cls.Registration = cls.env["realestate.registration"]

    @classmethod
    def _new_rule(cls, **values):
        rule = cls.env["realestate.registration.rule"].create(
            {"name": "Test Rules", "kind_id": cls.kind.id, "date_from": "2026-01-01", **values}
        )
        rule.action_confirm()
        return rule

    @classmethod
    def _new_agency(cls, name, user, **values):
        partner = cls.env["realestate.channel.partner"].create(
            {"contact_name": name, "kind_id": cls.kind.id, "user_id": user.id, "date_start": "2026-01-01", **values}
        )
        agent = new_test_user(cls.env, name.lower().replace(" ", "_"), groups="base.group_portal", name=f"{name} agent")
        agent.partner_id.parent_id = partner.partner_id
        return partner, agent

    def _enter(self, phone="13800001111", agency=None, name="王先生", project=None):
        """Register a customer for an agency, default the first."""
        return self.Registration._register_customer(
            agency or self.agency, project or self.project, {"name": name, "phone": phone}
        )

    def _visit(self, phone="13800001111", **vals):
        """The customer comes in; the desk leaves the registration to the system unless told."""
        return self._register(phone, source="channel", **vals)


class PartnerCommon(PartnerFixtures):
    """The 1st of March, 10:00 in Shanghai; three consultants on duty."""

    def setUp(self):
        super().setUp()
        self.clock = self.enterContext(freeze_time(MORNING))
        self.roster = self._new_roster(self.a, self.b, self.c)

    def _go(self, **delta):
        self.env.flush_all()
        self.clock.move_to(fields.Datetime.now() + timedelta(**delta))
        self.env.invalidate_all()

    def _new_day(self, **delta):
        self._go(**delta)
        self._new_roster(self.a, self.b, self.c)
