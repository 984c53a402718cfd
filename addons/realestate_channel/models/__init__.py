# isort: off
from . import realestate_channel_bill_mixin
from . import realestate_worked_number_mixin
from . import res_company
from . import res_config_settings
from . import res_users
from . import res_partner
from . import realestate_project
from . import crm_lead
from . import realestate_deal
from . import realestate_reception
from . import team
from . import calls
from . import zone
from . import enterprise
from . import partners
from . import commission
from . import centre
