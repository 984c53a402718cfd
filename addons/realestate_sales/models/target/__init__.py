from . import realestate_target
from . import realestate_target_line
from . import realestate_target_attainment
from . import realestate_target_change
from . import realestate_target_adjust
from . import realestate_target_split
from . import realestate_performance_line
from . import realestate_measure
