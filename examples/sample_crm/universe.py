"""Customers that are known to exist in the territory, on the vendor's list or not."""

from vendor import INDUSTRIES, TEAMS, make_company_name, pick_from

NOT_LISTED = 96
NOT_IN_DIRECTORIES = 0.03


def make_universe(chance, accounts):
    """Rows from directories: nearly all accounts, and customers nobody has listed yet."""
    columns = ("account_id", "name", "industry", "region")
    rows = [
        {column: account[column] for column in columns}
        for account in accounts
        if not chance.happens(NOT_IN_DIRECTORIES)
    ]
    taken = {account["name"] for account in accounts}
    for number in range(1, NOT_LISTED + 1):
        industry = pick_from(chance, INDUSTRIES)
        rows.append(
            {
                "account_id": f"N{number:04}",
                "name": make_company_name(chance, industry, taken),
                "industry": industry,
                "region": chance.pick_weighted([t[1] for t in TEAMS], [t[2] for t in TEAMS]),
            }
        )
    return rows
