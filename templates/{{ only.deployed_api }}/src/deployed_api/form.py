"""What can be said about a loan: the fields, their types, and the values that make sense.

The command line, a CSV file, a request to the service: all are held to what stands here.
"""

from typing import Any, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field, ValidationInfo, field_validator

Job = Literal["fixed", "partime", "freelance", "others"]
Home = Literal["rent", "owner", "priv", "ignore", "parents", "other"]

# column: the words it may hold, or whole numbers, or (smallest, largest number)
RULES: dict[str, Any] = {
    "amount": (1, 100_000),
    "price": (1, 100_000),
    "time": range(1, 121),  # full months; a range leaves out its end
    "expenses": (0, 10_000),
    "seniority": range(61),  # full years
    "records": ["no", "yes"],
    "income": (1, 100_000),
    "assets": (0, 10_000_000),
    "debt": (0, 1_000_000),
    "job": list(get_args(Job)),
    "home": list(get_args(Home)),
}


def number(column: str, about: str, example: float, default: Any = ...) -> Any:
    """Return a field of the form whose value lies within the limits of its column."""
    low, high = RULES[column][0], RULES[column][-1]  # ... as the default: it must be said
    return Field(default, ge=low, le=high, description=about, examples=[example])


class Loan(BaseModel):
    """What somebody who asks about a loan has to say. What is not known is left out, or null.

    Types and limits stand here, so FastAPI refuses `"amount": "much"` before our code runs.
    """

    # Without "forbid", a misspelt `incone` would be ignored, and the answer would be wrong.
    model_config = ConfigDict(extra="forbid")

    amount: float = number("amount", "the loan", 1000)
    price: float = number("price", "of what the loan pays for", 1500)
    time: int = number("time", "months to pay it back", 48)
    expenses: float = number("expenses", "a month", 50)
    seniority: int = number("seniority", "years in the present job", 5)
    records: Literal["no", "yes"] = Field(description="bad records, yes or no", examples=["no"])
    income: float | None = number("income", "a month", 140, default=None)
    assets: float | None = number("assets", "what is owned", 3000, default=None)
    debt: float | None = number("debt", "what is owed already", 0, default=None)
    job: Job | None = Field(None, description=", ".join(RULES["job"]), examples=["fixed"])
    home: Home | None = Field(None, description=", ".join(RULES["home"]), examples=["owner"])

    @field_validator("price")
    @classmethod
    def covers_the_loan(cls, price: float, info: ValidationInfo) -> float:
        """Refuse a loan that is larger than what it pays for."""
        if price < info.data.get("amount", price):  # `amount` is not there if it was wrong itself
            raise ValueError("must be at least the `amount`")
        return price
