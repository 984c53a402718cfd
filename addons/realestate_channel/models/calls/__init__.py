# isort: off
from . import res_users
from . import realestate_project
from . import realestate_call_result
from . import realestate_call_list
from . import realestate_call_list_import
from . import realestate_call_list_funnel
from . import realestate_call_row
from . import realestate_call_lot
from . import realestate_call_number
from . import realestate_call_number_deal
from . import realestate_call
from . import realestate_call_desk
from . import realestate_call_number_desk
from . import realestate_do_not_call
from . import realestate_channel_team
