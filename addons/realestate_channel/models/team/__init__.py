# isort: off
from . import realestate_project
from . import realestate_channel_team
from . import realestate_channel_result
from . import realestate_channel_attendance
from . import realestate_channel_team_grid
from . import realestate_channel_contract
from . import realestate_channel_rate
from . import realestate_channel_settlement_line
from . import realestate_channel_settlement
from . import realestate_channel_cost
from . import realestate_channel_funnel
from . import realestate_rival
from . import realestate_channel_rival_week
from . import realestate_channel_rival_gap
from . import realestate_measure
from . import realestate_channel_funnel_board
