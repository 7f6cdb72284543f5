"""An ordinary loan."""

LOAN = {
    "amount": 1000,
    "price": 1500,
    "time": 48,
    "income": 140,
    "expenses": 50,
    "assets": 3000,
    "debt": 0,
    "seniority": 5,
    "job": "fixed",
    "home": "owner",
    "records": "no",
}
