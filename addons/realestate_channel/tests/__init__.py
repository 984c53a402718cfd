from . import test_access_matrix
from . import test_channel_source
from . import test_channel_team
