from odoo import Command
from odoo.tests import new_test_user

from odoo.addons.realestate_sales.tests.common import RealestateCommon
from odoo.addons.realestate_sales.tests.common_reception import ReceptionFixtures

GROUP = "realestate_channel.realestate_channel_group_%s"
CHANNEL_ROLES = ("specialist", "supervisor", "channel_manager")


class ChannelCommon(RealestateCommon):
    """A department with two modules: calls under one supervisor, leaflets under another, each with a specialist."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.channel_manager = cls._new_channel_user("manager", "channel_manager")
        cls.supervisor = cls._new_channel_user("supervisor")
        cls.supervisor_2 = cls._new_channel_user("supervisor", "supervisor_2")
        cls.specialist = cls._new_channel_user("specialist")
        cls.specialist_2 = cls._new_channel_user("specialist", "specialist_2")
        cls.project.user_ids += (
            cls.channel_manager + cls.supervisor + cls.supervisor_2 + cls.specialist + cls.specialist_2
        )
        cls.today = cls.project._today()
        cls.department = cls._new_team("Department", user_id=cls.channel_manager.id)
        cls.calls = cls._new_team(
            "Calls",
            module="call",
            parent_id=cls.department.id,
            user_id=cls.supervisor.id,
            member_ids=[Command.set(cls.specialist.ids)],
        )
        cls.leaflets = cls._new_team(
            "Leaflets",
            module="leaflet",
            parent_id=cls.department.id,
            user_id=cls.supervisor_2.id,
            member_ids=[Command.set(cls.specialist_2.ids)],
        )

    @classmethod
    def _new_channel_user(cls, role, login=None):
        """A user with the channel's ``role`` (specialist, supervisor or manager), of no project yet."""
        login = login or role
        return new_test_user(cls.env, f"ch_{login}", groups=GROUP % role, name=login, tz="America/New_York")

    @classmethod
    def _new_team(cls, name, **values):
        return cls.env["realestate.channel.team"].create({"name": name, **values})

    @classmethod
    def _new_lead(cls, name="李先生", phone=False, user=None, **values):
        """A customer of the project, of ``user`` (default the consultant), without channel source."""
        return cls.env["crm.lead"].create(
            {
                "name": name,
                "contact_name": name,
                "phone": phone,
                "realestate_project_id": cls.project.id,
                "user_id": (user or cls.consultant).id,
                **values,
            }
        )

    @classmethod
    def _new_brought(cls, name="李先生", module="call", team=None, by=None, partner=None, day=None, **values):
        """A customer of the project whom the channel brought: default the first specialist by a call."""
        lead = cls._new_lead(name, **values)
        if not partner:
            team, by = team or cls.calls, by or cls.specialist
        lead._realestate_set_channel_source(module, team=team, user=by, partner=partner, day=day)
        return lead


class ChannelReceptionCommon(ChannelCommon, ReceptionFixtures):
    """The department and a desk that registers its visitors."""
