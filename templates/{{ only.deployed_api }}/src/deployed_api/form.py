"""What can be said about a loan: the fields, their types, and the values that make sense.

The command line, a CSV file, a request to the service: all are held to what stands here.
"""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

# column: (smallest, largest value that makes sense, may it be missing?)
RANGES = {
    "seniority": (0, 60, False),
    "expenses": (0, 10_000, False),
    "income": (1, 100_000, True),
    "assets": (0, 10_000_000, True),
    "debt": (0, 1_000_000, True),
    "amount": (1, 100_000, False),
    "price": (1, 100_000, False),
    "time": (1, 120, False),
}
WHOLE = ["seniority", "time"]  # full years and full months

# column: (the words it may hold, may it be missing?)
WORDS = {
    "home": (["rent", "owner", "priv", "ignore", "parents", "other"], True),
    "job": (["fixed", "partime", "freelance", "others"], True),
    "records": (["no", "yes"], False),
}


class Loan(BaseModel):
    """What somebody who asks about a loan has to say. What is not known is left out, or null.

    The types stand here, so FastAPI can refuse `"amount": "much"` before our code runs.
    """

    # Without "forbid", a misspelt `incone` would be ignored, and the answer would be wrong.
    model_config = ConfigDict(extra="forbid")

    amount: float = Field(description="the loan", examples=[1000])
    price: float = Field(description="of what the loan pays for", examples=[1500])
    time: int = Field(description="months to pay it back", examples=[48])
    expenses: float = Field(description="a month", examples=[50])
    seniority: int = Field(description="years in the present job", examples=[5])
    records: Literal["no", "yes"] = Field(description="bad records, yes or no", examples=["no"])
    income: float | None = Field(None, description="a month", examples=[140])
    assets: float | None = Field(None, description="what is owned", examples=[3000])
    debt: float | None = Field(None, description="what is owed already", examples=[0])
    job: Literal["fixed", "partime", "freelance", "others"] | None = Field(
        None, description="fixed, partime, freelance or others", examples=["fixed"]
    )
    home: Literal["rent", "owner", "priv", "ignore", "parents", "other"] | None = Field(
        None, description="rent, owner, priv, parents, other or ignore", examples=["owner"]
    )
