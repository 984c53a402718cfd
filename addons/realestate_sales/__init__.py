from . import controllers
from . import models
from . import wizard
from .tools import log_filter

log_filter.install()
