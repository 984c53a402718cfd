from . import test_channel_team
