"""A curve on top of another model."""

import pytest

from deployed_api import models


@pytest.mark.parametrize(
    ("options", "hint"),
    [
        ({"method": "magic"}, "`sigmoid` or `isotonic`"),
        ({"base": "calibrated"}, "cannot stand on itself"),
        ({"base": "boster"}, "Did you mean `booster`"),
        ({"base": "random_forest", "C": 1.0}, "`random_forest` has no option `C`"),
    ],
)
def test_a_curve_on_top_of_nonsense_is_explained(options, hint):
    with pytest.raises(models.ModelError, match=hint):
        models.build("calibrated", **options)
