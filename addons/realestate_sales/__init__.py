from . import controllers
from . import models
from . import wizard
from .hooks import uninstall_hook
from .tools import log_filter

log_filter.install()
