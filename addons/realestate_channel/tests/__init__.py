from . import test_access_matrix
from . import test_channel_source
from . import test_channel_team
from . import test_registration
from . import test_registration_visit
from . import test_registration_ui
from . import test_registration_portal
