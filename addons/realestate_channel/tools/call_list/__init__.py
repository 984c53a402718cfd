"""Reading call lists (电拓名单) as they come from developers, estate agents and property managers (CH-3).

Plain Python without ORM: a file goes in, persons with their numbers and what is wrong with them come out.
Texts for the user are not made here: what is wrong is a code.
"""

from .layout import EXTRA, IGNORE, TARGETS, ListLayout, guess_layout
from .numbers import INVALID, Number, split_numbers
from .persons import Person, read_persons
from .reading import read_list_file
