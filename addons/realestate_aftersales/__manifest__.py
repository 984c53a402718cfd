{
    "name": "Real Estate After-Sales",
    "version": "19.0.1.0.0",
    "category": "Sales/Real Estate",
    "summary": "After the contract: the customer's file for mortgage, certificate and handover",
    "author": "Real Estate Sales Office contributors",
    "website": "https://github.com/realestate-sales-office/addons",
    "license": "LGPL-3",
    "depends": ["realestate_sales"],
    "data": [
        "security/aftersales_groups.xml",
        "security/ir.model.access.csv",
        "security/aftersales_rules.xml",
        "views/realestate_deal_views.xml",
    ],
}
