from . import realestate_channel_team
