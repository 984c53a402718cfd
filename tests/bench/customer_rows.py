"""Customers for the benchmarks, written by SQL: opportunities, their persons, households and registrations."""

# how many customers the consultant who is measured has, however many there are
OWN = 300

PARTNERS = """
INSERT INTO res_partner (name, complete_name, active, autopost_bills, type, realestate_customer, partner_share, phone,
                         phone_sanitized, identity_type, identity_number, create_date)
SELECT %(name)s, %(name)s, TRUE, 'ask', 'contact', TRUE, TRUE, '138' || lpad(n::text, 8, '0'),
       '+86138' || lpad(n::text, 8, '0'), 'other', 'P' || n, now() AT TIME ZONE 'UTC'
  FROM generate_series(%(start)s, %(stop)s - 1) AS n WHERE n %% 10 = 0
"""
LEADS = """
INSERT INTO crm_lead (name, contact_name, active, type, company_id, realestate_project_id, user_id, stage_id, team_id,
                      phone, phone_sanitized, partner_id, priority, won_status, probability, realestate_source,
                      realestate_intent, realestate_intent_band, realestate_profile, realestate_purpose,
                      realestate_living_id, realestate_pool, realestate_pool_since, realestate_protected_from,
                      realestate_protected_until, create_date, write_date, create_uid, write_uid)
SELECT %(name)s, %(name)s, n %% 33 <> 32, 'opportunity', company.id, project.id, holder.id,
       (SELECT min(id) FROM crm_stage), NULL, '138' || lpad(n::text, 8, '0'), '+86138' || lpad(n::text, 8, '0'),
       partner.id, '0', 'pending', 10, (ARRAY['visit', 'call', 'channel', 'referral', 'online'])[1 + n %% 5],
       n %% 11, (ARRAY['d', 'd', 'd', 'c', 'c', 'b', 'b', 'b', 'a', 'a', 'a'])[1 + n %% 11], n %% 100, 'live',
       (SELECT min(id) FROM realestate_township) + n %% 12,
       CASE WHEN holder.id IS NULL THEN CASE n %% 4 WHEN 0 THEN 'company' ELSE 'project' END END,
       CASE WHEN holder.id IS NULL THEN current_date - n %% 90 END,
       CASE WHEN holder.id IS NOT NULL THEN current_date END, CASE WHEN holder.id IS NOT NULL THEN current_date + 7 END,
       now() AT TIME ZONE 'UTC' - make_interval(mins => n), now() AT TIME ZONE 'UTC', 1, 1
  FROM generate_series(%(start)s, %(stop)s - 1) AS n
  JOIN realestate_project AS project ON project.code = 'P' || n %% 10
  JOIN res_company AS company ON company.id = project.company_id
  LEFT JOIN res_users AS holder ON n %% 7 <> 3
   AND holder.login = CASE WHEN n < 10 * %(own)s AND n %% 10 = 0 THEN 'consultant'
                           ELSE 'other' || 2 * (n %% 10) + n / 10 %% 2 END
  LEFT JOIN res_partner AS partner ON n %% 10 = 0 AND partner.phone_sanitized = '+86138' || lpad(n::text, 8, '0')
"""
RECEPTIONS = """
INSERT INTO realestate_reception (project_id, company_id, kind, day, number, date, name, phone, phone_sanitized, source,
                                  lead_id, user_id, holder_id, is_first, create_date, create_uid)
SELECT lead.realestate_project_id, lead.company_id, CASE lead.id %% 3 WHEN 0 THEN 'call' ELSE 'visit' END,
       current_date - (lead.id %% 700)::int, lead.id, lead.create_date, lead.contact_name, lead.phone,
       lead.phone_sanitized, lead.realestate_source, lead.id, lead.user_id, lead.user_id, TRUE, lead.create_date, 1
  FROM crm_lead AS lead WHERE lead.id > %(last_lead)s
"""
MEMBERS = """
WITH household AS (
    INSERT INTO realestate_household (kind, company_id, name)
    SELECT 'family', lead.company_id, lead.id::text FROM crm_lead AS lead
     WHERE lead.id > %(last_lead)s AND lead.id %% 20 = 0 AND lead.company_id IS NOT NULL
    RETURNING id, company_id, name
), linked AS (
    UPDATE crm_lead AS lead SET realestate_household_id = household.id
      FROM household WHERE lead.id = household.name::int
)
INSERT INTO realestate_household_member (household_id, company_id, name, relation, phone, phone_sanitized)
SELECT id, company_id, '家人', 'spouse', '139' || lpad(name, 8, '0'), '+86139' || lpad(name, 8, '0') FROM household
"""
# 20 family names, 40 given names
NAME = (
    "substr('王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗', (1 + n %% 20)::int, 1)"
    " || (ARRAY['建国', '秀英', '伟', '芳', '娜', '敏', '静', '丽', '强', '磊', '军', '洋', '勇', '艳', '杰', '娟', '涛',"
    " '明', '超', '兰', '霞', '平', '刚', '桂英', '文', '辉', '玲', '红', '玉兰', '鹏', '志强', '建华', '晓明', '海燕',"
    " '雪梅', '国庆', '春梅', '建军', '小红', '子轩'])[(1 + n / 20 %% 40)::int]"
)


def fill(cursor, start, stop):
    """Write the customers number ``start`` to ``stop`` - 1 with all that hangs on them.

    :param cursor: of psycopg2, in autocommit
    """
    cursor.execute("SELECT COALESCE(max(id), 0) FROM crm_lead")
    values = {"start": start, "stop": stop, "own": OWN, "last_lead": cursor.fetchone()[0]}
    for statement in (PARTNERS, LEADS, RECEPTIONS, MEMBERS):
        cursor.execute(statement.replace("%(name)s", NAME), values)
    for table in ("res_partner", "crm_lead", "realestate_reception", "realestate_household_member"):
        cursor.execute(f"VACUUM ANALYZE {table}")
