from . import realestate_measure
from . import res_company
from . import realestate_job_category
from . import hr_job
from . import realestate_job_description
from . import realestate_job_duty
