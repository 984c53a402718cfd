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
        # groups, access lines, rules
        "security/channel_groups.xml",
        "security/ir.model.access.csv",
        "security/channel_rules.xml",
        "security/realestate_registration_rules.xml",
        "security/realestate_commission_rules.xml",
        "security/realestate_channel_outreach_rules.xml",
        "security/realestate_call_rules.xml",
        "security/realestate_zone_rules.xml",
        "views/res_config_settings_views.xml",
        # data
        "data/realestate_registration_data.xml",
        "data/realestate_commission_data.xml",
        "data/realestate_call_data.xml",
        # menus, then windows, then views
        "views/realestate_channel_menus.xml",
        # the department and its outreach
        "views/realestate_channel_team_views.xml",
        "views/crm_lead_views.xml",
        "views/realestate_channel_grid_views.xml",
        "views/realestate_channel_result_views.xml",
        "views/realestate_channel_contract_views.xml",
        "views/realestate_channel_attendance_views.xml",
        "views/realestate_channel_settlement_views.xml",
        "views/realestate_channel_cost_views.xml",
        "views/realestate_channel_funnel_views.xml",
        # call lists
        "wizard/realestate_call_import_views.xml",
        "views/realestate_call_list_views.xml",
        "views/realestate_call_number_views.xml",
        "views/realestate_call_config_views.xml",
        # zones and materials
        "wizard/realestate_zone_views.xml",
        "views/realestate_channel_zone_views.xml",
        "views/realestate_material_views.xml",
        # partners
        "wizard/realestate_registration_views.xml",
        "views/realestate_registration_views.xml",
        "views/realestate_registration_report_views.xml",
        "views/realestate_registration_conflict_views.xml",
        "views/realestate_channel_partner_views.xml",
        "views/realestate_registration_rule_views.xml",
        "views/realestate_reception_registration_views.xml",
        "views/realestate_registration_portal_templates.xml",
        # commission
        "wizard/realestate_commission_views.xml",
        "views/realestate_commission_policy_views.xml",
        "views/realestate_commission_line_views.xml",
        "views/realestate_commission_settlement_views.xml",
        "views/realestate_commission_report_views.xml",
        "views/realestate_commission_deal_views.xml",
        "views/realestate_commission_portal_templates.xml",
        "views/realestate_commission_menus.xml",
        # distribution centres
    ],
    "demo": [
        "demo/realestate_channel_demo_users.xml",
        "demo/realestate_channel_demo_teams.xml",
        "demo/realestate_commission_demo.xml",
        "demo/realestate_channel_demo_outreach.xml",
        "demo/realestate_call_demo.xml",
        "demo/realestate_zone_demo.xml",
        "demo/realestate_material_demo.xml",
    ],
    "assets": {
        "web.assets_backend": [
            "realestate_channel/static/src/**/*",
        ],
        "web.assets_unit_tests": [
            "realestate_channel/static/tests/**/*",
            ("remove", "realestate_channel/static/tests/tours/**/*"),
        ],
        "web.assets_tests": [
            "realestate_channel/static/tests/tours/**/*",
        ],
    },
    "uninstall_hook": "uninstall_hook",
}
