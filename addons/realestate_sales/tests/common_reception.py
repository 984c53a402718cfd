from datetime import datetime, timedelta

from freezegun import freeze_time

from odoo import Command, fields

from .common import RealestateCommon

# 10:00 in Shanghai
MORNING = datetime(2026, 3, 1, 2, 0, 0)


class ReceptionFixtures(RealestateCommon):
    """Three consultants A, B and C, and what a desk does."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.consultant_3 = cls._new_user("consultant", "consultant_3")
        cls.project.user_ids = [Command.link(cls.consultant_3.id)]
        cls.a, cls.b, cls.c = cls.consultant, cls.consultant_2, cls.consultant_3
        cls.phones = 0

    def _new_roster(self, *users):
        roster = self.env["realestate.roster"].create(
            {
                "project_id": self.project.id,
                "line_ids": [Command.create({"user_id": user.id, "sequence": n}) for n, user in enumerate(users)],
            }
        )
        roster.line_ids.action_present()
        return roster

    def _line(self, user):
        return self.project._roster_of(self.project._today()).line_ids.filtered(lambda line: line.user_id == user)

    def _new_phone(self):
        type(self).phones += 1
        return f"139{self.phones:08d}"

    def _register(self, phone=None, user=None, **vals):
        vals = {
            "kind": "visit",
            "name": "何先生",
            "source": "visit",
            "phone": self._new_phone() if phone is None else phone,
            **vals,
        }
        return self.project.with_user(user or self.manager)._register_visitor(vals).sudo()

    def _call(self, phone, user):
        return self._register(phone, kind="call", source="call", asked_user_id=user.id)

    def _free(self, *users):
        for user in users:
            self._line(user).action_finish()

    def _trainee(self, user, **vals):
        return self.env["realestate.trainee"].create(
            {
                "user_id": user.id,
                "project_id": self.project.id,
                "mentor_id": self.a.id,
                "date_start": "2026-03-01",
                **vals,
            }
        )


class ReceptionCommon(ReceptionFixtures):
    """Three consultants on duty on the 1st of March, in the order A, B, C, and nobody receiving."""

    def setUp(self):
        super().setUp()
        self.clock = self.enterContext(freeze_time(MORNING))
        self.roster = self._new_roster(self.a, self.b, self.c)

    def _go(self, **delta):
        self.clock.move_to(fields.Datetime.now() + timedelta(**delta))
        self.env.invalidate_all()
