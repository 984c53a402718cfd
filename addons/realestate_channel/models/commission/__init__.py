# isort: off
from . import realestate_commission_book
from . import realestate_commission_policy_row_mixin
from . import realestate_commission_policy
from . import realestate_commission_policy_line
from . import realestate_commission_policy_tier
from . import realestate_commission_policy_part
from . import realestate_commission_line
from . import realestate_commission_settlement
from . import realestate_commission_settlement_person
from . import realestate_commission_report
from . import realestate_project
from . import realestate_deal
