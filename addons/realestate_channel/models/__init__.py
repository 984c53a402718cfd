from . import realestate_channel_bill_mixin
from . import res_company
from . import res_config_settings
from . import realestate_project
from . import realestate_channel_team
