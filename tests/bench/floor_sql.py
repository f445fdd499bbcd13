"""The rules of a 2019 year written by hand in SQL, as somebody would who needs nothing but the amounts.

It is no part of the portal and shares no rule with it: written a second time, it is what the portal's run is
measured against and checked by. Text in braces is filled in by tests.bench.floor.
"""

# Every rule that a year can apply, in the order in which reasons are listed.
CONDITIONS = {
    "UNDER_AGE": "date_of_birth > {born_until}",
    "OVER_AGE": "date_of_birth <= {born_after}",
    "NO_SENIOR_CERTIFICATE": "program = 'NONE'",
    "CERTIFICATE_I": "level = 1",
    "DIPLOMA_OR_ABOVE": "level >= 5",
    "CERTIFICATE_IV_WITHOUT_APPROVAL": "level = 4 AND NOT has_approval",
    "GENERAL_EDUCATION_FOR_ADULTS": "is_general_education",
    "GENERALIST": "is_generalist",
    "SCHOOL_BASED_APPRENTICESHIP": "delivery = 'SBAT'",
    "HEAD_START": "delivery = 'HEADSTART'",
    "ENROLLED_INDEPENDENTLY": "delivery = 'INDEPENDENT'",
    "NOT_GOVERNMENT_SCHOOL": "sector <> 'GOVERNMENT'",
    "NO_UNITS": "units = 0",
    "UNIT_WITHOUT_HOURS": "units_without_hours > 0",
    "NO_HOURS": "units > units_without_hours AND hours = 0",
    "NOT_ON_CENSUS": "NOT on_census",
    "SUPERSEDED": "is_superseded",
    "WITHDRAWN": "is_withdrawn",
    "RETURN_NOT_APPROVED": "NOT return_approved",
    "NO_BAND": "qualification_code NOT IN ({certificates})",
}
ALWAYS = {"NO_UNITS", "UNIT_WITHOUT_HOURS", "NO_HOURS", "NOT_ON_CENSUS", "NO_BAND"}

OUTCOMES = """
INSERT INTO bench_outcome (run_id, enrolment_id, school_id, band, hours, funded_hours, location_index,
    reasons, qualification_code, core_rate, tafe_provider, materials_band, small_scale_rate)
SELECT {run}, enrolment_id, school_id, coalesce(band, ''), hours,
    CASE WHEN reasons <> '' THEN 0 WHEN hours > full_hours THEN full_hours ELSE hours END,
    coalesce(location_index, 0), reasons, qualification_code,
    CASE WHEN subjects > 0 THEN (2 * {core_dollars} + subjects) / (2 * subjects) * 100 ELSE {core_rate} END,
    '', '', 0
FROM (
    SELECT enrolment_id, school_id, hours, location_index, qualification_code, subjects, band, full_hours,
        rtrim({reasons}) AS reasons
    FROM funding_censusentry LEFT JOIN bench_band ON bench_band.qualification = qualification_code
    WHERE year = {year}
) AS decided
"""

SUMS = """
INSERT INTO bench_sum
SELECT school_id, band, count(*), sum(funded_hours),
    sum(CASE WHEN location_index >= {threshold} THEN 1 ELSE 0 END),
    sum(CASE WHEN location_index >= {threshold} THEN funded_hours ELSE 0 END),
    sum(CASE WHEN location_index >= {threshold} THEN funded_hours * location_index ELSE 0 END)
FROM bench_outcome WHERE funded_hours > 0 GROUP BY school_id, band
"""

# One division on each line, rounded half up: (2 x numerator + divisor) / (2 x divisor).
TARGETED = """
INSERT INTO bench_allocation (run_id, school_id, component, band, enrolments, hours, quantity, divisor, rate,
    amount, qualification, provider, {rows})
SELECT {run}, school_id, 'TARGETED', code, enrolments, hours, hours, full_hours, rate,
    (2 * hours * rate + full_hours) / (2 * full_hours), '', '', '[]'
FROM bench_sum JOIN bench_rate ON code = band
"""

RURAL = """
INSERT INTO bench_allocation (run_id, school_id, component, band, enrolments, hours, quantity, divisor, rate,
    amount, qualification, provider, {rows})
SELECT {run}, school_id, 'RURAL', code, rural_enrolments, rural_hours, rural_quantity, full_hours * 10000,
    {rural_rate}, (2 * rural_quantity * {rural_rate} + full_hours * 10000) / (2 * full_hours * 10000),
    '', '', '[]'
FROM bench_sum JOIN bench_rate ON code = band WHERE rural_quantity > 0
"""

# Nothing was paid before: terms 3 and 4 take their shares, the adjustment the rest.
PAYMENTS = """
INSERT INTO bench_payment (run_id, school_id, component, line, amount)
SELECT {run}, school_id, component, line,
    CASE line WHEN 'ADJ' THEN due - 2 * share ELSE share END
FROM (
    SELECT school_id, component, due, (2 * due * 2500 + 10000) / 20000 AS share
    FROM (
        SELECT school_id, component, CAST(sum(amount) AS bigint) AS due
        FROM bench_allocation GROUP BY school_id, component
    ) AS accounts
) AS shared, (SELECT 'ADJ' AS line UNION ALL SELECT 'T3' UNION ALL SELECT 'T4') AS lines
"""

SCRATCH = (
    "CREATE TEMPORARY TABLE bench_band (qualification text PRIMARY KEY, band text, full_hours integer)",
    "CREATE TEMPORARY TABLE bench_rate (code text PRIMARY KEY, full_hours integer, rate bigint)",
    "CREATE TEMPORARY TABLE bench_sum (school_id bigint, band text, enrolments integer, hours bigint,"
    " rural_enrolments integer, rural_hours bigint, rural_quantity bigint)",
)
