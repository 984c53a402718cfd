from datetime import date

from odoo import Command

from .common import RealestateCommon


class PeopleCommon(RealestateCommon):
    """A department with its head, and the job of a consultant with two holders."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.hr = cls.users["hr"]
        cls.general_manager = cls.users["general_manager"]
        cls.department = cls.env["hr.department"].create({"name": "Sales Department"})
        cls.job_manager = cls._new_job("Sales Manager")
        cls.job = cls._new_job("Consultant")
        cls.head = cls._new_employee(cls.manager, cls.job_manager)
        cls.department.manager_id = cls.head
        cls.holder = cls._new_employee(cls.consultant, cls.job)
        cls.holder_2 = cls._new_employee(cls.consultant_2, cls.job)

    @classmethod
    def _new_job(cls, name, **values):
        return cls.env["hr.job"].create({"name": name, "department_id": cls.department.id, **values})

    @classmethod
    def _new_employee(cls, user, job, **values):
        return cls.env["hr.employee"].create(
            {
                "name": user.name,
                "user_id": user.id,
                "job_id": job.id,
                "department_id": job.department_id.id,
                "company_id": cls.company.id,
                **values,
            }
        )

    @classmethod
    def _new_description(cls, job=None, weights=(60.0, 40.0), user=None, **values):
        """Write a draft as HR, with one duty a weight."""
        model = cls.env["realestate.job.description"].with_user(user or cls.hr)
        return model.create(
            {
                "job_id": (job or cls.job).id,
                "purpose": "Sells homes.",
                "duty_ids": [
                    Command.create({"name": f"Duty {number}", "weight": weight})
                    for number, weight in enumerate(weights, 1)
                ],
                **values,
            }
        )

    @classmethod
    def _new_valid(cls, job=None, date_from=date(2026, 1, 1), **values):
        """Return a description that holds from ``date_from`` on, without asking anybody."""
        description = cls._new_description(job, date_from=date_from, **values)
        description.sudo()._make_valid()
        return description
