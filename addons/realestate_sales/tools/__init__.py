from . import identity, masking
