"""A distribution is judged before the API as it is now, not as it was when it was collected."""

from __future__ import annotations

from dataclasses import replace

from corsgate_audit.judging.judgement import judge_collection
from corsgate_audit.judging.links import linked
from corsgate_audit.model import Collection
from support.apis import behavior, cors, distribution, http_api

API = http_api(cors())
WITHOUT_OPTIONS = distribution(behavior(API, allowed_methods=("GET", "HEAD")))


def test_the_api_behind_a_distribution_is_the_one_that_is_judged() -> None:
    """By the place where it was read: all else about it may have changed."""
    changed = replace(API, cors=None)
    first, second = linked((WITHOUT_OPTIONS, changed))

    assert second is changed
    assert first == distribution(behavior(changed, allowed_methods=("GET", "HEAD")))


def test_what_has_not_changed_stays_as_it_is() -> None:
    """The same objects: nothing is copied in vain."""
    targets = (WITHOUT_OPTIONS, API)

    assert all(map(lambda new, old: new is old, linked(targets), targets))


def test_an_api_that_is_not_among_the_targets_stays_behind_the_distribution() -> None:
    """It may be in a part that is not judged now."""
    beside = distribution(behavior(None), behavior(API))

    assert linked((beside,)) == (beside,)


def test_a_rule_about_a_distribution_sees_the_api_as_it_is_now() -> None:
    """Without CORS settings nothing says that pages of other origins use it."""
    before = judge_collection(Collection(apis=(WITHOUT_OPTIONS, API)))
    after = judge_collection(Collection(apis=(WITHOUT_OPTIONS, replace(API, cors=None))))

    assert "CORS401" in {each.rule for each in before.findings}
    assert "CORS401" not in {each.rule for each in after.findings}
