from . import realestate_paper_template
from . import realestate_dunning_level
from . import realestate_arrears_case
from . import realestate_arrears_promise
from . import realestate_dunning
from . import realestate_dunning_run
from . import realestate_arrears
from . import realestate_project
