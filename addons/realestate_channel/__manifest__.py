{
    "name": "Real Estate Channel",
    "version": "19.0.1.0.0",
    "category": "Sales/Real Estate",
    "summary": "The channel department: teams by module and the customers they bring",
    "author": "Real Estate Sales Office contributors",
    "website": "https://github.com/realestate-sales-office/addons",
    "license": "LGPL-3",
    "depends": ["realestate_sales"],
    "data": [
        "security/channel_groups.xml",
        "security/ir.model.access.csv",
        "security/channel_rules.xml",
        "views/res_config_settings_views.xml",
        "views/realestate_channel_team_views.xml",
    ],
}
