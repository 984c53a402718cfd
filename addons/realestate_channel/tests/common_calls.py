import base64
from datetime import timedelta

from odoo import Command

from .common import ChannelCommon


class CallCommon(ChannelCommon):
    """A call team of two specialists and lists made from lines of text."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.caller, cls.caller_2 = cls.specialist, cls._new_channel_user("specialist", "caller_2")
        cls.project.user_ids += cls.caller_2
        cls.calls.member_ids = [Command.link(cls.caller_2.id)]
        results = cls.env["realestate.call.result"].search([])
        cls.results = {result.key: result for result in results}

    @classmethod
    def _wizard(cls, lines, user=None, **values):
        """The import window with a CSV of these lines, headings first."""
        wizards = cls.env["realestate.call.import"].with_user(user or cls.supervisor)
        return wizards.create(
            {
                "project_id": cls.project.id,
                "team_id": cls.calls.id,
                "name": "Owners",
                "filename": "owners.csv",
                "file": base64.b64encode("\n".join(lines).encode()),
                **values,
            }
        )

    @classmethod
    def _import(cls, lines, **values):
        """Import these lines and return the list, as superuser."""
        action = cls._wizard(lines, **values).action_import()
        return cls.env["realestate.call.list"].browse(action["res_id"])

    @classmethod
    def _numbers(cls, count, start=13900000000):
        return ["姓名,手机", *(f"客户{index},{start + index}" for index in range(count))]

    @classmethod
    def _deal(cls, call_list, sizes, states=("new",), days=3):
        """Give numbers out: pairs of caller and size; return the lots."""
        until = cls.project._today() + timedelta(days=days)
        return cls.env["realestate.call.number"]._deal_out(call_list, sizes, until, states)

    @classmethod
    def _call(cls, number, key, user=None, **values):
        """Record a result by its key, as the number's caller."""
        user = user or number.user_id or cls.caller
        calls = cls.env["realestate.call"].with_user(user)
        return calls._make(number.with_user(user), cls.results[key].with_user(user), **values).sudo()
