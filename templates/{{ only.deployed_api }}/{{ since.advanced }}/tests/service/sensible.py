"""What the fuzzer must know about loans and cannot read: no loan is above the price.

JSON Schema has no words for a rule that joins two fields. Both have the same limits, so sorting
the two numbers makes sense of a sound loan and leaves an unsound one unsound.
"""

import schemathesis


@schemathesis.hook("before_call")
def enough_for_the_loan(context, case, kwargs):
    body = case.body
    items = body.get("items") if isinstance(body, dict) else None
    for loan in items if isinstance(items, list) else [body]:
        if isinstance(loan, dict):
            numbers = [loan.get("amount"), loan.get("price")]
            if all(isinstance(n, int | float) and not isinstance(n, bool) for n in numbers):
                loan["amount"], loan["price"] = sorted(numbers)
