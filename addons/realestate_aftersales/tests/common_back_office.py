from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo import Command
from odoo.tests import new_test_user

from odoo.addons.realestate_sales.models.realestate_installment_plan import PLAN_EDIT
from odoo.addons.realestate_sales.tests.common_money import RealestateMoneyCommon

DUTIES = (
    ("Mortgage funds on time", 50.0, "funds_on_time", 90.0),
    ("Customers overdue", 20.0, "customers_overdue", 5.0),
    ("Certificates on schedule", 20.0, "certificates_on_time", 95.0),
    ("Satisfaction at handover", 10.0, "handover_satisfaction", 90.0),
)


class BackOfficeCommon(RealestateMoneyCommon):
    """A back-office manager with the four duties of HR-3, and last month's files by which they are measured."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        group = "realestate_aftersales.realestate_aftersales_group_{}"
        cls.officer = new_test_user(cls.env, "bo_officer", groups=group.format("officer"))
        cls.service_manager = new_test_user(cls.env, "bo_manager", groups=group.format("manager"))
        for user in (cls.officer, cls.service_manager):
            user.write({"company_ids": [Command.set(cls.company.ids)], "company_id": cls.company.id})
        cls.project.user_ids += cls.officer | cls.service_manager
        cls.first = cls.today.replace(day=1) - relativedelta(months=1)
        cls.last = cls.today.replace(day=1) - timedelta(days=1)
        cls.mid = cls.first + timedelta(days=14)
        # what ships with the addon may be changed by its users: no papers, no money to wait for but the loan
        templates = cls.env["realestate.service.template"].search([])
        templates.material_ids.unlink()
        templates.step_ids.filtered(lambda step: step.money != "loan").money = False
        templates.property_type = False
        cls.hr = cls.users["hr"]
        cls._make_people()
        cls._make_loans()
        cls._make_debts()
        cls._make_certificates()
        cls._make_handovers()
        cls.env.flush_all()

    @classmethod
    def _make_people(cls):
        department = cls.env["hr.department"].create({"name": "Back Office", "company_id": cls.company.id})
        cls.job = cls.env["hr.job"].create(
            {"name": "Back-Office Manager", "department_id": department.id, "company_id": cls.company.id}
        )
        cls.employee = cls.env["hr.employee"].create(
            {
                "name": "Zheng",
                "user_id": cls.service_manager.id,
                "job_id": cls.job.id,
                "department_id": department.id,
                "company_id": cls.company.id,
                "date_version": cls.first - timedelta(days=400),
            }
        )
        description = cls.env["realestate.job.description"].create(
            {
                "job_id": cls.job.id,
                "date_from": cls.first - timedelta(days=100),
                "duty_ids": [
                    Command.create(
                        {
                            "name": name,
                            "weight": weight,
                            "measure_id": cls.env.ref(f"realestate_aftersales.realestate_measure_{code}").id,
                            "measured_on": "projects",
                            "target": target,
                        }
                    )
                    for name, weight, code, target in DUTIES
                ],
            }
        )
        description.sudo()._make_valid()

    @classmethod
    def _make_loans(cls):
        """Four loans due on the 15th of last month: three came by then, one a day later."""
        method = cls.env["realestate.payment.method"].search(
            [("company_id", "=", cls.company.id), ("kind", "=", "combination")], limit=1
        )
        method.line_ids.filtered("max_amount").max_amount = 300000.0
        bank = cls.env["realestate.loan.bank"].create({"name": "ICBC", "company_id": cls.company.id})
        cls.partners = (
            cls.buyer | cls.buyer_2 | cls._new_buyer("赵敏", "13700001111") | cls._new_buyer("钱进", "13600002222")
        )
        cls.loan_deals = cls.env["realestate.deal"]
        for unit, partner in zip(cls.units[:2], cls.partners, strict=False):
            deal = cls._subscribe(unit, partner_id=partner.id, payment_method_id=method.id)
            deal._prepare_step()
            deal.sudo()._generate_plan()
            deal.with_user(cls.administrator).action_sign()
            deal.service_user_id = cls.officer
            cls.loan_deals |= deal.with_env(cls.env)
        cls.loans = cls.loan_deals.mortgage_ids
        for loan in cls.loans:
            loan.bank_id = loan.bank_id or bank
            loan.sudo().date_papers = cls.mid - timedelta(days=loan.bank_id.funds_days)
        days = (cls.mid, cls.mid, cls.mid - timedelta(days=3), cls.mid + timedelta(days=1))
        for loan, day in zip(cls.loans, days, strict=True):
            cls._pay_on(loan.installment_id, day)

    @classmethod
    def _make_debts(cls):
        """Four customers have something due on the 10th; three have paid by the end of the month, one since."""
        cls.deals = cls.loan_deals
        for unit, partner in zip(cls.units[2:4], cls.partners[2:], strict=True):
            cls.deals |= cls._new_deal(unit, partner_id=partner.id)
        everything = cls.deals.installment_ids.with_context(realestate_plan_edit=PLAN_EDIT)
        everything.date_due = cls.today
        cls.due = cls.env["realestate.installment"]
        for deal in cls.deals:
            own = deal.installment_ids.filtered(lambda line: line.kind not in ("commercial_loan", "provident_loan"))
            cls.due |= own.sorted("sequence")[-1]
        cls.due.with_context(realestate_plan_edit=PLAN_EDIT).date_due = cls.first + timedelta(days=9)
        for installment in cls.due[:3]:
            cls._pay_on(installment, cls.last)
        cls._pay_on(cls.due[3], cls.today)

    @classmethod
    def _make_certificates(cls):
        """Two certificates due on the 20th: one issued on that day, one a day later."""
        kind = cls.env.ref("realestate_aftersales.realestate_service_kind_certificate")
        due = cls.first + timedelta(days=19)
        for number, deal in enumerate(cls.deals[:2]):
            service = cls.env["realestate.service"].create({"deal_id": deal.id, "kind_id": kind.id})
            service.certificate_ids.write(
                {"contract_due": due, "number": f"C{number}", "date_issued": due + timedelta(days=number)}
            )

    @classmethod
    def _make_handovers(cls):
        """Two handovers rated last month, with 5 and with 3."""
        kind = cls.env.ref("realestate_aftersales.realestate_service_kind_handover")
        for deal, value in zip(cls.deals[:2], (5, 3), strict=True):
            service = cls.env["realestate.service"].create({"deal_id": deal.id, "kind_id": kind.id})
            service.handover_ids.sudo().write({"satisfaction": value, "date_rated": cls.last})

    @classmethod
    def _pay_on(cls, installment, day):
        invoice = installment.move_ids or installment._invoice()
        wizard = cls.env["account.payment.register"].with_context(active_model="account.move", active_ids=invoice.ids)
        wizard.create({"amount": installment.amount, "payment_date": day})._create_payments()
