from . import test_access_matrix
from . import test_channel_funnel
from . import test_channel_grid
from . import test_channel_settlement
from . import test_channel_source
from . import test_channel_team
from . import test_registration
from . import test_registration_visit
